import { resource } from '../edm/operation.ts';
import { dateTimeOffset, entityType, enumType, of, string } from '../edm/type.ts';
import { readServiceConfig, writeServiceConfig } from './permissions.ts';

export const remoteAssistanceOnboardingStatus = enumType('remoteAssistanceOnboardingStatus', {
  notOnboarded: 0,
  onboarding: 1,
  onboarded: 2,
});

export const remoteAssistancePartner = entityType('remoteAssistancePartner', {
  description: 'A partner that gives remote assistance on the devices of an organisation.',
  properties: {
    displayName: string('Display name of the partner.'),
    onboardingUrl: string(
      'Where an administrator signs in to the partner and consents; set while the status is onboarding.',
      { readOnly: true, seenBy: writeServiceConfig },
    ),
    onboardingStatus: of(remoteAssistanceOnboardingStatus, 'How far the connection to the partner is.', {
      nullable: false,
      readOnly: true,
    }),
    lastConnectionDateTime: dateTimeOffset('When the partner last answered us.', { nullable: false, readOnly: true }),
    onboardingRequestExpiryDateTime: dateTimeOffset('When the status is onboarding: until when consent is awaited.', {
      nullable: false,
      readOnly: true,
      only: 'beta',
    }),
  },
});

export const remoteAssistancePartners = resource({
  kind: 'entitySet',
  type: remoteAssistancePartner,
  workload: 'remoteAssistance',
  paths: [{ path: 'deviceManagement/remoteAssistancePartners', rows: 'organisation', versions: ['v1.0', 'beta'] }],
  operations: {
    list: { permission: readServiceConfig, description: 'List the remote-assistance partners of the organisation.' },
    get: { permission: readServiceConfig, description: 'Read one remote-assistance partner.' },
    create: { permission: writeServiceConfig, description: 'Add a remote-assistance partner.' },
    update: { permission: writeServiceConfig, description: 'Change a remote-assistance partner.' },
    delete: {
      permission: writeServiceConfig,
      description: 'Remove a remote-assistance partner; a connected one is disconnected first.',
    },
  },
  actions: {
    beginOnboarding: {
      permission: writeServiceConfig,
      parameters: {},
      description: 'Start to connect the organisation to the partner: makes the onboardingUrl.',
    },
    disconnect: {
      permission: writeServiceConfig,
      parameters: {},
      description:
        'Disconnect the organisation from the partner: closes open sessions, revokes the grant, destroys it.',
    },
  },
});
