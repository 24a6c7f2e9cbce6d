import { type ExpressionBuilder, sql } from 'kysely';
import { believedAheadMs, type Instant, later } from '../../core/clock.ts';
import type { ObligationKind } from '../../model/obligation.ts';
import type { Schema } from '../schema.ts';
import type { TenantTx } from '../tenant.ts';

/** Some kinds of obligations: those named, or, with `others`, all but those, kinds of a later release included. */
export interface KindsOwed {
  readonly kinds: readonly ObligationKind[];
  readonly others: boolean;
}

/**
 * What may be taken at `now`: what is due, and what a clock that was wrong has put off; leases alike. What was planned in the future was
 * planned under a clock that was set back since: nobody knows when it is due, so it is due now, and a duty that finds nothing to do yet
 * plans anew.
 */
export function isTakable(now: Instant, { kinds, others }: KindsOwed) {
  return (eb: ExpressionBuilder<Schema, 'obligations'>) =>
    eb.and([
      isDue,
      eb.or([eb('due_at', '<=', now), eb('planned_at', '>', later(now, believedAheadMs))]),
      eb('kind', others ? 'not in' : 'in', kinds),
    ]);
}

/** A literal and not a parameter, because databases use a partial index only where they see its condition in the statement. */
export const isDue = sql<boolean>`status = 'due'`;

/** Whether an attempt would call anybody but connectors that rest, or was asked for by a person. */
export function mayCall(resting: readonly string[]) {
  return (eb: ExpressionBuilder<Schema, 'obligations'>) =>
    resting.length === 0
      ? eb.lit(true)
      : eb.or([eb('connector', 'is', null), eb('probe', '=', 1), eb('connector', 'not in', resting)]);
}

/** When an obligation is due, decided now. */
export const plan = ({ now }: TenantTx, dueAt: Instant) => ({ due_at: dueAt, planned_at: now });
