import { owe } from '../../obligations/owe.ts';
import { updateGrant } from '../../store/table/grants.ts';
import { cancelObligations } from '../../store/table/obligations.ts';
import type { TenantTx } from '../../store/tenant.ts';
import { surrenderSessions } from '../session/session.ts';

/** Owes the retirement of a grant that no partner uses any more. */
export async function retire(tx: TenantTx, grantId: string): Promise<void> {
  await updateGrant(tx, grantId, { state: 'retiring' });
  await cancelObligations(tx, 'grant.watch', grantId);
  await owe(tx, { kind: 'grant.retire', subject: grantId });
  await surrenderSessions(tx, grantId);
}
