import { auditEvents } from '../../src/model/audit-event.ts';
import { connectors } from '../../src/model/connector.ts';
import { managedDevices } from '../../src/model/device/managed-devices.ts';
import { deviceManagement } from '../../src/model/device-management.ts';
import { partners } from '../../src/model/disconnect-impact.ts';
import { obligations } from '../../src/model/obligation.ts';
import { remoteAssistancePartners } from '../../src/model/remote-assistance-partner.ts';
import { remoteAssistanceSettings } from '../../src/model/remote-assistance-settings.ts';
import { sessions } from '../../src/model/session.ts';
import { tenants } from '../../src/model/tenant.ts';

/** Every resource that is declared, also where the service does not serve it yet. */
export const wholeModel = {
  deviceManagement,
  remoteAssistancePartners,
  managedDevices,
  auditEvents,
  remoteAssistanceSettings,
  tenants,
  sessions,
  obligations,
  connectors,
  partners,
} as const;
