import { activities } from '../../model/audit-activities.ts';
import type { Handler } from '../call.ts';
import { changeSubscription } from './subscription.ts';

export const resumeTenant: Handler<'tenants.resume'> = (assist, call) =>
  changeSubscription(assist, call, { from: ['disabled'], to: 'active' }, activities.tenantResumed);
