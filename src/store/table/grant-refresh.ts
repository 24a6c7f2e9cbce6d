import { type Instant, later, stillLasts } from '../../core/clock.ts';
import type { TenantTx } from '../tenant.ts';
import { type Grant, lockGrant } from './grants.ts';

/** The right to ask the partner to renew a grant. */
export interface RefreshClaim {
  /** Whether what is stored may be used up already, by a renewal whose outcome is not known. */
  readonly behindMark: boolean;
}

/** The mark of a grant in a database that was restored: what is stored may have been used up since the backup, nobody knows when. */
export const askedBeforeRestore = 0;

/** How long one refresh may take before another replica may try, in milliseconds: longer than every time limit of the call together. */
export const refreshLeaseMs = 60_000;

/**
 * Takes the right to ask the partner to renew a grant, for {@link refreshLeaseMs}, and marks what is stored as asked with; `undefined` when it
 * is no longer that of `revision`, or another replica has the right.
 */
export async function claimRefresh(tx: TenantTx, id: string, revision: number): Promise<RefreshClaim | undefined> {
  const grant = await lockGrant(tx, id);
  if (grant?.revision !== revision || stillLasts(grant.refresh_until, tx.now, refreshLeaseMs)) return undefined;
  const until = later(tx.now, refreshLeaseMs);
  await ofRevision(tx, id, revision, { refresh_until: until, refresh_asked_at: grant.refresh_asked_at ?? tx.now });
  return { behindMark: grant.refresh_asked_at !== null };
}

/** Gives the right back after an attempt that brought nothing. @param unused whether it is certain that what is stored is not used up */
export async function releaseRefresh(tx: TenantTx, id: string, revision: number, unused: boolean): Promise<void> {
  await ofRevision(tx, id, revision, { refresh_until: null, ...(unused && { refresh_asked_at: null }) });
}

/** Stores a renewed grant in the place of that of `revision`; `false` when that is not there any more. */
export function replaceRenewed(
  tx: TenantTx,
  id: string,
  revision: number,
  sealed: Pick<Grant, 'sealed_grant' | 'renew_at'>,
): Promise<boolean> {
  return ofRevision(tx, id, revision, {
    ...sealed,
    refresh_until: null,
    refresh_asked_at: null,
    revision: revision + 1,
  });
}

/** How long a call that makes an account may be under way, in milliseconds: longer than any connector waits for an answer. */
const makingMs = 60_000;

/**
 * Notes that the account of a grant that is offered is about to be made, which is not removed before that call is over. `undefined` when the
 * grant is not offered any more. @returns what {@link endMaking} is to be given
 */
export async function beginMaking(tx: TenantTx, id: string): Promise<Instant | undefined> {
  const grant = await lockGrant(tx, id);
  if (grant?.state !== 'offered') return undefined;
  const until = later(tx.now, makingMs);
  await ofRevision(tx, id, grant.revision, { refresh_until: until });
  return until;
}

/**
 * Notes that the call is over, unless another was begun since. @returns whether nobody removes any more what it has made: the process stood still for
 * longer than a call may take, and the grant was retired meanwhile, or is just being
 */
export async function endMaking(tx: TenantTx, id: string, until: Instant): Promise<boolean> {
  const grant = await lockGrant(tx, id);
  if (grant?.refresh_until === until) await ofRevision(tx, id, grant.revision, { refresh_until: null });
  if (!grant || grant.state === 'retired') return true;
  return grant.state === 'retiring' && !isMaking({ refresh_until: until }, tx);
}

/** Whether the account of a grant may just be made. */
export function isMaking({ refresh_until }: Pick<Grant, 'refresh_until'>, { now }: TenantTx): boolean {
  return stillLasts(refresh_until, now, makingMs);
}

/** Changes a grant that is still that of `revision`; `false` when it has not. */
async function ofRevision(
  tx: TenantTx,
  id: string,
  revision: number,
  changes: Partial<Omit<Grant, 'tenant_id' | 'id'>>,
): Promise<boolean> {
  const result = await tx.sql
    .updateTable('grants')
    .set(changes)
    .where('tenant_id', '=', tx.tenantId)
    .where('id', '=', id)
    .where('revision', '=', revision)
    .where('state', '!=', 'retired')
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
