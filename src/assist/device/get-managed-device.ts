import { findManagedDevice } from '../../store/table/managed-devices.ts';
import { findLiveSession } from '../../store/table/sessions.ts';
import type { Handler } from '../call.ts';
import { giveLink } from '../session/give-link.ts';
import { deviceAt } from './managed-device.ts';

/** One device. The supporter's link of its open session is opened for who names it in `$select`, and may ask for assistance. */
export const getManagedDevice: Handler<'managedDevices.get'> = async (assist, call) => {
  const device = await assist.database.read(call.caller.tenantId, (db) => deviceAt(db, call, findManagedDevice));
  const name = 'remoteAssistanceSessionUrl';
  if (!call.query.select?.includes(name) || call.hidden.has(name)) return device;
  // Graph documents the empty text for a device without a session.
  return {
    ...device,
    [name]: (await giveLink(assist, call, 'supporter', (db) => findLiveSession(db, device.id))) ?? '',
  };
};
