import { sql } from 'kysely';
import { giveWay } from '../../core/give-way.ts';
import { managedDevices } from '../../model/device/managed-devices.ts';
import { preparedChange } from '../prepared.ts';
import { quoted, type Sql } from '../query/column.ts';
import { type KeyIndex, keysTexts } from '../query/keys.ts';
import { showTexts } from '../query/shown-texts.ts';
import { everyText } from '../query/trigrams.ts';
import type { TenantTx } from '../tenant.ts';

/** How many changed devices may be looked through beside the index. */
const mostDue = 100;

/** What is searched in, and the keys that SQLite finds devices by (`store/query/keys.ts`). */
const { searched = [], indexed = {} } = managedDevices;
const keys = Object.keys(indexed).filter((name) => indexed[name] === 'key');

export const deviceKeys: KeyIndex = { table: 'managed_device_texts', names: keys };

/** The columns whose change changes a device's line. */
export const deviceLineColumns: readonly string[] = [...keys, ...searched];

/** Gives what SQLite's index of texts is given of an organisation's devices. */
export function deviceLines(tenantId: string): (cells: Readonly<Record<string, unknown>>) => string {
  const keysText = keysTexts(tenantId, keys);
  return (cells) => {
    let line = keysText(cells);
    for (const name of searched) line += `\n${cells[name] ?? ''}`;
    return line;
  };
}

const columns = sql.join(searched.map(quoted));

/**
 * Notes that the texts of devices were written, or that these are gone, and takes what is noted into their index where it is much; little is found without. What
 * the index still has of a row that is gone or has other texts is harmless: every row that it finds is looked at.
 */
export async function noteDeviceTexts(tx: TenantTx, ids: readonly string[]): Promise<void> {
  if (tx.dialect === 'postgres') return writeTexts(tx, ids);
  const { tenantId, sql: db } = tx;
  await sql`
    insert or ignore into managed_device_texts_due select tenant_id, rowid from managed_devices
    where tenant_id = ${tenantId} and id in (select value from json_each(${JSON.stringify(ids)}))`.execute(db);
  const due = sql`select device from managed_device_texts_due where tenant_id = ${tenantId} order by device`;
  for (;;) {
    const { rows } = await sql<{ device: number }>`${due} limit ${mostDue + 1}`.execute(db);
    if (rows.length <= mostDue) return;
    await takeIn(tx, sql`select device from (${due} limit ${mostDue})`);
    await mergeParts(tx);
  }
}

/** So many hold the thread, on SQLite, before others are answered: 1 ms. */
const linesAtOnce = 50;

/** The first merge after lines were put in writes these as a part of the index, so that more of them cost more. */
const linesBetweenMerges = 100;

const putLine = preparedChange(['id', 'line'], (db, { tenantId, id, line }) => ({
  compile: () =>
    sql`
    insert or replace into managed_device_texts (rowid, line)
    values ((select rowid from managed_devices where tenant_id = ${tenantId} and id = ${id}), ${line})`.compile(db),
}));

const merge = preparedChange([], (db, { tenantId }) => ({
  // Of all organisations together.
  compile: () =>
    sql`insert into managed_device_texts (managed_device_texts, rank) select 'merge', 8 from (select ${tenantId} as tenant_id)`.compile(
      db,
    ),
}));

/**
 * Merges parts of the index, 32 pages of it, 8 at a time, with others answered between: 5 ms. It has to be told so often that it keeps up: of 100 devices are 3 pages, each of which
 * is merged some six times in an index of a million. For 8 pages it reads up to 16 where half of the texts are gone.
 */
async function mergeParts(tx: TenantTx): Promise<void> {
  for (let quarter = 0; quarter < 4; quarter++) {
    await merge(tx, {});
    await giveWay();
  }
}

/**
 * Takes the texts of many devices that were written into their index at once: to note them first would cost as much as the index does. On SQLite a
 * statement for each: what one statement for many puts in is a part of the index by itself, to be merged with others.
 */
export async function putDeviceTexts(
  tx: TenantTx,
  devices: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  if (tx.dialect === 'postgres')
    return writeTexts(
      tx,
      devices.map(({ id }) => String(id)),
    );
  const lineOf = deviceLines(tx.tenantId);
  for (const [index, device] of devices.entries()) {
    await putLine(tx, { id: String(device.id), line: lineOf(device) });
    if (index % linesAtOnce === linesAtOnce - 1) await giveWay();
    if (index % linesBetweenMerges === linesBetweenMerges - 1) await mergeParts(tx);
  }
}

/** @param due the rows of devices that are noted, to be taken into the index */
async function takeIn({ tenantId, sql: db }: TenantTx, due: Sql): Promise<void> {
  await sql`delete from managed_device_texts where rowid in (${due})`.execute(db);
  // A cross join is done in the order that it is written in: by these rows, not through all devices.
  await sql`
    insert into managed_device_texts (rowid, line)
    select d.rowid, device_line(d.tenant_id, ${sql.join(deviceLineColumns.map((name) => sql`d.${quoted(name)}`))})
    from (${due}) as due cross join managed_devices as d on d.rowid = due.device
    where d.tenant_id = ${tenantId}`.execute(db);
  await sql`delete from managed_device_texts_due where tenant_id = ${tenantId} and device in (${due})`.execute(db);
}

/** PostgreSQL's own index takes them in together by itself. */
async function writeTexts(tx: TenantTx, ids: readonly string[]): Promise<void> {
  const { tenantId, sql: db } = tx;
  await showTexts(tx, everyText(tenantId));
  await sql`delete from managed_device_texts where tenant_id = ${tenantId} and id = any(${ids}::text[])`.execute(db);
  await sql`
    insert into managed_device_texts (tenant_id, id, ${columns}) select tenant_id, id, ${columns} from managed_devices
    where tenant_id = ${tenantId} and id = any(${ids}::text[])`.execute(db);
}

/** Removes the texts of all devices of the tenant, before the devices themselves. */
export async function removeDeviceTexts(tx: TenantTx): Promise<void> {
  const { tenantId, sql: db } = tx;
  if (tx.dialect === 'postgres') {
    await showTexts(tx, everyText(tenantId));
    await sql`delete from managed_device_texts where tenant_id = ${tenantId}`.execute(db);
    return;
  }
  await sql`delete from managed_device_texts where rowid in (select rowid from managed_devices where tenant_id = ${tenantId})`.execute(
    db,
  );
  await sql`delete from managed_device_texts_due where tenant_id = ${tenantId}`.execute(db);
}
