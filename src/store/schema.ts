import type { Generated } from 'kysely';

export type Dialect = 'sqlite' | 'postgres';

/**
 * The tables, as SQL has them. Columns that stand on the wire carry the wire's names and values: dates are canonical text
 * (`edm/date-time.ts`), enumerations member names, structures JSON text. Our own columns are snake_case, their times milliseconds
 * since the epoch.
 */
export interface Schema {
  readonly tenants: TenantTable;
  readonly remote_assistance_settings: RemoteAssistanceSettingsTable;
  readonly remote_assistance_partners: PartnerTable;
  readonly provided_partners: ProvidedPartnerTable;
  readonly onboardings: OnboardingTable;
  readonly grants: GrantTable;
  readonly managed_devices: ManagedDeviceTable;
  readonly managed_device_counts: ManagedDeviceCountTable;
  readonly sessions: SessionTable;
  readonly obligations: ObligationTable;
  readonly audit_events: AuditEventTable;
  readonly audit_heads: AuditHeadTable;
}

export interface TenantTable {
  tenant_id: string;
  displayName: string | null;
  /** A member of `deviceManagementSubscriptionState`. */
  subscriptionState: string;
  intuneAccountId: string;
  created_at: number;
  /** `null` while it is not suspended. */
  suspended_at: number | null;
}

export interface RemoteAssistanceSettingsTable {
  tenant_id: string;
  /** A member of `remoteAssistanceState`. */
  remoteAssistanceState: string;
  /** 0 or 1. */
  allowSessionsToUnenrolledDevices: number;
  /** 0 or 1. */
  blockChat: number;
}

export interface PartnerTable {
  tenant_id: string;
  id: string;
  displayName: string | null;
  onboardingUrl: string | null;
  /** A member of `remoteAssistanceOnboardingStatus`. */
  onboardingStatus: string;
  lastConnectionDateTime: string;
  onboardingRequestExpiryDateTime: string;
  /** The configured connector that this partner is bound to. */
  connector: string;
  /** The grant that is in force; `null` when there is none. */
  grant_id: string | null;
  connected_at: number | null;
  /** JSON: who consented. */
  connected_by: string | null;
  created_at: number;
}

/** The connectors that a tenant was given a partner for, so that one that was deleted since does not come back. */
export interface ProvidedPartnerTable {
  tenant_id: string;
  connector: string;
}

export interface OnboardingTable {
  tenant_id: string;
  partner_id: string;
  state_hash: string;
  wrapped_key: string;
  sealed_verifier: string;
  expires_at: number;
  /** JSON: who asked. */
  requested_by: string;
}

export type GrantState = 'held' | 'retiring' | 'retired';

export interface GrantTable {
  tenant_id: string;
  id: string;
  partner_id: string;
  connector: string;
  state: GrantState;
  wrapped_key: string | null;
  /** The master key that `wrapped_key` is under. */
  key_id: string | null;
  sealed_access: string | null;
  sealed_refresh: string | null;
  access_expires_at: number | null;
  /** JSON: whom the grant speaks for at the partner. */
  account: string | null;
  obtained_at: number;
  retired_at: number | null;
  /** Until when one replica alone may ask the partner for new tokens. */
  refresh_until: Generated<number | null>;
  /** Counts the changes of the sealed columns, so that who refreshed a token sees whether somebody else did before. */
  revision: Generated<number>;
}

export type ObligationStatus = 'due' | 'done' | 'cancelled';

export interface ObligationTable {
  tenant_id: string;
  id: string;
  kind: string;
  /** What it is about: a grant's id, a session's. */
  subject: string;
  status: ObligationStatus;
  attempts: Generated<number>;
  createdDateTime: string;
  /** When the next attempt is planned; of one that is running, when that was. */
  nextAttemptDateTime: string;
  lastFailure: string | null;
  reportedDateTime: string | null;
  completedDateTime: string | null;
  /** JSON, without secrets. */
  payload: string;
  /** JSON: the steps that are behind. */
  progress: string | null;
  /** When a runner may take it: the next attempt, or the end of the lease of the runner that has it. */
  due_at: number;
  /** One value for each claim; `null` while nobody has it. */
  lease_owner: string | null;
  /** Attempts that failed since the last one that did not. */
  failures: Generated<number>;
  /** When the first of these failed. */
  failing_since: Generated<number | null>;
  /** Counts how often it was owed, so that what is owed during an attempt is not taken as done by it. */
  revision: Generated<number>;
}

