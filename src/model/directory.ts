import { resource } from '../edm/operation.ts';
import { boolean, collectionOf, complexType, entityType, guid, int32, known, of, set, string } from '../edm/type.ts';
import { user } from './device/managed-device.ts';
import { readOrganization, readSubscribedSkus, readUsers, readYourself } from './permissions.ts';

const graph = ['v1.0', 'beta'] as const;

export const users = resource({
  kind: 'entitySet',
  type: user,
  paths: [{ path: 'users', rows: 'organisation', versions: graph }],
  operations: {
    list: { permission: readUsers, description: 'List the people of the organisation.' },
    get: { permission: readUsers, description: 'Read a person, by id or userPrincipalName.' },
  },
  pageSize: 100,
});

export const signedInUser = resource({
  kind: 'singleton',
  type: user,
  paths: [{ path: 'me', rows: 'caller', versions: graph, context: 'users' }],
  operations: { get: { permission: readYourself, description: 'Read the person who is signed in.' } },
});

export const verifiedDomain = complexType('verifiedDomain', {
  capabilities: string('What the domain is used for.'),
  isDefault: boolean('Whether new people are named by it.'),
  isInitial: boolean('Whether it is the first one that the organisation had.'),
  name: string('The domain.'),
  type: string('Managed, or federated.'),
});

export const organizationType = entityType('organization', {
  description: 'An organisation, as its directory describes it.',
  properties: {
    displayName: string('The name of the organisation.', known),
    tenantType: string('The kind of directory: AAD.', known),
    verifiedDomains: collectionOf(verifiedDomain, 'The domains of the organisation.', { ...set, filterable: false }),
  },
});

export const organization = resource({
  kind: 'entitySet',
  type: organizationType,
  paths: [{ path: 'organization', rows: 'organisation', versions: graph }],
  operations: {
    list: { permission: readOrganization, description: 'List the organisation of whoever calls, and no other.' },
    get: { permission: readOrganization, description: 'Read the organisation.' },
  },
});

export const licenseUnitsDetail = complexType('licenseUnitsDetail', {
  enabled: int32('How many units can be used.'),
  lockedOut: int32('How many are locked.'),
  suspended: int32('How many are suspended.'),
  warning: int32('How many are about to be suspended.'),
});

export const servicePlanInfo = complexType('servicePlanInfo', {
  appliesTo: string('Whom it can be assigned to: User, or Company.'),
  provisioningStatus: string('Whether it can be used.'),
  servicePlanId: guid('The id of the plan.'),
  servicePlanName: string('The name of the plan.'),
});

export const subscribedSku = entityType('subscribedSku', {
  description: 'A subscription of an organisation.',
  properties: {
    accountId: string('The id of the account.', known),
    accountName: string('The name of the account.', known),
    appliesTo: string('Whom it can be assigned to: User, or Company.', known),
    capabilityStatus: string('Enabled, Warning, Suspended, Deleted, or LockedOut.', known),
    consumedUnits: int32('How many units are assigned.', known),
    prepaidUnits: of(licenseUnitsDetail, 'How many units there are, by their state.', { ...known, filterable: false }),
    servicePlans: collectionOf(servicePlanInfo, 'The plans of the subscription.', { ...set, filterable: false }),
    skuId: guid('The id of what is subscribed to.', known),
    skuPartNumber: string('The name of what is subscribed to.', known),
  },
});

export const subscribedSkus = resource({
  kind: 'entitySet',
  type: subscribedSku,
  paths: [{ path: 'subscribedSkus', rows: 'organisation', versions: graph }],
  operations: {
    list: { permission: readSubscribedSkus, description: 'List the subscriptions of the organisation.' },
    get: { permission: readSubscribedSkus, description: 'Read one subscription.' },
  },
});
