import type { OperationName } from '../edm/operation.ts';
import { auditEvents } from './audit-event.ts';
import { callers } from './caller.ts';
import { connectors } from './connector.ts';
import { managedDevices } from './device/managed-devices.ts';
import { deviceManagement } from './device-management.ts';
import { organization, signedInUser, subscribedSkus, users } from './directory.ts';
import { disconnects } from './disconnect.ts';
import { partners } from './disconnect-impact.ts';
import { me } from './me.ts';
import { obligations } from './obligation.ts';
import { remoteAssistancePartners } from './remote-assistance-partner.ts';
import { remoteAssistanceSettings } from './remote-assistance-settings.ts';
import { sessions } from './session.ts';
import { severances } from './severance.ts';
import { tenants } from './tenant.ts';
// These add our versions and workloads to the words of edm, also for whoever compiles against the package.
import './throttling.ts';
import './versions.ts';

/** The contract: every resource that is served, under the name that its operations are called by. */
export const model = {
  deviceManagement,
  remoteAssistancePartners,
  managedDevices,
  remoteAssistanceSettings,
  auditEvents,
  tenants,
  obligations,
  connectors,
  sessions,
  partners,
  disconnects,
  severances,
  callers,
  me,
  users,
  signedInUser,
  organization,
  subscribedSkus,
} as const;

export type Operations = OperationName<typeof model>;
