import { sql } from 'kysely';
import type { Property } from '../../edm/type.ts';
import type { ManagedDeviceTable } from '../device-tables.ts';
import { prepared } from '../prepared.ts';
import { quoted } from '../query/column.ts';
import type { TenantDb, TenantTx } from '../tenant.ts';
import { type ManagedDevice, storedProperties } from './managed-devices.ts';

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

/** Writes whole devices, new ones and changed ones alike. The number of devices is the caller's to keep. */
export async function putManagedDevices(tx: TenantTx, rows: readonly ManagedDevice[]): Promise<void> {
  if (rows.length === 0) return;
  if (tx.dialect === 'postgres') return putTogether(tx, rows);
  for (const row of rows) await put(tx, { ...row });
}

const columns = ['id', ...storedProperties.map(([name]) => name), 'upn_lower'] as (keyof ManagedDevice)[];
const changing = columns.filter((name) => name !== 'id');

/** A statement for each row: within one process that is five times as fast as a statement for all of them. */
const put = prepared<keyof ManagedDevice, unknown>(columns, (db, { tenantId, ...row }) =>
  db
    .insertInto('managed_devices')
    // Placeholders stand for values of every type.
    .values({ ...row, tenant_id: tenantId } as unknown as ManagedDeviceTable)
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'id'])
        .doUpdateSet((eb) => Object.fromEntries(changing.map((name) => [name, eb.ref(`excluded.${name}`)]))),
    ),
);

/**
 * One statement for all rows, to save the way to the server. They travel as one parameter of JSON, because a thousand rows have more
 * values than a statement may have parameters.
 */
async function putTogether(tx: TenantTx, rows: readonly ManagedDevice[]): Promise<void> {
  const names = sql.join(columns.map(quoted));
  const read = sql.join(columns.map((name) => sql`r.${quoted(name)}`));
  const declared = sql.join(
    columns.map((name) => sql`${quoted(name)} ${sql.raw(numbers.has(name) ? 'bigint' : 'text')}`),
  );
  const changes = sql.join(changing.map((name) => sql`${quoted(name)} = excluded.${quoted(name)}`));
  await sql`
    insert into managed_devices (tenant_id, ${names})
    select ${tx.tenantId}::text, ${read} from json_to_recordset(${JSON.stringify(rows)}::json) as r(${declared})
    on conflict (tenant_id, id) do update set ${changes}`.execute(tx.sql);
}

const numbers: ReadonlySet<string> = new Set(
  storedProperties.filter(([, property]) => holdsNumbers(property)).map(([name]) => name),
);

function holdsNumbers({ type, collection }: Property): boolean {
  return !collection && type.kind === 'primitive' && (type.name === 'Edm.Boolean' || type.name === 'Edm.Int64');
}
