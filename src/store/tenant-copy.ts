import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';
import type { TenantDb, TenantTx } from './tenant.ts';

/** All rows of one tenant, by table, as JSON can hold them. What is sealed in them stays sealed. */
export type TenantCopy = { readonly [Table in keyof Schema]?: readonly Row[] };

type Row = Readonly<Record<string, unknown>>;

// A table that is added to the schema has to be added here to compile.
const everyTable: Readonly<Record<keyof Schema, true>> = {
  tenants: true,
  remote_assistance_settings: true,
  remote_assistance_partners: true,
  provided_partners: true,
  onboardings: true,
  presented_codes: true,
  grants: true,
  managed_devices: true,
  managed_device_counts: true,
  partner_devices: true,
  sessions: true,
  given_links: true,
  obligations: true,
  audit_events: true,
  audit_heads: true,
  request_windows: true,
  disconnects: true,
  receipt_keys: true,
  severances: true,
  severed_connectors: true,
  revoked_callers: true,
  repeated_requests: true,
};
const tables = Object.keys(everyTable) as (keyof Schema)[];

/** SQLite binds at most 32,766 values in one statement, PostgreSQL 65,535. */
const mostValues = 30_000;

export async function copyTenant(db: TenantDb): Promise<TenantCopy> {
  const copy: Partial<Record<keyof Schema, readonly Row[]>> = {};
  for (const table of tables) {
    const rows = await anyTable(db).selectFrom(table).selectAll().where('tenant_id', '=', db.tenantId).execute();
    if (rows.length > 0) copy[table] = rows;
  }
  return copy;
}

/** Puts the rows of `copy` in the place of all that the tenant has; an empty copy leaves nothing of it. */
export async function replaceTenant(tx: TenantTx, copy: TenantCopy): Promise<void> {
  for (const table of tables) {
    await anyTable(tx).deleteFrom(table).where('tenant_id', '=', tx.tenantId).execute();
    await insertRows(tx, table, copy[table] ?? []);
  }
}

async function insertRows(tx: TenantTx, table: keyof Schema, given: readonly Row[]): Promise<void> {
  const rows = given.map((row) => ({ ...row, tenant_id: tx.tenantId }));
  const atOnce = Math.max(1, Math.floor(mostValues / Object.keys(rows[0] ?? {}).length));
  for (let start = 0; start < rows.length; start += atOnce) {
    await anyTable(tx)
      .insertInto(table)
      .values(rows.slice(start, start + atOnce))
      .execute();
  }
}

/** What stays of a tenant that has moved: that it was here, and its trail. */
const staying: ReadonlySet<keyof Schema> = new Set(['tenants', 'audit_events', 'audit_heads']);

/** Removes what another database has from now on. The trail stays, and the row of the tenant. */
export async function removeMoved(tx: TenantTx): Promise<void> {
  for (const table of tables) {
    if (!staying.has(table)) await anyTable(tx).deleteFrom(table).where('tenant_id', '=', tx.tenantId).execute();
  }
}

/** Puts a tenant from another database here. Of its trail, `copy` has what follows on the events that are here. */
export async function insertMoved(tx: TenantTx, copy: TenantCopy): Promise<void> {
  await removeMoved(tx);
  const { audit_heads: _, ...rows } = copy;
  await anyTable(tx).deleteFrom('tenants').where('tenant_id', '=', tx.tenantId).execute();
  for (const table of tables) await insertRows(tx, table, rows[table as keyof typeof rows] ?? []);
}

/** Here it is not the columns that matter, but that a row is some tenant's. */
function anyTable(db: TenantDb): Kysely<Record<string, { tenant_id: string }>> {
  return db.sql as unknown as Kysely<Record<string, { tenant_id: string }>>;
}
