import { later } from '../../core/clock.ts';
import { newId } from '../../core/id.ts';
import { dateTimeOf, millisecondsOf } from '../../edm/date-time.ts';
import type { Wire } from '../../edm/type.ts';
import { deviceActivity } from '../../model/audit-activities.ts';
import { type allowedRemoteAssistanceActions, remoteHelpActions } from '../../model/device/remote-help.ts';
import { fail } from '../../model/failures.ts';
import {
  type DeviceScope,
  findManagedDevice,
  lockManagedDevice,
  type ManagedDevice,
  updateManagedDevice,
} from '../../store/table/managed-devices.ts';
import type { TenantDb, TenantTx } from '../../store/tenant.ts';
import { type KeptResult, keptResults, withResult } from '../action-results.ts';
import type { Assist } from '../assist.ts';
import type { Call, Handler } from '../call.ts';
import { beginAction } from './begin-action.ts';
import { deviceAt } from './managed-device.ts';

/** A session of Remote Help, as it is kept with the result of its launch: there is one at most for each device. */
interface HelpSession {
  readonly sessionKey: string;
  readonly sessionType: Wire<typeof allowedRemoteAssistanceActions>;
  readonly sessionExpirationDateTime: string;
}

/** The member of `remoteAction` that beta has for it. */
const actionName = 'launchRemoteHelp';

const created = 'createRemoteHelpSession';
const activity = deviceActivity(created, remoteHelpActions[created].description);

/** What nobody is given here: there are no call and no channel behind a rehearsed session. */
const noCall = { acsHelperUserToken: null, pubSubHelperAccessUri: null };

/** Rehearses a session; the launch on the device is told in `deviceActionResults`. */
export const createRemoteHelpSession: Handler<'managedDevices.createRemoteHelpSession'> = (assist, call) =>
  assist.database.write(call.caller.tenantId, async (tx) => {
    const device = await deviceAt(tx, call, lockManagedDevice);
    const { sessionType } = call.parameters as Partial<HelpSession>;
    const session: HelpSession = {
      sessionKey: newId(),
      sessionType: sessionType ?? 'viewScreen',
      sessionExpirationDateTime: expiry(assist, tx),
    };
    const rehearsal = { operation: created, activity, actionName, managementState: undefined, kept: { session } };
    await beginAction(assist, tx, call, device, rehearsal);
    return { sessionKey: session.sessionKey, sessionType: session.sessionType };
  });

export const requestRemoteHelpSessionAccess: Handler<'managedDevices.requestRemoteHelpSessionAccess'> = (
  assist,
  call,
) =>
  assist.database.read(call.caller.tenantId, async (db) => {
    const { launch, session } = await sessionAt(assist, db, call, findManagedDevice);
    if (launch.actionState !== 'done') {
      throw notPossible(`The launch of Remote Help on the device is ${launch.actionState}; it has to be done.`);
    }
    const { sessionKey, sessionType } = session;
    return { sessionKey, sessionType, pubSubEncryptionKey: null, pubSubEncryption: null };
  });

export const retrieveRemoteHelpSession: Handler<'managedDevices.retrieveRemoteHelpSession'> = (assist, call) =>
  assist.database.read(call.caller.tenantId, async (db) => {
    const { device, session } = await sessionAt(assist, db, call, findManagedDevice);
    const { sessionKey, sessionExpirationDateTime } = session;
    const nobody = { acsGroupId: null, acsHelperUserId: null, acsSharerUserId: null, pubSubGroupId: null };
    return { sessionKey, deviceName: device.deviceName, ...nobody, ...noCall, sessionExpirationDateTime };
  });

export const extendRemoteHelpSession: Handler<'managedDevices.extendRemoteHelpSession'> = (assist, call) =>
  assist.database.write(call.caller.tenantId, async (tx) => {
    const { device, launch, session } = await sessionAt(assist, tx, call, lockManagedDevice);
    const sessionExpirationDateTime = expiry(assist, tx);
    await keep(tx, device, { ...launch, session: { ...session, sessionExpirationDateTime } });
    return { sessionKey: session.sessionKey, ...noCall, sessionExpirationDateTime };
  });

export const endRemoteHelpSession: Handler<'managedDevices.endRemoteHelpSession'> = (assist, call) =>
  assist.database.write(call.caller.tenantId, async (tx) => {
    const { device, launch } = await sessionAt(assist, tx, call, lockManagedDevice);
    const { session: _, ...over } = launch;
    await keep(tx, device, over);
  });

/** The session that a call names by its key, and that has not expired. */
async function sessionAt<Db extends TenantDb>(
  { clock }: Assist,
  db: Db,
  call: Call<DeviceScope>,
  find: (db: Db, id: string, scope: DeviceScope) => Promise<ManagedDevice | undefined>,
): Promise<{ device: ManagedDevice; launch: KeptResult; session: HelpSession }> {
  const device = await deviceAt(db, call, find);
  const launch = keptResults(device.deviceActionResults).find((result) => result.actionName === actionName);
  const session = launch?.session as HelpSession | undefined;
  const { sessionKey } = call.parameters as Partial<HelpSession>;
  const isOpen =
    session?.sessionKey === sessionKey && millisecondsOf(session?.sessionExpirationDateTime ?? '') > clock.now();
  if (launch && session && isOpen) return { device, launch, session };
  throw notPossible(
    `The device has no session of Remote Help with the key '${sessionKey ?? ''}': it is over, or was never created.`,
  );
}

function keep(tx: TenantTx, device: ManagedDevice, result: KeptResult): Promise<boolean> {
  const deviceActionResults = withResult(keptResults(device.deviceActionResults), result);
  return updateManagedDevice(tx, device.id, { deviceActionResults });
}

function expiry({ sessionLifetimeMs }: Assist, { now }: TenantTx): string {
  return dateTimeOf(later(now, sessionLifetimeMs));
}

function notPossible(problem: string) {
  return fail('notPossible', { problem, target: 'sessionKey' });
}
