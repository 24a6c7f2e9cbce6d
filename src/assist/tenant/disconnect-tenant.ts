import { fail } from '../../model/failures.ts';
import { tenant } from '../../model/tenant.ts';
import { isMoved, lockTenant } from '../../store/table/tenants.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import { becauseOf, type Handler } from '../call.ts';
import { foundIn } from '../found.ts';
import { disconnect } from '../partner/disconnect.ts';
import { endingsOf } from '../partner/endings.ts';
import { tenantKey } from './tenant.ts';

/** Disconnects an organisation from all its partners, whether or not it is served. What is written of it is the organisation's own. */
export const disconnectTenant: Handler<'tenants.disconnect'> = ({ database }, call) =>
  database.write(tenantKey(call), async (tx) => {
    // Held, so that it is disconnected before it moves away, or not here.
    if (isMoved(foundIn(tenant, await lockTenant(tx), call.key))) {
      const problem = sentence('movedAway');
      throw fail('conflict', { problem, target: 'id' });
    }
    await disconnect(tx, await endingsOf(tx), {
      by: call,
      kind: 'tenant',
      because: becauseOf(call),
    });
  });
