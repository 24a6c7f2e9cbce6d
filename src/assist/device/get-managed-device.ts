import { findManagedDevice } from '../../store/table/managed-devices.ts';
import { findLiveSession } from '../../store/table/sessions.ts';
import type { TenantDb } from '../../store/tenant.ts';
import type { Assist } from '../assist.ts';
import type { Handler } from '../call.ts';
import { openLink } from '../session/session-seal.ts';
import { deviceAt } from './managed-device.ts';

/** One device. The supporter's link of its open session is opened for who names it in `$select`. */
export const getManagedDevice: Handler<'managedDevices.get'> = (assist, call) =>
  assist.database.read(call.caller.tenantId, async (db) => {
    const device = await deviceAt(db, call, findManagedDevice);
    if (!call.query.select?.includes('remoteAssistanceSessionUrl')) return device;
    return { ...device, remoteAssistanceSessionUrl: await supporterLink(assist, db, device.id) };
  });

/** Graph documents the empty text for a device without a session. */
async function supporterLink(assist: Assist, db: TenantDb, deviceId: string): Promise<string> {
  const session = await findLiveSession(db, deviceId);
  const link = session && (await openLink(assist, db, session, 'sealed_supporter_link'));
  return link?.reveal() ?? '';
}
