import { resource } from '../edm/operation.ts';
import { boolean, entityType, enumType, of } from '../edm/type.ts';
import { readServiceConfig, writeServiceConfig } from './permissions.ts';

export const remoteAssistanceState = enumType('remoteAssistanceState', { disabled: 1, enabled: 2 }, 'beta');

export const remoteAssistanceSettingsType = entityType('remoteAssistanceSettings', {
  description: 'How an organisation uses Remote Help.',
  only: 'beta',
  properties: {
    remoteAssistanceState: of(remoteAssistanceState, 'Whether Remote Help is on; disabled until it is set.', {
      nullable: false,
    }),
    allowSessionsToUnenrolledDevices: boolean('Whether devices that are not enrolled can be helped.', {
      nullable: false,
    }),
    blockChat: boolean('Whether helper and helped cannot chat.', { nullable: false }),
  },
});

export const remoteAssistanceSettings = resource({
  kind: 'singleton',
  type: remoteAssistanceSettingsType,
  workload: 'remoteAssistance',
  paths: [{ path: 'deviceManagement/remoteAssistanceSettings', rows: 'organisation', versions: ['beta'] }],
  operations: {
    get: { permission: readServiceConfig, description: 'Read the Remote Help settings.' },
    update: { permission: writeServiceConfig, description: 'Change the Remote Help settings.' },
  },
});
