import { auditEventSource } from '../store/table/audit/audit-event-page.ts';
import { obligationSource } from '../store/table/obligation-page.ts';
import { partnerSource } from '../store/table/partners.ts';
import { revokedCallerSource } from '../store/table/revoked-callers.ts';
import { sessionSource } from '../store/table/sessions.ts';
import { getAuditActivityTypes } from './audit/get-audit-activity-types.ts';
import { getAuditCategories } from './audit/get-audit-categories.ts';
import { verifyAuditEvents } from './audit/verify-audit-events.ts';
import type { OperationTable } from './call.ts';
import { revokeCaller } from './caller/revoke-caller.ts';
import { getConnector } from './connector/get-connector.ts';
import { listConnectors } from './connector/list-connectors.ts';
import { restoreConnector } from './connector/restore-connector.ts';
import { severConnector } from './connector/sever-connector.ts';
import { beginOnboarding } from './consent/begin-onboarding.ts';
import { confirmConsent } from './consent/confirm-consent.ts';
import { confirmOnboarding } from './consent/confirm-onboarding.ts';
import { denyConsent } from './consent/deny-consent.ts';
import { getAwaitedConsent } from './consent/get-awaited-consent.ts';
import { actionsOnDevices } from './device/act-on-device.ts';
import { createManagedDevice } from './device/create-managed-device.ts';
import { deleteManagedDevice } from './device/delete-managed-device.ts';
import { getManagedDevice } from './device/get-managed-device.ts';
import { importManagedDevices } from './device/import-managed-devices.ts';
import { listManagedDevices } from './device/list-managed-devices.ts';
import {
  createRemoteHelpSession,
  endRemoteHelpSession,
  extendRemoteHelpSession,
  requestRemoteHelpSessionAccess,
  retrieveRemoteHelpSession,
} from './device/remote-help.ts';
import { requestRemoteAssistance } from './device/request-remote-assistance.ts';
import { updateManagedDevice } from './device/update-managed-device.ts';
import { getOrganization, listOrganization } from './directory/organization.ts';
import { getSubscribedSku, listSubscribedSkus } from './directory/subscribed-skus.ts';
import { getSignedInUser, getUser, listUsers } from './directory/users.ts';
import { getDisconnect } from './disconnect/get-disconnect.ts';
import { getReceipt } from './disconnect/get-receipt.ts';
import { listDisconnects } from './disconnect/list-disconnects.ts';
import { getMe } from './me/get-me.ts';
import { retryObligation } from './obligation/retry-obligation.ts';
import { createPartner } from './partner/create-partner.ts';
import { deletePartner } from './partner/delete-partner.ts';
import { disconnectPartner } from './partner/disconnect-partner.ts';
import { getDisconnectImpact } from './partner/get-disconnect-impact.ts';
import { getPartner } from './partner/get-partner.ts';
import { updatePartner } from './partner/update-partner.ts';
import { listOf, oneOf } from './reading.ts';
import { closeSession } from './session/close-session.ts';
import { getSession } from './session/get-session.ts';
import { getSupporterUrl } from './session/get-supporter-url.ts';
import { getRemoteAssistanceSettings } from './settings/get-remote-assistance-settings.ts';
import { updateRemoteAssistanceSettings } from './settings/update-remote-assistance-settings.ts';
import { getSeverance } from './severance/get-severance.ts';
import { listSeverances } from './severance/list-severances.ts';
import { createTenant } from './tenant/create-tenant.ts';
import { disconnectTenant } from './tenant/disconnect-tenant.ts';
import { getDeviceManagement } from './tenant/get-device-management.ts';
import { getTenant } from './tenant/get-tenant.ts';
import { getTenantImpact } from './tenant/get-tenant-impact.ts';
import { getTenantStanding } from './tenant/get-tenant-standing.ts';
import { listTenants } from './tenant/list-tenants.ts';
import { resumeTenant } from './tenant/resume-tenant.ts';
import { suspendTenant } from './tenant/suspend-tenant.ts';

export const operations: OperationTable = {
  'deviceManagement.get': getDeviceManagement,
  'remoteAssistancePartners.list': listOf(() => partnerSource),
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
  ...actionsOnDevices,
  'managedDevices.createRemoteHelpSession': createRemoteHelpSession,
  'managedDevices.requestRemoteHelpSessionAccess': requestRemoteHelpSessionAccess,
  'managedDevices.retrieveRemoteHelpSession': retrieveRemoteHelpSession,
  'managedDevices.extendRemoteHelpSession': extendRemoteHelpSession,
  'managedDevices.endRemoteHelpSession': endRemoteHelpSession,
  'sessions.list': listOf(() => sessionSource),
  'sessions.get': getSession,
  'sessions.close': closeSession,
  'sessions.supporterUrl': getSupporterUrl,
  'partners.list': listOf(() => partnerSource),
  'partners.get': getPartner,
  'partners.impact': getDisconnectImpact,
  'partners.disconnect': disconnectPartner,
  'partners.awaitedConsent': getAwaitedConsent,
  'partners.confirmOnboarding': confirmOnboarding,
  'partners.confirmConsent': confirmConsent,
  'partners.denyConsent': denyConsent,
  'remoteAssistanceSettings.get': getRemoteAssistanceSettings,
  'remoteAssistanceSettings.update': updateRemoteAssistanceSettings,
  'auditEvents.list': listOf(() => auditEventSource),
  'auditEvents.get': oneOf(() => auditEventSource),
  'auditEvents.getAuditCategories': getAuditCategories,
  'auditEvents.getAuditActivityTypes': getAuditActivityTypes,
  'auditEvents.verify': verifyAuditEvents,
  'tenants.list': listTenants,
  'tenants.get': getTenant,
  'tenants.create': createTenant,
  'tenants.suspend': suspendTenant,
  'tenants.resume': resumeTenant,
  'tenants.disconnect': disconnectTenant,
  'tenants.impact': getTenantImpact,
  'tenants.standing': getTenantStanding,
  'obligations.list': listOf(obligationSource),
  'obligations.get': oneOf(obligationSource),
  'obligations.retry': retryObligation,
  'connectors.list': listConnectors,
  'connectors.get': getConnector,
  'disconnects.list': listDisconnects,
  'disconnects.get': getDisconnect,
  'disconnects.receipt': getReceipt,
  'connectors.sever': severConnector,
  'connectors.restore': restoreConnector,
  'severances.list': listSeverances,
  'severances.get': getSeverance,
  'callers.list': listOf(() => revokedCallerSource),
  'callers.revoke': revokeCaller,
  'me.get': getMe,
  'users.list': listUsers,
  'users.get': getUser,
  'signedInUser.get': getSignedInUser,
  'organization.list': listOrganization,
  'organization.get': getOrganization,
  'subscribedSkus.list': listSubscribedSkus,
  'subscribedSkus.get': getSubscribedSku,
};
