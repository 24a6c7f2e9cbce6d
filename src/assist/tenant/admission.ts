import { fail } from '../../model/failures.ts';
import { findTenant } from '../../store/table/tenants.ts';
import type { Assist } from '../assist.ts';
import { providePartners } from '../partner/provide-partners.ts';

/** How long a tenant is taken for active without another look, in milliseconds: what a suspension takes to reach every replica. */
const lookMs = 1000;

const seen = new WeakMap<Assist, Map<string, number>>();

/** Lets requests of an organisation pass while its subscription is active or in warning; else throws `tenantNotApplicable`. */
export function admit(assist: Assist, tenantId: string): Promise<void> | undefined {
  const until = seen.get(assist)?.get(tenantId);
  return until !== undefined && until > assist.clock.now() ? undefined : look(assist, tenantId);
}

/** Looks again at the next request, because the tenant has just changed. */
export function forget(assist: Assist, tenantId: string): void {
  seen.get(assist)?.delete(tenantId);
}

async function look(assist: Assist, tenantId: string): Promise<void> {
  const tenant = await assist.database.read(tenantId, findTenant);
  const state = tenant?.subscriptionState;
  if (state !== 'active' && state !== 'warning') {
    const internal = state ? `the subscription of the tenant is ${state}` : 'the tenant is not known here';
    throw fail('tenantNotApplicable', undefined, { internal });
  }
  const known = seen.get(assist) ?? new Map<string, number>();
  seen.set(assist, known);
  // A tenant that was never seen by this process may lack a partner for a connector that is configured since.
  if (!known.has(tenantId)) await assist.database.write(tenantId, (tx) => providePartners(assist, tx));
  known.set(tenantId, assist.clock.now() + lookMs);
}
