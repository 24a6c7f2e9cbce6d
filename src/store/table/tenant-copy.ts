import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';
import type { TenantDb, TenantTx } from '../tenant.ts';
import { keepActorsForTheTrail, removeActors, withActors } from './audit/actors.ts';
import { removeDeviceTexts } from './device-texts.ts';

/** All rows of one tenant, by table, as JSON can hold them. What is sealed in them stays sealed. */
export type TenantCopy = { readonly [Table in keyof Schema]?: readonly Row[] };

type Row = Readonly<Record<string, unknown>>;

// A table that is added to the schema has to be added here to compile: with the columns of its primary key behind `tenant_id`.
const keys: { readonly [Table in keyof Schema]: readonly (keyof Schema[Table] & string)[] } = {
  tenants: [],
  remote_assistance_settings: [],
  remote_assistance_partners: ['id'],
  provided_partners: ['connector'],
  onboardings: ['partner_id'],
  presented_codes: ['id'],
  grants: ['id'],
  managed_devices: ['id'],
  managed_device_counts: [],
  partner_devices: ['partner_id', 'partner_device_id'],
  sessions: ['id'],
  given_links: ['session_id', 'caller', 'link'],
  obligations: ['id'],
  audit_events: ['sequence'],
  audit_heads: [],
  request_windows: ['budget'],
  disconnects: ['id'],
  receipt_keys: ['generation'],
  severances: ['id'],
  severed_connectors: ['connector'],
  revoked_callers: ['id'],
  repeated_requests: ['request_key'],
};
const tables = Object.keys(keys) as (keyof Schema)[];

/** SQLite binds at most 32,766 values in one statement, PostgreSQL 65,535. */
const mostValues = 30_000;

/** How many rows are held at once. */
const rowsAtOnce = 500;

/** Some rows of one table. */
export interface TenantRows {
  readonly table: keyof Schema;
  readonly rows: readonly Row[];
}

/** All rows of a tenant, table by table, some at a time. */
export async function* tenantRows(db: TenantDb): AsyncGenerator<TenantRows> {
  for (const table of tables) {
    let rows: readonly Row[] = [];
    do {
      rows = await rowsAfter(db, table, rows.at(-1));
      if (rows.length > 0) yield { table, rows };
    } while (rows.length === rowsAtOnce);
  }
}

async function rowsAfter(db: TenantDb, table: keyof Schema, last: Row | undefined): Promise<readonly Row[]> {
  const columns = keys[table].map((name) => sql.ref(name));
  let page = anyTable(db).selectFrom(table).selectAll().where('tenant_id', '=', db.tenantId);
  if (columns.length > 0) page = page.orderBy(sql.join(columns));
  if (last)
    page = page.where(sql<boolean>`(${sql.join(columns)}) > (${sql.join(keys[table].map((name) => last[name]))})`);
  const rows: readonly Row[] = await page.limit(rowsAtOnce).execute();
  // What names an actor here would name none in another database.
  return namesActors.has(table) ? withActors(db, rows as readonly NamingActor[]) : rows;
}

type NamingActor = Row & { readonly actor: string };

const namesActors: ReadonlySet<keyof Schema> = new Set(['audit_events', 'disconnects']);

export async function copyTenant(db: TenantDb): Promise<TenantCopy> {
  const copy: Partial<Record<keyof Schema, readonly Row[]>> = {};
  for await (const { table, rows } of tenantRows(db)) copy[table] = [...(copy[table] ?? []), ...rows];
  return copy;
}

/** Puts the rows of `copy` in the place of all that the tenant has; an empty copy leaves nothing of it. */
export async function replaceTenant(tx: TenantTx, copy: TenantCopy): Promise<void> {
  await removeActors(tx);
  for (const table of tables) {
    await anyTable(tx).deleteFrom(table).where('tenant_id', '=', tx.tenantId).execute();
    await insertRows(tx, table, copy[table] ?? []);
  }
}

export async function insertRows(tx: TenantTx, table: keyof Schema, given: readonly Row[]): Promise<void> {
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
  await removeDeviceTexts(tx);
  for (const table of tables) {
    if (!staying.has(table)) await anyTable(tx).deleteFrom(table).where('tenant_id', '=', tx.tenantId).execute();
  }
  await keepActorsForTheTrail(tx);
}

/** Removes what {@link removeMoved} leaves of a tenant beside its trail. */
export async function removeTenant(tx: TenantTx): Promise<void> {
  await anyTable(tx).deleteFrom('tenants').where('tenant_id', '=', tx.tenantId).execute();
}

/** Here it is not the columns that matter, but that a row is some tenant's. */
function anyTable(db: TenantDb): Kysely<Record<string, { tenant_id: string }>> {
  return db.sql as unknown as Kysely<Record<string, { tenant_id: string }>>;
}
