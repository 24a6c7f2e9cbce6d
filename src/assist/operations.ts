import { beginOnboarding } from './begin-onboarding.ts';
import type { OperationTable } from './call.ts';
import { closeSession } from './close-session.ts';
import { createManagedDevice } from './create-managed-device.ts';
import { createPartner } from './create-partner.ts';
import { createTenant } from './create-tenant.ts';
import { deleteManagedDevice } from './delete-managed-device.ts';
import { deletePartner } from './delete-partner.ts';
import { disconnectPartner } from './disconnect-partner.ts';
import { getAuditActivityTypes } from './get-audit-activity-types.ts';
import { getAuditCategories } from './get-audit-categories.ts';
import { getAuditEvent } from './get-audit-event.ts';
import { getConnector } from './get-connector.ts';
import { getDeviceManagement } from './get-device-management.ts';
import { getDisconnectImpact } from './get-disconnect-impact.ts';
import { getManagedDevice } from './get-managed-device.ts';
import { getObligation } from './get-obligation.ts';
import { getPartner } from './get-partner.ts';
import { getRemoteAssistanceSettings } from './get-remote-assistance-settings.ts';
import { getSession } from './get-session.ts';
import { getSupporterUrl } from './get-supporter-url.ts';
import { getTenant } from './get-tenant.ts';
import { importManagedDevices } from './import-managed-devices.ts';
import { listAuditEvents } from './list-audit-events.ts';
import { listConnectors } from './list-connectors.ts';
import { listManagedDevices } from './list-managed-devices.ts';
import { listObligations } from './list-obligations.ts';
import { listPartners } from './list-partners.ts';
import { listSessions } from './list-sessions.ts';
import { listTenants } from './list-tenants.ts';
import { requestRemoteAssistance } from './request-remote-assistance.ts';
import { resumeTenant } from './resume-tenant.ts';
import { retryObligation } from './retry-obligation.ts';
import { suspendTenant } from './suspend-tenant.ts';
import { updateManagedDevice } from './update-managed-device.ts';
import { updatePartner } from './update-partner.ts';
import { updateRemoteAssistanceSettings } from './update-remote-assistance-settings.ts';
import { verifyAuditEvents } from './verify-audit-events.ts';

export const operations: OperationTable = {
  'deviceManagement.get': getDeviceManagement,
  'remoteAssistancePartners.list': listPartners,
  'remoteAssistancePartners.get': getPartner,
  'remoteAssistancePartners.create': createPartner,
  'remoteAssistancePartners.update': updatePartner,
  'remoteAssistancePartners.delete': deletePartner,
  'remoteAssistancePartners.beginOnboarding': beginOnboarding,
  'remoteAssistancePartners.disconnect': disconnectPartner,
  'managedDevices.list': listManagedDevices,
  'managedDevices.get': getManagedDevice,
  'managedDevices.create': createManagedDevice,
  'managedDevices.update': updateManagedDevice,
  'managedDevices.delete': deleteManagedDevice,
  'managedDevices.requestRemoteAssistance': requestRemoteAssistance,
  'managedDevices.import': importManagedDevices,
  'sessions.list': listSessions,
  'sessions.get': getSession,
  'sessions.close': closeSession,
  'sessions.supporterUrl': getSupporterUrl,
  'partners.list': listPartners,
  'partners.get': getPartner,
  'partners.impact': getDisconnectImpact,
  'remoteAssistanceSettings.get': getRemoteAssistanceSettings,
  'remoteAssistanceSettings.update': updateRemoteAssistanceSettings,
  'auditEvents.list': listAuditEvents,
  'auditEvents.get': getAuditEvent,
  'auditEvents.getAuditCategories': getAuditCategories,
  'auditEvents.getAuditActivityTypes': getAuditActivityTypes,
  'auditEvents.verify': verifyAuditEvents,
  'tenants.list': listTenants,
  'tenants.get': getTenant,
  'tenants.create': createTenant,
  'tenants.suspend': suspendTenant,
  'tenants.resume': resumeTenant,
  'obligations.list': listObligations,
  'obligations.get': getObligation,
  'obligations.retry': retryObligation,
  'connectors.list': listConnectors,
  'connectors.get': getConnector,
};
