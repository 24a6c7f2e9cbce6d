import type { Wire } from '../../edm/type.ts';
import type { Activity } from '../../model/audit-activities.ts';
import type { deviceManagementSubscriptionState } from '../../model/device-management.ts';
import { fail } from '../../model/failures.ts';
import { tenant } from '../../model/tenant.ts';
import { isServed, lockTenant, setSubscriptionState } from '../../store/table/tenants.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import type { Assist } from '../assist.ts';
import { audit } from '../audit/audit.ts';
import { foundIn } from '../found.ts';
import { auditUnopened, beginClosingLive } from '../session/session.ts';
import { forget } from './admission.ts';
import { type TenantCall, tenantKey } from './tenant.ts';

type State = Wire<typeof deviceManagementSubscriptionState>;

/**
 * Takes an organisation to another state; one that is there already is left as it is. Where it is not served any more, what is open
 * is owed to be closed in the same commit: who asks for assistance at that moment waits for the lock of the tenant.
 */
export async function changeSubscription(
  assist: Assist,
  call: TenantCall,
  { from, to }: { from: readonly State[]; to: State },
  activity: Activity,
): Promise<void> {
  await assist.database.write(tenantKey(call), async (tx) => {
    const row = foundIn(tenant, await lockTenant(tx), call.key);
    const state = row.subscriptionState;
    if (state === to) return;
    if (!from.includes(state)) {
      const problem = sentence('subscriptionIs', { state, names: from.join(' or '), now: to });
      throw fail('conflict', { problem, target: 'subscriptionState' });
    }
    await setSubscriptionState(tx, to);
    const ends = !isServed({ subscriptionState: to });
    const closing = ends ? await beginClosingLive(tx, 'suspended') : [];
    await auditUnopened(tx, call, closing, 'suspended');
    await audit(tx, call, {
      activity,
      resource: { id: row.tenant_id, displayName: row.displayName },
      changes: [
        { name: 'SubscriptionState', from: state, to },
        { name: 'SessionsClosing', from: null, to: ends ? closing.length : null },
      ],
    });
  });
  forget(assist, call.key);
}
