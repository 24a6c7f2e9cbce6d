import { resource } from '../edm/operation.ts';
import { dateTimeOffset, entityType, guid, known, of, set, string, strings } from '../edm/type.ts';
import { because } from './because.ts';
import { deviceManagementSubscriptionState } from './device-management.ts';
import { tenantImpact } from './disconnect-impact.ts';
import { operateAssist } from './permissions.ts';
import { tenantStanding } from './tenant-standing.ts';

export const tenant = entityType('tenant', {
  description: 'An organisation that this service serves.',
  only: 'assist',
  properties: {
    tenantId: guid('The tenant id (tid) in the tokens of the organisation: given when it is added, then its id.', {
      nullable: false,
    }),
    displayName: string('The name of the organisation.'),
    subscriptionState: of(
      deviceManagementSubscriptionState,
      'Whether the organisation is served: active and warning are; suspend makes it disabled.',
      set,
    ),
    intuneAccountId: guid('The account of the organisation, as its deviceManagement shows it.', set),
    createdDateTime: dateTimeOffset('When the organisation was added.', set),
    suspendedDateTime: dateTimeOffset('When the organisation was suspended; null when it is not.', known),
    trustedIssuers: strings(
      'The issuers that may speak for the organisation, by the settings. Without one, no token of its people is accepted.',
      known,
    ),
  },
});

/** Tenants belong to no tenant: every row wants `Assist.Operate.All` in a token of an operator's tenant, which is a setting. */
export const tenants = resource({
  kind: 'entitySet',
  type: tenant,
  paths: [{ path: 'tenants', rows: 'everyOrganisation', versions: ['assist'] }],
  operations: {
    list: { permission: operateAssist, description: "List the organisations. An operator tenant's token." },
    get: { permission: operateAssist, description: "Read one organisation. An operator tenant's token." },
    create: {
      permission: operateAssist,
      description: "Add an organisation. An operator tenant's token.",
    },
  },
  actions: {
    suspend: {
      permission: operateAssist,
      parameters: {},
      description:
        "Stop serving the organisation and close its open sessions; it stays connected, and what it owes to partners is still done. An operator tenant's token.",
    },
    resume: {
      permission: operateAssist,
      parameters: {},
      description: "Serve the organisation again. An operator tenant's token.",
    },
    disconnect: {
      permission: operateAssist,
      parameters: because,
      description:
        "Disconnect the organisation from all its partners; also while it is suspended. An operator tenant's token.",
    },
  },
  functions: {
    impact: {
      boundTo: 'entity',
      permission: operateAssist,
      parameters: {},
      returns: of(tenantImpact, 'What a disconnect of the organisation would end.', { nullable: false }),
      description: "Say what a disconnect of the organisation would end. An operator tenant's token.",
    },
    standing: {
      boundTo: 'entity',
      permission: operateAssist,
      parameters: {},
      returns: of(tenantStanding, 'How the organisation stands.', { nullable: false }),
      description:
        "Say how the organisation stands: its partners, open sessions, what is owed, its last activity. An operator tenant's token.",
    },
  },
  pageSize: 100,
  listedById: true,
});
