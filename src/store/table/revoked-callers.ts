import { dateTimeOf, millisecondsOf } from '../../edm/date-time.ts';
import { prepared } from '../prepared.ts';
import { sourceOf } from '../query/source.ts';
import type { RevokedCallerTable } from '../schema.ts';
import type { TenantDb, TenantTx } from '../tenant.ts';

export const revokedCallerSource = sourceOf('revoked_callers', { computed: {} });

type Row = Pick<RevokedCallerTable, 'id' | 'revokedDateTime'>;

/** Since when the tokens of callers count again, in milliseconds since 1970, by what tokens name them. */
export type RevokedCallers = ReadonlyMap<string, number>;

/** How many are read together, each second anew. */
const mostListed = 1000;

const select = prepared<never, Row>([], (sql, { tenantId }) =>
  sql
    .selectFrom('revoked_callers')
    .select(['id', 'revokedDateTime'])
    .where('tenant_id', '=', tenantId)
    .limit(mostListed + 1),
);

const selectSome = prepared<'subject' | 'application', Row>(
  ['subject', 'application'],
  (sql, { tenantId, subject, application }) =>
    sql
      .selectFrom('revoked_callers')
      .select(['id', 'revokedDateTime'])
      .where('tenant_id', '=', tenantId)
      .where('id', 'in', [subject, application]),
);

/** All of a tenant's; `undefined` where there are too many: then {@link findRevokedCallers} is asked for each caller. */
export async function listRevokedCallers(db: TenantDb): Promise<RevokedCallers | undefined> {
  const rows = await select(db, {});
  return rows.length > mostListed ? undefined : byId(rows);
}

/** Those of a tenant that are one of these. */
export async function findRevokedCallers(
  db: TenantDb,
  ids: { readonly subject: string; readonly application: string },
): Promise<RevokedCallers> {
  return byId(await selectSome(db, ids));
}

function byId(rows: readonly Row[]): RevokedCallers {
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
