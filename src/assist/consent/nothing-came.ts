import type { RetirementProgress } from '../../obligations/progress.ts';
import { deleteGrant, destroyGrant, lockGrant } from '../../store/table/grants.ts';
import { concludeObligation } from '../../store/table/obligations.ts';
import type { TenantTx } from '../../store/tenant.ts';
import { recorded } from '../retirement/save.ts';

/**
 * Ends the grant that was to come of a code, where the partner gave nothing. Whoever disconnected meanwhile reads what became of it; nobody else
 * has heard of it.
 * @param unconfirmed why the partner may have given something all the same
 */
export async function nothingCame(tx: TenantTx, id: string, detail: string, unconfirmed?: string): Promise<void> {
  const grant = await lockGrant(tx, id);
  if (!grant || grant.sealed_grant !== null) return;
  if (grant.state === 'presented') await deleteGrant(tx, id);
  if (grant.state !== 'retiring') return;
  await destroyGrant(tx, id, unconfirmed ?? null);
  const isKnown = unconfirmed === undefined;
  const steps = isKnown ? [recorded({ name: 'nothingToRevoke', detail }, tx.now)] : [];
  const progress: RetirementProgress = { steps };
  await concludeObligation(tx, 'grant.retire', id, { progress, unconfirmed });
}
