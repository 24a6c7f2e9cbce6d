import { deviceSource } from '../../store/table/managed-devices.ts';
import type { Handler } from '../call.ts';
import { pageOf } from '../reading.ts';

export const listManagedDevices: Handler<'managedDevices.list'> = (assist, call) =>
  pageOf(assist, call, () => deviceSource(call.scope));
