import { beginOnboarding } from './begin-onboarding.ts';
import type { OperationTable } from './call.ts';
import { createPartner } from './create-partner.ts';
import { deletePartner } from './delete-partner.ts';
import { disconnectPartner } from './disconnect-partner.ts';
import { getDeviceManagement } from './get-device-management.ts';
import { getPartner } from './get-partner.ts';
import { listPartners } from './list-partners.ts';
import { updatePartner } from './update-partner.ts';

export const operations: OperationTable = {
  'deviceManagement.get': getDeviceManagement,
  'remoteAssistancePartners.list': listPartners,
  'remoteAssistancePartners.get': getPartner,
  'remoteAssistancePartners.create': createPartner,
  'remoteAssistancePartners.update': updatePartner,
  'remoteAssistancePartners.delete': deletePartner,
  'remoteAssistancePartners.beginOnboarding': beginOnboarding,
  'remoteAssistancePartners.disconnect': disconnectPartner,
};
