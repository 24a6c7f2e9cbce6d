import { activities } from '../../model/audit-activities.ts';
import { fail } from '../../model/failures.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import type { Handler } from '../call.ts';
import { changeSubscription } from './subscription.ts';

/** Stops serving an organisation, within a second on every replica. What it owes to partners is still done. */
export const suspendTenant: Handler<'tenants.suspend'> = (assist, call) => {
  if (call.key === assist.operatorTenant) {
    const problem = sentence('operatorsOwn');
    throw fail('notPossible', { problem, target: 'id' });
  }
  return changeSubscription(assist, call, { from: ['active', 'warning'], to: 'disabled' }, activities.tenantSuspended);
};
