import { activities } from '../../model/audit-activities.ts';
import { lockManagedDevice, deleteManagedDevice as removeManagedDevice } from '../../store/table/managed-devices.ts';
import { findLiveSession, lockSession } from '../../store/table/sessions.ts';
import { audit } from '../audit/audit.ts';
import type { Handler } from '../call.ts';
import { auditEnd, beginClosing } from '../session/session.ts';
import { deviceAt } from './managed-device.ts';

/** Removes a device from the inventory; its session is closed. */
export const deleteManagedDevice: Handler<'managedDevices.delete'> = ({ database }, call) =>
  database.write(call.caller.tenantId, async (tx) => {
    const device = await deviceAt(tx, call, lockManagedDevice);
    const live = await findLiveSession(tx, device.id);
    const session = live && (await lockSession(tx, live.id));
    if (session) await beginClosing(tx, session, 'deviceDeleted');
    await removeManagedDevice(tx, device.id);
    if (session?.status === 'requested') await auditEnd(tx, call, session, 'deviceDeleted');
    await audit(tx, call, {
      activity: activities.deviceDeleted,
      resource: { id: device.id, displayName: device.deviceName },
      changes: [
        { name: 'DeviceName', from: device.deviceName, to: null },
        { name: 'SerialNumber', from: device.serialNumber, to: null },
      ],
    });
  });
