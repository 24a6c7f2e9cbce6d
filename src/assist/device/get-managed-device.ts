import { findManagedDevice } from '../../store/table/managed-devices.ts';
import { findLiveSession } from '../../store/table/sessions.ts';
import type { Assist } from '../assist.ts';
import type { Call, Handler } from '../call.ts';
import { giveLink, hasLink, supporterLink } from '../session/give-link.ts';
import { deviceAt } from './managed-device.ts';

/** One device. The supporter's link of its open session is opened for who names it in `$select`. */
export const getManagedDevice: Handler<'managedDevices.get'> = async (assist, call) => {
  const device = await assist.database.read(call.caller.tenantId, (db) => deviceAt(db, call, findManagedDevice));
  if (!call.query.select?.includes('remoteAssistanceSessionUrl')) return device;
  return { ...device, remoteAssistanceSessionUrl: await linkOf(assist, call, device.id) };
};

/** Graph documents the empty text for a device without a session. Who polls is recorded once for each session. */
async function linkOf(assist: Assist, call: Call, deviceId: string): Promise<string> {
  const { tenantId } = call.caller;
  const { session, link } = await assist.database.read(tenantId, async (db) => {
    const session = await findLiveSession(db, deviceId);
    return { session, link: session && (await supporterLink(assist, db, session)) };
  });
  if (!session || !link) return '';
  if (hasLink(session, call)) return link;
  return (await assist.database.write(tenantId, (tx) => giveLink(assist, tx, call, session.id))) ?? '';
}