export interface AuditEventTable {
  tenant_id: string;
  /** 1, 2, 3 … in each tenant, without a gap. */
  sequence: number;
  id: string;
  displayName: string | null;
  componentName: string | null;
  activity: string | null;
  activityDateTime: string;
  activityType: string | null;
  activityOperationType: string | null;
  activityResult: string | null;
  correlationId: string;
  category: string | null;
  /** JSON. */
  actor: string;
  /** JSON. */
  resources: string;
  previous_hash: string;
  hash: string;
}

/** Where the chain of a tenant's audit events ends and, once events were pruned, where it begins. */
export interface AuditHeadTable {
  tenant_id: string;
  /** Of the newest event; 0 before the first. */
  sequence: number;
  hash: string;
  /** Of the newest event that was pruned; 0 before the first. */
  anchor_sequence: number;
  anchor_hash: string;
}

/** Every property of `managedDevice` that is stored; Booleans are 0 and 1. */
export interface ManagedDeviceTable {
  tenant_id: string;
  id: string;
  userId: string | null;
  deviceName: string | null;
  managedDeviceOwnerType: string;
  managementState: string;
  enrolledDateTime: string;
  lastSyncDateTime: string;
  operatingSystem: string | null;
  complianceState: string;
  jailBroken: string | null;
  managementAgent: string;
  osVersion: string | null;
  easActivated: number;
  easDeviceId: string | null;
  easActivationDateTime: string;
  azureADRegistered: number | null;
  deviceEnrollmentType: string;
  activationLockBypassCode: string | null;
  emailAddress: string | null;
  azureADDeviceId: string | null;
  deviceRegistrationState: string;
  deviceCategoryDisplayName: string | null;
  isSupervised: number;
  exchangeLastSuccessfulSyncDateTime: string;
  exchangeAccessState: string;
  exchangeAccessStateReason: string;
  remoteAssistanceSessionErrorDetails: string | null;
  isEncrypted: number;
  userPrincipalName: string | null;
  model: string | null;
  manufacturer: string | null;
  imei: string | null;
  complianceGracePeriodExpirationDateTime: string;
  serialNumber: string | null;
  phoneNumber: string | null;
  androidSecurityPatchLevel: string | null;
  userDisplayName: string | null;
  configurationManagerClientEnabledFeatures: string | null;
  wiFiMacAddress: string | null;
  deviceHealthAttestationState: string | null;
  subscriberCarrier: string | null;
  meid: string | null;
  totalStorageSpaceInBytes: number;
  freeStorageSpaceInBytes: number;
  managedDeviceName: string | null;
  partnerReportedThreatState: string;
  requireUserEnrollmentApproval: number | null;
  managementCertificateExpirationDate: string;
  iccid: string | null;
  udid: string | null;
  notes: string | null;
  ethernetMacAddress: string | null;
  physicalMemoryInBytes: number;
  enrollmentProfileName: string | null;
  deviceActionResults: string;
  /** `userPrincipalName` in lower case, because a path to a user's devices may write it in any. */
  upn_lower: string | null;
}

/** How many devices a tenant has, so that nobody counts a million rows to say so. */
export interface ManagedDeviceCountTable {
  tenant_id: string;
  devices: number;
}

export type SessionStatus = 'requested' | 'open' | 'closing' | 'closed' | 'failed';

export interface SessionTable {
  tenant_id: string;
  id: string;
  status: SessionStatus;
  partnerId: string;
  partnerDisplayName: string | null;
  deviceId: string;
  deviceName: string | null;
  userPrincipalName: string | null;
  requestedBy: string | null;
  requestedDateTime: string;
  openedDateTime: string | null;
  expirationDateTime: string;
  closedDateTime: string | null;
  /** A member of `sessionCloseReason`. */
  closeReason: string | null;
  errorDetails: string | null;
  /** JSON: the connections, with the partner's ids of them. */
  connections: string;
  /** The grant that it is opened with; under its data key the three sealed columns are. */
  grant_id: string;
  /** Until when a call to the partner that opens it may be under way; `null` when none is. */
  opening_until: number | null;
  /** The partner's own identifier: whoever has it can join. */
  sealed_code: string | null;
  sealed_supporter_link: string | null;
  sealed_end_user_link: string | null;
}
