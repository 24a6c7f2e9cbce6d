import { randomInt } from 'node:crypto';
import { dateTimeOf, millisecondsOf } from '../../edm/date-time.ts';
import {
  type ActionEnd,
  type DeviceActionName,
  type DeviceActionTold,
  deviceActionTable,
} from '../../model/device/device-actions.ts';
import type { Duty } from '../../obligations/duty.ts';
import {
  everyDevice,
  lockManagedDevice,
  type ManagedDevice,
  updateManagedDevice,
} from '../../store/table/managed-devices.ts';
import type { TenantTx } from '../../store/tenant.ts';
import { type KeptResult, keptResults } from '../action-results.ts';
import type { Assist } from '../assist.ts';

/** How long a device takes that rehearses an action, in milliseconds. */
export const takesMs = 5000;

/** Ends the rehearsed actions of a device whose time has come; those that were asked for later are looked at again then. */
export function endDeviceActions(assist: Assist): Duty<'device.act'> {
  return async ({ tenantId, subject }) => {
    const left = await assist.database.write(tenantId, (tx) => endThose(tx, subject));
    return left === undefined ? { kind: 'done' } : { kind: 'again', inMs: left, reason: 'a later action is pending' };
  };
}

/** @returns in how many milliseconds the next one is due; `undefined` when none is pending */
async function endThose(tx: TenantTx, deviceId: string): Promise<number | undefined> {
  const device = await lockManagedDevice(tx, deviceId, everyDevice);
  if (!device) return undefined;
  const results = keptResults(device.deviceActionResults);
  const pending = results.filter(isPending);
  const dueIn = (result: KeptResult) => millisecondsOf(result.startDateTime) + takesMs - tx.now;
  const due = pending.filter((result) => dueIn(result) <= 0);
  if (due.length > 0) {
    const ended = results.map((result) => (due.includes(result) ? endedResult(tx, device, result) : result));
    await updateManagedDevice(tx, deviceId, { ...changesBy(tx, due), deviceActionResults: JSON.stringify(ended) });
  }
  const later = pending.filter((result) => !due.includes(result)).map(dueIn);
  return later.length === 0 ? undefined : Math.min(...later);
}

/** The assistance that was asked for is a session's, and its end is told by that. */
function isPending({ actionState, ends }: KeptResult): boolean {
  return actionState === 'pending' && ends !== undefined;
}

function changesBy(tx: TenantTx, due: readonly KeptResult[]): Partial<ManagedDevice> {
  let changes: Partial<ManagedDevice> = {};
  for (const { actionName, ends } of due) {
    const action: DeviceActionTold | undefined = deviceActionTable[actionName as DeviceActionName];
    const state = action?.managementState?.[ends as ActionEnd];
    if (state) changes = { ...changes, managementState: state };
    if (actionName === 'syncDevice' && ends === 'done') changes = { ...changes, lastSyncDateTime: dateTimeOf(tx.now) };
  }
  return changes;
}

function endedResult(tx: TenantTx, device: ManagedDevice, { ends, asked, ...result }: KeptResult): KeptResult {
  const tells = ends === 'done' ? told[result.actionName as DeviceActionName] : undefined;
  const said = tells?.(tx, device, asked as Readonly<Record<string, unknown>>) ?? {};
  return { ...result, actionState: ends as ActionEnd, lastUpdatedDateTime: dateTimeOf(tx.now), ...said };
}

type Told = (tx: TenantTx, device: ManagedDevice, asked: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/** What a device tells beside that it is done, in results of a type of their own. */
const told: Readonly<Partial<Record<DeviceActionName, Told>>> = {
  deleteUserFromSharedAppleDevice: (_, __, { userPrincipalName = null }) =>
    typed('deleteUserFromSharedAppleDeviceActionResult', { userPrincipalName }),
  locateDevice: (tx) =>
    typed('locateDeviceActionResult', {
      deviceLocation: {
        lastCollectedDateTime: dateTimeOf(tx.now),
        longitude: -122.1289,
        latitude: 47.6396,
        altitude: 100,
        horizontalAccuracy: 65,
        verticalAccuracy: 10,
        heading: 0,
        speed: 0,
      },
    }),
  // Of the devices that Intune locks, a Mac alone gets a PIN.
  remoteLock: (_, { operatingSystem }) =>
    typed('remoteLockActionResult', { unlockPin: /^mac/i.test(operatingSystem ?? '') ? sixDigits() : null }),
  resetPasscode: () => typed('resetPasscodeActionResult', { errorCode: 0, passcode: sixDigits() }),
  windowsDefenderScan: (_, __, { quickScan }) =>
    typed('windowsDefenderScanActionResult', { scanType: quickScan === true ? 'quick' : 'full' }),
};

function typed(type: string, members: Record<string, unknown>): Record<string, unknown> {
  return { '@odata.type': `#microsoft.graph.${type}`, ...members };
}

function sixDigits(): string {
  return String(randomInt(1_000_000)).padStart(6, '0');
}
