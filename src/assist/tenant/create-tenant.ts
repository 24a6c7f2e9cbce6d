import { activities } from '../../model/audit-activities.ts';
import { fail } from '../../model/failures.ts';
import { findTenant, insertTenant } from '../../store/table/tenants.ts';
import type { TenantTx } from '../../store/tenant.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import type { Assist } from '../assist.ts';
import { audit } from '../audit/audit.ts';
import type { Call, Handler } from '../call.ts';
import { once } from '../once.ts';
import { providePartners } from '../partner/provide-partners.ts';
import { forget } from './admission.ts';
import { shownTenant } from './tenant.ts';

/** Adds an organisation, served from now on. What is written of it, the audit event too, is the organisation's own. */
export const createTenant: Handler<'tenants.create'> = async (assist, call) => {
  const { tenantId } = call.body;
  if (typeof tenantId !== 'string') {
    throw fail('bodyValue', {
      property: 'tenantId',
      expected: 'the tenant id (tid) in the tokens of the organisation',
    });
  }
  const displayName = (call.body.displayName ?? null) as string | null;
  const created = await assist.database.write(tenantId, async (tx) => {
    return once(tx, call, 'tenants.create', tenantId, {
      made: async () => {
        const row = await findTenant(tx);
        return row && shownTenant(assist, row);
      },
      make: () => insert(assist, tx, call, displayName),
    });
  });
  forget(assist, tenantId);
  return created;
};

async function insert(assist: Assist, tx: TenantTx, call: Call, displayName: string | null) {
  const { tenantId } = tx;
  const added = await insertTenant(tx, { displayName, subscriptionState: 'active', intuneAccountId: tenantId });
  const row = added ? await findTenant(tx) : undefined;
  if (!row) {
    throw fail('conflict', { problem: sentence('tenantThere', { id: tenantId }), target: 'tenantId' });
  }
  await providePartners(assist, tx);
  await audit(tx, call, {
    activity: activities.tenantCreated,
    resource: { id: tenantId, displayName },
    changes: [
      { name: 'DisplayName', from: null, to: displayName },
      { name: 'SubscriptionState', from: null, to: row.subscriptionState },
    ],
  });
  return shownTenant(assist, row);
}
