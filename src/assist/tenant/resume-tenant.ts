import { activities } from '../../model/audit-activities.ts';
import type { Handler } from '../call.ts';
import { demandOperator } from './operator.ts';
import { changeSubscription } from './subscription.ts';

export const resumeTenant: Handler<'tenants.resume'> = (assist, call) => {
  demandOperator(assist, call.caller);
  return changeSubscription(assist, call, { from: ['disabled'], to: 'active' }, activities.tenantResumed);
};
