import type { Instant } from '../core/clock.ts';

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
  opening_until: Instant | null;
  /** The partner's own identifier: whoever has it can join. */
  sealed_code: string | null;
  sealed_supporter_link: string | null;
  sealed_end_user_link: string | null;
}
