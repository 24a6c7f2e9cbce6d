import { isObject, parsedJson } from '../../core/json.ts';
import type { PartnerDevice } from '../connector.ts';
import { isTime } from '../host/answer.ts';
import { list } from './groups.ts';
import type { Ask } from './sockets.ts';

/** A device with what its agent told of it. */
export async function devicesOf(ask: Ask, groups: readonly string[]): Promise<PartnerDevice[]> {
  const { data } = await ask({ action: 'getDeviceDetails', type: 'json' });
  const records = list('getDeviceDetails', typeof data === 'string' ? parsedJson(data) : undefined);
  return records.flatMap(({ node, sys, lastConnect }) => {
    if (!isObject(node) || typeof node._id !== 'string' || !groups.includes(String(node.meshid))) return [];
    const hardware = isObject(sys) && isObject(sys.hardware) ? sys.hardware : {};
    const ids = isObject(hardware.identifiers) ? hardware.identifiers : {};
    const online = node.conn === 1;
    const seen = online ? node.agct : isObject(lastConnect) ? lastConnect.time : undefined;
    return [
      {
        id: node._id,
        name: text(node.name) ?? text(node.rname) ?? node._id,
        ...member('serialNumber', text(ids.bios_serial) ?? text(ids.board_serial)),
        ...member('manufacturer', text(ids.board_vendor) ?? text(ids.bios_vendor)),
        ...member('model', text(ids.product_name) ?? text(ids.board_name)),
        ...member('operatingSystem', text(node.osdesc)),
        online,
        ...(isTime(seen) && { lastSeen: seen }),
      },
    ];
  });
}

function member<K extends string>(name: K, value: string | undefined): { readonly [P in K]?: string } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [P in K]?: string };
}

/** What firmware says that has nothing to say. */
const fillers = /^(none|default string|not specified|to be filled by o\.?e\.?m\.?|system serial number|0+)$/i;

function text(value: unknown): string | undefined {
  const trimmed = typeof value === 'string' ? value.trim() : '';
  return trimmed === '' || fillers.test(trimmed) ? undefined : trimmed;
}
