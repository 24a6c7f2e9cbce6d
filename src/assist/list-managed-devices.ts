import { deviceSource } from '../store/managed-devices.ts';
import { selectPage } from '../store/page.ts';
import type { Handler } from './call.ts';
import { scopeOf } from './managed-device.ts';

export const listManagedDevices: Handler<'managedDevices.list'> = ({ database }, call) =>
  database.read(call.caller.tenantId, (db) => selectPage(db, deviceSource(scopeOf(call)), call.query));
