import type { Dialect } from '../schema.ts';
import { type Migration, tenantTable } from './migration.ts';

/**
 * What clients look devices up and order them by. Each index ends in `id`, so that a page by any of them is a range of it. OData
 * puts nulls first, which PostgreSQL has to be told for an index to serve that order.
 */
const nullable = ['deviceName', 'serialNumber', 'userPrincipalName', 'userId', 'azureADDeviceId', 'operatingSystem'];
const required = ['complianceState', 'lastSyncDateTime', 'enrolledDateTime'];

function deviceIndexes(dialect: Dialect): string[] {
  const nulls = dialect === 'sqlite' ? '' : ' NULLS FIRST';
  const index = (column: string, order: string) =>
    `CREATE INDEX managed_devices_${column.toLowerCase()} ON managed_devices (tenant_id, "${column}"${order}, id)`;
  return [...nullable.map((column) => index(column, nulls)), ...required.map((column) => index(column, ''))];
}

export const devicesAndSessions: Migration = {
  version: 3,
  name: 'devices and sessions',
  oldestProgram: 1,
  statements: (dialect) => [
    ...tenantTable(
      dialect,
      'managed_devices',
      `
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  "userId" TEXT,
  "deviceName" TEXT,
  "managedDeviceOwnerType" TEXT NOT NULL,
  "managementState" TEXT NOT NULL,
  "enrolledDateTime" TEXT NOT NULL,
  "lastSyncDateTime" TEXT NOT NULL,
  "operatingSystem" TEXT,
  "complianceState" TEXT NOT NULL,
  "jailBroken" TEXT,
  "managementAgent" TEXT NOT NULL,
  "osVersion" TEXT,
  "easActivated" SMALLINT NOT NULL,
  "easDeviceId" TEXT,
  "easActivationDateTime" TEXT NOT NULL,
  "azureADRegistered" SMALLINT,
  "deviceEnrollmentType" TEXT NOT NULL,
  "activationLockBypassCode" TEXT,
  "emailAddress" TEXT,
  "azureADDeviceId" TEXT,
  "deviceRegistrationState" TEXT NOT NULL,
  "deviceCategoryDisplayName" TEXT,
  "isSupervised" SMALLINT NOT NULL,
  "exchangeLastSuccessfulSyncDateTime" TEXT NOT NULL,
  "exchangeAccessState" TEXT NOT NULL,
  "exchangeAccessStateReason" TEXT NOT NULL,
  "remoteAssistanceSessionErrorDetails" TEXT,
  "isEncrypted" SMALLINT NOT NULL,
  "userPrincipalName" TEXT,
  "model" TEXT,
  "manufacturer" TEXT,
  "imei" TEXT,
  "complianceGracePeriodExpirationDateTime" TEXT NOT NULL,
  "serialNumber" TEXT,
  "phoneNumber" TEXT,
  "androidSecurityPatchLevel" TEXT,
  "userDisplayName" TEXT,
  "configurationManagerClientEnabledFeatures" TEXT,
  "wiFiMacAddress" TEXT,
  "deviceHealthAttestationState" TEXT,
  "subscriberCarrier" TEXT,
  "meid" TEXT,
  "totalStorageSpaceInBytes" BIGINT NOT NULL,
  "freeStorageSpaceInBytes" BIGINT NOT NULL,
  "managedDeviceName" TEXT,
  "partnerReportedThreatState" TEXT NOT NULL,
  "requireUserEnrollmentApproval" SMALLINT,
  "managementCertificateExpirationDate" TEXT NOT NULL,
  "iccid" TEXT,
  "udid" TEXT,
  "notes" TEXT,
  "ethernetMacAddress" TEXT,
  "physicalMemoryInBytes" BIGINT NOT NULL,
  "enrollmentProfileName" TEXT,
  "deviceActionResults" TEXT NOT NULL,
  upn_lower TEXT,
  PRIMARY KEY (tenant_id, id)
`,
    ),
    ...deviceIndexes(dialect),
    'CREATE INDEX managed_devices_upn ON managed_devices (tenant_id, upn_lower, id)',
    ...tenantTable(
      dialect,
      'managed_device_counts',
      `
  tenant_id TEXT NOT NULL PRIMARY KEY,
  devices BIGINT NOT NULL
`,
    ),
    ...tenantTable(
      dialect,
      'sessions',
      `
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  status TEXT NOT NULL,
  "partnerId" TEXT NOT NULL,
  "partnerDisplayName" TEXT,
  "deviceId" TEXT NOT NULL,
  "deviceName" TEXT,
  "userPrincipalName" TEXT,
  "requestedBy" TEXT,
  "requestedDateTime" TEXT NOT NULL,
  "openedDateTime" TEXT,
  "expirationDateTime" TEXT NOT NULL,
  "closedDateTime" TEXT,
  "closeReason" TEXT,
  "errorDetails" TEXT,
  connections TEXT NOT NULL,
  grant_id TEXT NOT NULL,
  opening_until BIGINT,
  sealed_code TEXT,
  sealed_supporter_link TEXT,
  sealed_end_user_link TEXT,
  PRIMARY KEY (tenant_id, id)
`,
    ),
    // One session at a time on a device, whoever asks and however many ask at once.
    `CREATE UNIQUE INDEX sessions_live ON sessions (tenant_id, "deviceId") WHERE status IN ('requested', 'open')`,
    'CREATE INDEX sessions_grant ON sessions (tenant_id, grant_id, status)',
    'CREATE INDEX sessions_requested ON sessions (tenant_id, "requestedDateTime", id)',
    `CREATE INDEX sessions_device ON sessions (tenant_id, "deviceId", "requestedDateTime")`,
  ],
};
