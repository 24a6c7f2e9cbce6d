import { activities } from '../../model/audit-activities.ts';
import { fail } from '../../model/failures.ts';
import type { Handler } from '../call.ts';
import { changeSubscription } from './subscription.ts';

/** Stops serving an organisation, within a second on every replica. What it owes to partners is still done. */
export const suspendTenant: Handler<'tenants.suspend'> = (assist, call) => {
  if (call.key === assist.operatorTenant) {
    const problem = "The operator's own organisation cannot be suspended: nobody could resume it.";
    throw fail('notPossible', { problem, target: 'id' });
  }
  return changeSubscription(assist, call, { from: ['active', 'warning'], to: 'disabled' }, activities.tenantSuspended);
};
