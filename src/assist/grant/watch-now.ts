import { owe } from '../../obligations/owe.ts';
import { lockGrant } from '../../store/table/grants.ts';
import type { TenantTx } from '../../store/tenant.ts';

/** Has it found out now whether a grant is lost, after the partner refused it. */
export async function watchNow(tx: TenantTx, grantId: string): Promise<void> {
  const grant = await lockGrant(tx, grantId);
  if (grant?.state === 'held') await owe(tx, { kind: 'grant.watch', subject: grant.id });
}
