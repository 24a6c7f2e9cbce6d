import type { Failure } from '../../core/failure.ts';
import { fail } from '../../model/failures.ts';
import { findTenant } from '../../store/table/tenants.ts';
import type { Assist } from '../assist.ts';
import { providePartners } from '../partner/provide-partners.ts';

/** How long what was seen of a tenant counts without another look, in milliseconds: what a suspension takes to reach every replica. */
const lookMs = 1000;

/** Organisations whose refusal is remembered. Whoever an issuer vouches for can name another, so there have to be few. */
const mostRefused = 1000;

interface Seen {
  /** Until when an organisation is taken for active. */
  readonly active: Map<string, number>;
  readonly refused: Map<string, { readonly until: number; readonly internal: string }>;
}

const seenBy = new WeakMap<Assist, Seen>();

/** Lets requests of an organisation pass while its subscription is active or in warning; else throws `tenantNotApplicable`. */
export function admit(assist: Assist, tenantId: string): Promise<void> | undefined {
  const seen = seenBy.get(assist);
  const now = assist.clock.elapsed();
  if ((seen?.active.get(tenantId) ?? 0) > now) return undefined;
  const refused = seen?.refused.get(tenantId);
  if (refused && refused.until > now) throw notApplicable(refused.internal);
  return look(assist, tenantId);
}

/** Looks again at the next request, because the tenant has just changed. */
export function forget(assist: Assist, tenantId: string): void {
  const seen = seenBy.get(assist);
  seen?.active.delete(tenantId);
  seen?.refused.delete(tenantId);
}

async function look(assist: Assist, tenantId: string): Promise<void> {
  const tenant = await assist.database.read(tenantId, findTenant);
  const state = tenant?.subscriptionState;
  const seen: Seen = seenBy.get(assist) ?? { active: new Map(), refused: new Map() };
  seenBy.set(assist, seen);
  const until = assist.clock.elapsed() + lookMs;
  if (state !== 'active' && state !== 'warning') {
    const internal = state ? `the subscription of the tenant is ${state}` : 'the tenant is not known here';
    if (seen.refused.size >= mostRefused) seen.refused.clear();
    seen.refused.set(tenantId, { until, internal });
    throw notApplicable(internal);
  }
  // A tenant that was never seen by this process may lack a partner for a connector that is configured since.
  if (!seen.active.has(tenantId)) await assist.database.write(tenantId, (tx) => providePartners(assist, tx));
  seen.active.set(tenantId, until);
}

function notApplicable(internal: string): Failure {
  return fail('tenantNotApplicable', undefined, { internal });
}
