import type { OperationName } from '../edm/operation.ts';
import { deviceManagement } from './device-management.ts';
import { remoteAssistancePartners } from './remote-assistance-partner.ts';

/** The contract: every resource that is served, under the name that its operations are called by. */
export const model = {
  deviceManagement,
  remoteAssistancePartners,
} as const;

export type Operations = OperationName<typeof model>;
