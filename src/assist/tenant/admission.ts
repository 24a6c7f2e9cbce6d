import { together } from '../../core/soon.ts';
import type { Caller } from '../../identity/caller.ts';
import { refuseRevokedCaller } from '../../identity/issued-before.ts';
import { fail } from '../../model/failures.ts';
import { listRevokedCallers, type RevokedCallers } from '../../store/table/revoked-callers.ts';
import { findTenant, isMoved, isServed } from '../../store/table/tenants.ts';
import type { Assist } from '../assist.ts';
import { providePartners } from '../partner/provide-partners.ts';
import { refuseRevokedIn } from '../unrevoked.ts';

/** How long what was seen of a tenant counts without another look, in milliseconds: what a suspension takes to reach every replica. */
const lookMs = 1000;

/** From when on a request has it looked at anew, and does not wait for that: who asks often never waits. */
const renewMs = 750;

/** Organisations that are not known here and are remembered. Whoever an issuer vouches for can name another, so there have to be few. */
const mostUnknown = 1000;

interface Look {
  readonly since: number;
  readonly isServed: boolean;
  readonly isKnown: boolean;
  /** Whose tokens do not count, where they were issued before an instant; `undefined` where there are too many to look at together. */
  readonly revoked: RevokedCallers | undefined;
  /** Why it is not served, for the log. */
  readonly internal: string;
}

interface Seen {
  readonly known: Map<string, Look>;
  readonly unknown: Map<string, Look>;
  /** The tenants that are looked at anew. */
  readonly renewed: Set<string>;
  /** How often a tenant has changed: what was seen before counts no more. */
  changes: number;
}

const seenBy = new WeakMap<Assist, Seen>();

/**
 * Lets requests of an organisation pass while its subscription is active or in warning, and those that are open `whileSuspended` as
 * long as it is known here; else throws `tenantNotApplicable`.
 */
export function admit(assist: Assist, tenantId: string, whileSuspended: boolean): Promise<void> | undefined {
  const look = recentLook(assist, tenantId);
  if (!look) return lookAt(assist, tenantId).then((seen) => demand(seen, whileSuspended));
  demand(look, whileSuspended);
  return undefined;
}

/** Refuses the tokens that a caller had when somebody revoked them. @throws `tokenInvalid` */
export function refuseRevoked(assist: Assist, caller: Caller): Promise<void> | undefined {
  const look = recentLook(assist, caller.tenantId);
  if (!look) return lookAt(assist, caller.tenantId).then(({ revoked }) => refuseAsSeen(assist, caller, revoked));
  return look.revoked?.size === 0 ? undefined : refuseAsSeen(assist, caller, look.revoked);
}

function refuseAsSeen({ database }: Assist, caller: Caller, revoked: Look['revoked']): Promise<void> | undefined {
  if (!revoked) return database.read(caller.tenantId, (db) => refuseRevokedIn(db, caller));
  refuseRevokedCaller(caller, revoked);
  return undefined;
}

/** Looks again at the next request, because the tenant has just changed. */
export function forget(assist: Assist, tenantId: string): void {
  const seen = seenOf(assist);
  seen.known.delete(tenantId);
  seen.unknown.delete(tenantId);
  seen.changes++;
}

function demand({ isServed: served, isKnown, internal }: Look, whileSuspended: boolean): void {
  if (served || (isKnown && whileSuspended)) return;
  throw fail('tenantNotApplicable', { suspended: isKnown }, { internal });
}

function recentLook(assist: Assist, tenantId: string): Look | undefined {
  const { known, unknown } = seenOf(assist);
  const look = known.get(tenantId) ?? unknown.get(tenantId);
  if (!look) return undefined;
  const age = assist.clock.elapsed() - look.since;
  if (age >= lookMs) return undefined;
  if (age >= renewMs) renew(assist, tenantId);
  return look;
}

/** Should it fail, whoever asks when the time is up has the failure. */
function renew(assist: Assist, tenantId: string): void {
  const { renewed } = seenOf(assist);
  if (renewed.has(tenantId)) return;
  renewed.add(tenantId);
  lookAt(assist, tenantId)
    .catch(() => {})
    .finally(() => renewed.delete(tenantId));
}

async function lookAt(assist: Assist, tenantId: string): Promise<Look> {
  const seen = seenOf(assist);
  const { known, unknown, changes } = seen;
  const [tenant, revoked] = await assist.database.read(tenantId, (db) =>
    together([findTenant(db), listRevokedCallers(db)]),
  );
  const served = tenant !== undefined && isServed(tenant);
  // A tenant that was never seen by this process may lack a partner for a connector that is configured since.
  if (served && !known.get(tenantId)?.isServed)
    await assist.database.write(tenantId, (tx) => providePartners(assist, tx));
  const look: Look = {
    since: assist.clock.elapsed(),
    isServed: served,
    // What it may still end is in the other database: an answer from here would say that nothing is connected.
    isKnown: tenant !== undefined && !isMoved(tenant),
    revoked,
    internal: tenant ? `the subscription of the tenant is ${tenant.subscriptionState}` : 'the tenant is not known here',
  };
  if (seen.changes !== changes) return look;
  if (!tenant && unknown.size >= mostUnknown) unknown.clear();
  (tenant ? known : unknown).set(tenantId, look);
  (tenant ? unknown : known).delete(tenantId);
  return look;
}

function seenOf(assist: Assist): Seen {
  const seen = seenBy.get(assist) ?? { known: new Map(), unknown: new Map(), renewed: new Set(), changes: 0 };
  seenBy.set(assist, seen);
  return seen;
}
