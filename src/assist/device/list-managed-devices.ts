import { selectPage } from '../../store/query/page.ts';
import { deviceSource } from '../../store/table/managed-devices.ts';
import type { Handler } from '../call.ts';

export const listManagedDevices: Handler<'managedDevices.list'> = ({ database }, call) =>
  database.search(call.caller.tenantId, (db) => selectPage(db, deviceSource(call.scope), call.query));
