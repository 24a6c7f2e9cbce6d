import { prepared } from '../prepared.ts';
import type { GivenLinkTable } from '../schema/device.ts';
import type { TenantDb, TenantTx } from '../tenant.ts';

type GivenLink = Pick<GivenLinkTable, 'session_id' | 'caller' | 'link'>;

const select = prepared<'session_id' | 'caller' | 'client', Pick<GivenLinkTable, 'link'>>(
  ['session_id', 'caller', 'client'],
  (sql, { tenantId, session_id, caller, client }) =>
    sql
      .selectFrom('given_links')
      .select('link')
      .where('tenant_id', '=', tenantId)
      .where('session_id', '=', session_id)
      .where('caller', 'in', [caller, client]),
);

/** Whether a caller was given a link of a session before, with the client that they use now; without one the two are the same. */
export async function isLinkGiven(db: TenantDb, given: GivenLink & { readonly client: string }): Promise<boolean> {
  const { session_id, caller, client, link } = given;
  const found = (await select(db, { session_id, caller, client })).filter((each) => each.link === link);
  return found.length === new Set([caller, client]).size;
}

/** Notes that a caller is given a link of a session; `false` when they were before. */
export async function noteLinkGiven(tx: TenantTx, given: GivenLink): Promise<boolean> {
  const result = await tx.sql
    .insertInto('given_links')
    .values({ ...given, tenant_id: tx.tenantId, given_at: tx.now })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'session_id', 'caller', 'link']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}
