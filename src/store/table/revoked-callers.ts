import { dateTimeOf, millisecondsOf } from '../../edm/date-time.ts';
import { prepared } from '../prepared.ts';
import { sourceOf } from '../query/column.ts';
import type { RevokedCallerTable } from '../schema.ts';
import type { TenantDb, TenantTx } from '../tenant.ts';

export const revokedCallerSource = sourceOf('revoked_callers', { computed: {} });

const select = prepared<never, Pick<RevokedCallerTable, 'id' | 'revokedDateTime'>>([], (sql, { tenantId }) =>
  sql.selectFrom('revoked_callers').select(['id', 'revokedDateTime']).where('tenant_id', '=', tenantId),
);

/** Since when the tokens of a tenant's callers count again, in milliseconds since 1970, by what tokens name them. */
export async function listRevokedCallers(db: TenantDb): Promise<ReadonlyMap<string, number>> {
  const rows = await select(db, {});
  return new Map(rows.map(({ id, revokedDateTime }) => [id, millisecondsOf(revokedDateTime)]));
}

/** Revokes the tokens that a caller has had until now. */
export async function putRevokedCaller(
  tx: TenantTx,
  revoked: Pick<RevokedCallerTable, 'id' | 'revokedBy' | 'reason' | 'ticket'>,
): Promise<void> {
  const { id, ...columns } = revoked;
  const changes = { ...columns, revokedDateTime: dateTimeOf(tx.now) };
  await tx.sql
    .insertInto('revoked_callers')
    .values({ ...changes, id, tenant_id: tx.tenantId })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'id']).doUpdateSet(changes))
    .execute();
}
