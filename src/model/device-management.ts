import { resource } from '../edm/operation.ts';
import { contains, containsOne, entityType, enumType, guid, of } from '../edm/type.ts';
import { auditEvent } from './audit-event.ts';
import { managedDevice } from './device/managed-device.ts';
import { readServiceConfig } from './permissions.ts';
import { remoteAssistancePartner } from './remote-assistance-partner.ts';
import { remoteAssistanceSettingsType } from './remote-assistance-settings.ts';

export const deviceManagementSubscriptionState = enumType('deviceManagementSubscriptionState', {
  pending: 0,
  active: 1,
  warning: 2,
  disabled: 3,
  deleted: 4,
  blocked: 5,
  lockedOut: 8,
});

export const deviceManagementType = entityType('deviceManagement', {
  description: 'The device management of an organisation.',
  properties: {
    intuneAccountId: guid('The account of the organisation.', { nullable: false, readOnly: true }),
    subscriptionState: of(deviceManagementSubscriptionState, 'The state of the subscription of the organisation.', {
      nullable: false,
      readOnly: true,
    }),
  },
  navigation: [
    contains('auditEvents', () => auditEvent),
    contains('comanagedDevices', () => managedDevice, 'beta'),
    contains('managedDevices', () => managedDevice),
    contains('remoteAssistancePartners', () => remoteAssistancePartner),
    containsOne('remoteAssistanceSettings', () => remoteAssistanceSettingsType, 'beta'),
  ],
});

export const deviceManagement = resource({
  kind: 'singleton',
  type: deviceManagementType,
  paths: [{ path: 'deviceManagement', rows: 'organisation', versions: ['v1.0', 'beta'] }],
  operations: {
    get: { permission: readServiceConfig, description: 'Read the device management of the organisation.' },
  },
});
