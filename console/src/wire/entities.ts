import type { Wire } from '../../../src/edm/type.ts';
import type { auditEvent, auditVerification } from '../../../src/model/audit-event.ts';
import type { connector } from '../../../src/model/connector.ts';
import type { disconnectImpact } from '../../../src/model/disconnect-impact.ts';
import type { managedDevice } from '../../../src/model/managed-device.ts';
import type { obligation } from '../../../src/model/obligation.ts';
import type { remoteAssistancePartner } from '../../../src/model/remote-assistance-partner.ts';
import type { session } from '../../../src/model/session.ts';
import type { tenant } from '../../../src/model/tenant.ts';

/** What the service sends, typed by the contract it is declared in. */
export type Partner = Wire<typeof remoteAssistancePartner>;
export type Impact = Wire<typeof disconnectImpact>;
export type Device = Wire<typeof managedDevice>;
export type Session = Wire<typeof session>;
export type AuditEvent = Wire<typeof auditEvent>;
export type AuditVerification = Wire<typeof auditVerification>;
export type Obligation = Wire<typeof obligation>;
export type Connector = Wire<typeof connector>;
export type Tenant = Wire<typeof tenant>;

/** Where it is. Graph's own resources in beta, which knows most of them. */
export const partnersPath = '/beta/deviceManagement/remoteAssistancePartners';
export const devicesPath = '/beta/deviceManagement/managedDevices';
export const auditEventsPath = '/beta/deviceManagement/auditEvents';
export const sessionsPath = '/assist/sessions';
export const obligationsPath = '/assist/obligations';
export const connectorsPath = '/assist/connectors';
export const tenantsPath = '/assist/tenants';
