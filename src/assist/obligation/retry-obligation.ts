import { activities } from '../../model/audit-activities.ts';
import { fail } from '../../model/failures.ts';
import { obligation } from '../../model/obligation.ts';
import { findObligation, makeDue } from '../../store/table/obligations.ts';
import { afterCommit } from '../../store/tenant.ts';
import { audit } from '../audit/audit.ts';
import type { Handler } from '../call.ts';
import { foundIn } from '../found.ts';

/** Tries again now. One that is being worked on is being tried already. */
export const retryObligation: Handler<'obligations.retry'> = ({ database }, call) =>
  database.write(call.caller.tenantId, async (tx) => {
    const { id, kind, status } = foundIn(obligation, await findObligation(tx, call.key), call.key);
    if (status !== 'due') {
      const over = status === 'done' ? 'completed' : 'cancelled';
      throw fail('conflict', { problem: `The obligation is ${over}: nothing is left to try.`, target: 'status' });
    }
    await makeDue(tx, id);
    afterCommit(tx, tx.announceDue);
    await audit(tx, call, { activity: activities.obligationRetried, resource: { id, displayName: kind } });
  });
