import type { Instant } from '../core/clock.ts';
import { newRecordId } from '../core/id.ts';
import type { ObligationKind } from '../model/obligation.ts';
import { insertObligation } from '../store/table/obligations.ts';
import { afterCommit, type TenantTx } from '../store/tenant.ts';

export interface Owed {
  /** Which duty meets it. */
  readonly kind: ObligationKind;
  /** What it is about; with the kind it says whether two are the same. */
  readonly subject: string;
  /** JSON, without secrets. */
  readonly payload?: object;
  /** At once by default. */
  readonly dueAt?: Instant;
}

/**
 * Owes work to the outside: with the commit of `tx` it is certain to be done, however often the service is killed. Owing the same
 * twice is owing it once, at the earlier time and with the later payload.
 */
export async function owe(tx: TenantTx, { kind, subject, payload = {}, dueAt = tx.now }: Owed): Promise<void> {
  await insertObligation(tx, { id: newRecordId(tx.now), kind, subject, payload, dueAt });
  if (dueAt <= tx.now) afterCommit(tx, tx.announceDue);
}
