import { type RawBuilder, sql } from 'kysely';
import { canonicalId, isGuid } from '../../core/guid.ts';
import { managedDevice } from '../../model/device/managed-device.ts';
import { managedDevices } from '../../model/device/managed-devices.ts';
import { blankCells, type Cells, cellsOf } from '../cells.ts';
import { forUpdate } from '../for-update.ts';
import { prepared } from '../prepared.ts';
import { quoted } from '../query/column.ts';
import { elsewhere, type Source, sourceOf } from '../query/source.ts';
import { lowerWays, type Way } from '../query/ways.ts';
import type { ManagedDeviceTable } from '../schema/device.ts';
import { storedEntities } from '../stored-entities.ts';
import type { TenantDb, TenantTx } from '../tenant.ts';
import { deviceKeys, deviceLineColumns, noteDeviceTexts } from './device-texts.ts';

export type ManagedDevice = Omit<ManagedDeviceTable, 'tenant_id'>;

const { searched = [], indexed = {} } = managedDevices;

/** A device of which nothing is said. */
export const blankDevice: Cells = {
  ...blankCells(storedEntities.managed_devices),
  upn_lower: null,
  user_key: null,
};

/** The columns that a decoded body sets of a new device, or of the one that was there `before`. */
export function deviceCells(
  body: Readonly<Record<string, unknown>>,
  before?: Partial<ManagedDevice>,
): Partial<ManagedDevice> {
  const cells: Partial<ManagedDevice> = cellsOf(managedDevice, body, before);
  const { userPrincipalName: name, userId } = cells;
  if (name !== undefined) cells.upn_lower = name === null ? null : name.toLowerCase();
  if (userId !== undefined) cells.user_key = userId === null ? null : canonicalId(userId);
  return cells;
}

/** A new device: what a decoded body says, and the values that stand for nothing. */
export function newDevice(id: string, body: Readonly<Record<string, unknown>>): ManagedDevice {
  // Every column stands in it, made from the model.
  return { ...blankDevice, ...deviceCells(body), id } as unknown as ManagedDevice;
}

/** Whose or which devices of an organisation are meant. */
export type DeviceScope =
  | { readonly kind: 'organisation' }
  | { readonly kind: 'comanaged' }
  /** A user's: by id (a GUID in any case), by user principal name in any case, or by either. */
  | { readonly kind: 'user'; readonly userId?: string | undefined; readonly userPrincipalName?: string | undefined };

/** For the service's own care of a device that it knows by its id. */
export const everyDevice: DeviceScope = { kind: 'organisation' };

const select = prepared<'id', ManagedDeviceTable>(['id'], (db, { tenantId, id }) =>
  db.selectFrom('managed_devices').selectAll().where('tenant_id', '=', tenantId).where('id', '=', id),
);

/** A device that is outside of the scope is not found. */
export async function findManagedDevice(
  db: TenantDb,
  id: string,
  scope: DeviceScope,
): Promise<ManagedDevice | undefined> {
  const [device] = await select(db, { id });
  return device && isInScope(device, scope) ? device : undefined;
}

/** The device as it is, held against every other writer until the transaction ends; none outside of the scope. */
export async function lockManagedDevice(
  tx: TenantTx,
  id: string,
  scope: DeviceScope,
): Promise<ManagedDevice | undefined> {
  const locking = tx.sql.selectFrom('managed_devices').selectAll();
  const own = locking.where('tenant_id', '=', tx.tenantId).where('id', '=', id);
  const device = await own.$call(forUpdate(tx)).executeTakeFirst();
  return device && isInScope(device, scope) ? device : undefined;
}

/** Adds a device; `false` when one with its id is there already, and then unchanged. */
export async function insertManagedDevice(tx: TenantTx, device: ManagedDevice): Promise<boolean> {
  const insert = tx.sql.insertInto('managed_devices').values({ ...device, tenant_id: tx.tenantId });
  const result = await insert
    .onConflict((conflict) => conflict.columns(['tenant_id', 'id']).doNothing())
    .executeTakeFirst();
  if (result.numInsertedOrUpdatedRows !== 1n) return false;
  await addToCount(tx, 1);
  await noteDeviceTexts(tx, [device.id]);
  return true;
}

/** `false` when there is no such device. */
export async function updateManagedDevice(tx: TenantTx, id: string, changes: Partial<ManagedDevice>): Promise<boolean> {
  if (Object.keys(changes).length === 0) return (await findManagedDevice(tx, id, everyDevice)) !== undefined;
  const update = tx.sql.updateTable('managed_devices').set(changes).where('tenant_id', '=', tx.tenantId);
  const result = await update.where('id', '=', id).executeTakeFirst();
  if (deviceLineColumns.some((name) => name in changes)) await noteDeviceTexts(tx, [id]);
  return result.numUpdatedRows === 1n;
}

