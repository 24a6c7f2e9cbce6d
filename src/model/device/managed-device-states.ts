import { enumType } from '../../edm/type.ts';

export const complianceState = enumType('complianceState', {
  unknown: 0,
  compliant: 1,
  noncompliant: 2,
  conflict: 3,
  error: 4,
  inGracePeriod: 254,
  configManager: 255,
});

export const deviceEnrollmentType = enumType('deviceEnrollmentType', {
  unknown: 0,
  userEnrollment: 1,
  deviceEnrollmentManager: 2,
  appleBulkWithUser: 3,
  appleBulkWithoutUser: 4,
  windowsAzureADJoin: 5,
  windowsBulkUserless: 6,
  windowsAutoEnrollment: 7,
  windowsBulkAzureDomainJoin: 8,
  windowsCoManagement: 9,
  windowsAzureADJoinUsingDeviceAuth: 10,
  appleUserEnrollment: 11,
  appleUserEnrollmentWithServiceAccount: 12,
  unknownFutureValue: 26,
});

export const deviceRegistrationState = enumType('deviceRegistrationState', {
  notRegistered: 0,
  registered: 2,
  revoked: 3,
  keyConflict: 4,
  approvalPending: 5,
  certificateReset: 6,
  notRegisteredPendingEnrollment: 7,
  unknown: 8,
});

export const deviceManagementExchangeAccessState = enumType('deviceManagementExchangeAccessState', {
  none: 0,
  unknown: 1,
  allowed: 2,
  blocked: 3,
  quarantined: 4,
});

export const deviceManagementExchangeAccessStateReason = enumType('deviceManagementExchangeAccessStateReason', {
  none: 0,
  unknown: 1,
  exchangeGlobalRule: 2,
  exchangeIndividualRule: 3,
  exchangeDeviceRule: 4,
  exchangeUpgrade: 5,
  exchangeMailboxPolicy: 6,
  other: 7,
  compliant: 8,
  notCompliant: 9,
  notEnrolled: 10,
  unknownLocation: 12,
  mfaRequired: 13,
  azureADBlockDueToAccessPolicy: 14,
  compromisedPassword: 15,
  deviceNotKnownWithManagedApp: 16,
});

export const managedDeviceOwnerType = enumType('managedDeviceOwnerType', {
  unknown: 0,
  company: 1,
  personal: 2,
  unknownFutureValue: 3,
});

export const managementAgentType = enumType('managementAgentType', {
  eas: 1,
  mdm: 2,
  easMdm: 3,
  intuneClient: 4,
  easIntuneClient: 5,
  configurationManagerClient: 8,
  configurationManagerClientMdm: 10,
  configurationManagerClientMdmEas: 11,
  unknown: 16,
  jamf: 32,
  googleCloudDevicePolicyController: 64,
  microsoft365ManagedMdm: 258,
  msSense: 1024,
});

export const managementState = enumType('managementState', {
  managed: 0,
  retirePending: 1,
  retireFailed: 2,
  wipePending: 3,
  wipeFailed: 4,
  unhealthy: 5,
  deletePending: 6,
  retireIssued: 7,
  wipeIssued: 8,
  wipeCanceled: 9,
  retireCanceled: 10,
  discovered: 11,
  unknownFutureValue: 12,
});

export const managedDevicePartnerReportedHealthState = enumType('managedDevicePartnerReportedHealthState', {
  unknown: 0,
  activated: 1,
  deactivated: 2,
  secured: 3,
  lowSeverity: 4,
  mediumSeverity: 5,
  highSeverity: 6,
  unresponsive: 7,
  compromised: 8,
  misconfigured: 9,
});
