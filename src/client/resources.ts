import type { Wire } from '../edm/type.ts';
import type { auditEvent, auditVerification } from '../model/audit-event.ts';
import type { connector } from '../model/connector.ts';
import type { deviceImport } from '../model/device/device-import.ts';
import type { managedDevice } from '../model/device/managed-device.ts';
import type { disconnect } from '../model/disconnect.ts';
import type { disconnectImpact, tenantImpact } from '../model/disconnect-impact.ts';
import type { currentCaller } from '../model/me.ts';
import type { obligation } from '../model/obligation.ts';
import type { partnerConsent } from '../model/partner-consent.ts';
import type { remoteAssistancePartner } from '../model/remote-assistance-partner.ts';
import type { remoteAssistanceSettingsType } from '../model/remote-assistance-settings.ts';
import type { session } from '../model/session.ts';
import type { severance } from '../model/severance.ts';
import type { tenant } from '../model/tenant.ts';
import type { tenantStanding } from '../model/tenant-standing.ts';

/** What a Graph sends, typed by the contract it is declared in. */
export type Partner = Wire<typeof remoteAssistancePartner>;
export type AwaitedConsent = Wire<typeof partnerConsent>;
export type Impact = Wire<typeof disconnectImpact>;
export type Device = Wire<typeof managedDevice>;
export type DeviceImport = Wire<typeof deviceImport>;
export type Session = Wire<typeof session>;
export type AuditEvent = Wire<typeof auditEvent>;
export type AuditVerification = Wire<typeof auditVerification>;
export type Obligation = Wire<typeof obligation>;
export type Connector = Wire<typeof connector>;
export type Disconnect = Wire<typeof disconnect>;
export type Me = Wire<typeof currentCaller>;
export type Tenant = Wire<typeof tenant>;
export type TenantImpact = Wire<typeof tenantImpact>;
export type TenantStanding = Wire<typeof tenantStanding>;
export type RemoteAssistanceSettings = Wire<typeof remoteAssistanceSettingsType>;
export type Severance = Wire<typeof severance>;

/** One page of a collection. */
export interface Page<T> {
  readonly value: readonly T[];
  readonly '@odata.count'?: number;
  readonly '@odata.nextLink'?: string;
}

/** The answer of a function that gives a collection or a primitive value. */
export interface Value<T> {
  readonly value: T;
}

/** Where it is; what does not name its version is in the one that the client was made for. */
export const partnersPath = 'deviceManagement/remoteAssistancePartners';
export const devicesPath = 'deviceManagement/managedDevices';
export const auditEventsPath = 'deviceManagement/auditEvents';
/** Only beta has it. */
export const settingsPath = 'beta/deviceManagement/remoteAssistanceSettings';
/** Only an assistd has these. */
/** The same partners, also for an organisation that is suspended. */
export const assistPartnersPath = 'assist/partners';
export const deviceImportPath = 'assist/managedDevices/import';
export const auditVerificationPath = 'assist/auditEvents/verify()';
export const auditChainPath = 'assist/auditEvents';
export const sessionsPath = 'assist/sessions';
export const obligationsPath = 'assist/obligations';
export const connectorsPath = 'assist/connectors';
export const disconnectsPath = 'assist/disconnects';
export const assistAuditEventsPath = 'assist/auditEvents';
export const mePath = 'assist/me';
export const tenantsPath = 'assist/tenants';
export const severancesPath = 'assist/severances';
export const callersPath = 'assist/callers';