/** `false` when there is no such device. */
export async function deleteManagedDevice(tx: TenantTx, id: string): Promise<boolean> {
  const deletion = tx.sql.deleteFrom('managed_devices').where('tenant_id', '=', tx.tenantId);
  const result = await deletion.where('id', '=', id).executeTakeFirst();
  if (result.numDeletedRows !== 1n) return false;
  await addToCount(tx, -1);
  await noteDeviceTexts(tx, [id]);
  return true;
}

/** Keeps the number of devices, in the transaction that changes it. */
export async function addToCount(tx: TenantTx, added: number): Promise<void> {
  const table = sql.table('managed_device_counts');
  await tx.sql
    .insertInto('managed_device_counts')
    .values({ tenant_id: tx.tenantId, devices: added })
    .onConflict((conflict) =>
      conflict.column('tenant_id').doUpdateSet({ devices: sql<number>`${table}.devices + excluded.devices` }),
    )
    .execute();
}

const selectCount = prepared<never, { devices: number }>([], (db, { tenantId }) =>
  db.selectFrom('managed_device_counts').select('devices').where('tenant_id', '=', tenantId),
);

async function keptCount(db: TenantDb): Promise<number> {
  const [row] = await selectCount(db, {});
  return Number(row?.devices ?? 0);
}

/** Configuration Manager manages them as well as Intune. Written into their statement, so that the index of these alone serves it. */
const comanagingAgents = ['configurationManagerClientMdm', 'configurationManagerClientMdmEas'];

function isInScope(device: ManagedDevice, scope: DeviceScope): boolean {
  if (scope.kind === 'organisation') return true;
  if (scope.kind === 'comanaged') return comanagingAgents.includes(device.managementAgent);
  const { userId, userPrincipalName } = scope;
  return (
    (userId !== undefined && device.userId !== null && canonicalId(device.userId) === canonicalId(userId)) ||
    (userPrincipalName !== undefined && device.upn_lower === userPrincipalName.toLowerCase())
  );
}

const mostFound = { sqlite: 20_000, postgres: 8000 } as const;

/** On SQLite 6 to 35 ms of processor time, as far as they lie from one another, on PostgreSQL 10 to 35. */
const mostScanned = 12_000;

/** 45 ms of processor time on SQLite, 70 on PostgreSQL; what is less than half of a million is always counted. */
const mostCounted = 550_000;

const kept = (tenantId: string) =>
  sql`coalesce((select devices from managed_device_counts where tenant_id = ${tenantId}), 0)`;

/** The devices of a scope, for pages. */
export function deviceSource(scope: DeviceScope): Source {
  return sourceOf('managed_devices', {
    searched,
    keys: deviceKeys,
    // The link of a session is the session's, not the device's.
    computed: { remoteAssistanceSessionUrl: elsewhere },
    lowered: { userPrincipalName: 'upn_lower' },
    // Of one user there are few.
    ...(scope.kind !== 'user' && {
      large: {
        indexed,
        size: keptCount,
        kept,
        trigrams: 'managed_device_texts',
        mostFound,
        mostWalked: 2000,
        mostScanned,
        mostCounted,
      },
    }),
    ...(scope.kind === 'organisation' ? { total: keptCount } : { within: condition(scope), ways: waysTo(scope) }),
  });
}

function waysTo(scope: Exclude<DeviceScope, { readonly kind: 'organisation' }>): Way[] {
  if (scope.kind === 'comanaged') return [{ condition: condition(scope), index: 'managed_devices_comanaged' }];
  const { userId, userPrincipalName } = scope;
  const ways: Way[] = [];
  if (userId !== undefined) ways.push({ key: 'userId', values: [userId] });
  if (userPrincipalName !== undefined)
    ways.push(...lowerWays('userPrincipalName', 'upn_lower', userPrincipalName.toLowerCase()));
  return ways;
}

function spellingsOf(userId: string): string[] {
  return [...new Set(isGuid(userId) ? [userId, userId.toLowerCase(), userId.toUpperCase()] : [userId])];
}

function condition(scope: Exclude<DeviceScope, { readonly kind: 'organisation' }>): RawBuilder<unknown> {
  if (scope.kind === 'comanaged')
    return sql`${quoted('managementAgent')} in (${sql.join(comanagingAgents.map(sql.lit))})`;
  const { userId, userPrincipalName } = scope;
  const ways: RawBuilder<unknown>[] = [];
  if (userId !== undefined) {
    ways.push(sql`${quoted('user_key')} = ${canonicalId(userId)}`);
    // A replica of the release before writes none.
    ways.push(sql`(${quoted('user_key')} is null and ${quoted('userId')} in (${sql.join(spellingsOf(userId))}))`);
  }
  if (userPrincipalName !== undefined) ways.push(sql`${quoted('upn_lower')} = ${userPrincipalName.toLowerCase()}`);
  return ways.length === 0 ? sql`1 = 0` : sql`(${sql.join(ways, sql` or `)})`;
}
