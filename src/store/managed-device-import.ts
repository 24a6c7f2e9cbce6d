import { type RawBuilder, sql } from 'kysely';
import type { Property } from '../edm/type.ts';
import { quoted } from './column.ts';
import { type ManagedDevice, storedProperties } from './managed-devices.ts';
import type { Dialect } from './schema.ts';
import type { TenantDb, TenantTx } from './tenant.ts';

/** The devices with one of these ids. */
export function findDevicesById(db: TenantDb, ids: readonly string[]): Promise<ManagedDevice[]> {
  return ids.length === 0 ? Promise.resolve([]) : devices(db).where('id', 'in', ids).execute();
}

/** The devices with one of these serial numbers. */
export function findDevicesBySerialNumber(db: TenantDb, serialNumbers: readonly string[]): Promise<ManagedDevice[]> {
  return serialNumbers.length === 0
    ? Promise.resolve([])
    : devices(db).where('serialNumber', 'in', serialNumbers).execute();
}

function devices(db: TenantDb) {
  return db.sql.selectFrom('managed_devices').selectAll().where('tenant_id', '=', db.tenantId);
}

/**
 * Writes whole devices, new ones and changed ones alike, in one statement. They travel as one parameter of JSON, because a thousand
 * rows have more values than a statement of either database may have parameters. The number of devices is the caller's to keep.
 */
export async function putManagedDevices(tx: TenantTx, rows: readonly ManagedDevice[]): Promise<void> {
  if (rows.length === 0) return;
  const names = sql.join(columns.map(({ name }) => quoted(name)));
  const changes = columns.flatMap(({ name }) =>
    name === 'id' ? [] : [sql`${quoted(name)} = excluded.${quoted(name)}`],
  );
  const json = JSON.stringify(rows);
  await sql`
    insert into managed_devices (tenant_id, ${names})
    select ${sql.val(tx.tenantId)}, ${unpacked[tx.dialect](json)}
    on conflict (tenant_id, id) do update set ${sql.join(changes)}`.execute(tx.sql);
}

interface Column {
  readonly name: string;
  readonly isNumber: boolean;
}

const columns: readonly Column[] = [
  { name: 'id', isNumber: false },
  ...storedProperties.map(([name, property]) => ({ name, isNumber: holdsNumbers(property) })),
  { name: 'upn_lower', isNumber: false },
];

function holdsNumbers({ type, collection }: Property): boolean {
  return !collection && type.kind === 'primitive' && (type.name === 'Edm.Boolean' || type.name === 'Edm.Int64');
}

/** The columns of each row in the JSON, and where they come from. */
const unpacked: Readonly<Record<Dialect, (json: string) => RawBuilder<unknown>>> = {
  // `where true` tells SQLite's parser that the `on` which follows does not belong to a join.
  sqlite: (json) =>
    sql`${sql.join(columns.map(({ name }) => sql`value ->> ${sql.lit(name)}`))} from json_each(${json}) where true`,
  postgres: (json) => {
    const declared = columns.map(({ name, isNumber }) => sql`${quoted(name)} ${sql.raw(isNumber ? 'bigint' : 'text')}`);
    const read = columns.map(({ name }) => sql`r.${quoted(name)}`);
    return sql`${sql.join(read)} from json_to_recordset(${json}::json) as r(${sql.join(declared)})`;
  },
};
