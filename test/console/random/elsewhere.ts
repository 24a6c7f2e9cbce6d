import type { SendOptions } from '../../harness/world.ts';
import type { Walker } from './walker.ts';

/** What happens meanwhile without the page: somebody else acts on the same things, the partner does, or time passes. */
const events = {
  connect: 3,
  disconnect: 2,
  request: 3,
  close: 2,
  join: 2,
  leave: 1,
  addDevice: 1,
  changeDevice: 1,
  removeDevice: 1,
  suspend: 0.5,
  resume: 1,
  sever: 0.5,
  restore: 1,
  minute: 3,
  hour: 0.5,
  partnerFails: 1,
  partnerMends: 1,
} as const;

const partners = '/beta/deviceManagement/remoteAssistancePartners';
const devices = '/beta/deviceManagement/managedDevices';

export async function elsewhere({ world, chance, books }: Walker): Promise<string> {
  books.begin();
  const event = chance.weighted(events);
  const token = await world.applicationToken();
  const send = async (method: string, path: string, options: SendOptions = {}) =>
    (await world.send(method, path, { token, ...options })).json;
  const oneOf = async (path: string): Promise<{ readonly id: string } | undefined> =>
    chance.oneOf(((await send('GET', path))?.value ?? []) as { id: string }[]);
  const { sandbox, clock, service } = world;
  switch (event) {
    case 'connect':
      await world.connect(await world.partnerId()).catch(() => {});
      break;
    case 'disconnect':
      await send('POST', `${partners}/${await world.partnerId()}/disconnect`);
      break;
    case 'request':
      await send('POST', `${devices}/${(await oneOf(devices))?.id}/requestRemoteAssistance`);
      break;
    case 'close':
      await send('POST', `/assist/sessions/${(await oneOf("/assist/sessions?$filter=status eq 'open'"))?.id}/close`);
      break;
    case 'join': {
      const open = sandbox.sessions.at(-1);
      if (open?.state === 'Open') sandbox.connect(open.code, chance.oneOf(['Grace Hopper', 'Ada Lovelace']));
      break;
    }
    case 'leave': {
      const inside = sandbox.connections.at(-1);
      if (inside && inside.end_date === undefined) sandbox.hangUp(inside.id);
      break;
    }
    case 'addDevice': {
      const deviceName = chance.oneOf(['<i>PC</i>', 'PC-'.repeat(60), '电脑', '\u202eCP', '']);
      await send('POST', devices, { body: { deviceName, serialNumber: `SN-${chance.below(1e6)}` } });
      break;
    }
    case 'changeDevice':
      await send('PATCH', `${devices}/${(await oneOf(devices))?.id}`, { body: { notes: 'Theirs', model: 'Laptop 9' } });
      break;
    case 'removeDevice':
      await send('DELETE', `${devices}/${(await oneOf(devices))?.id}`);
      break;
    case 'suspend':
    case 'resume':
      await send('POST', `/assist/tenants/${world.fabrikam}/${event}`);
      break;
    case 'sever':
    case 'restore':
      await send('POST', `/assist/connectors/ScreenConnect/${event}`);
      break;
    case 'minute':
      clock.turn(60_000);
      break;
    case 'hour':
      clock.turn(3_600_000);
      break;
    case 'partnerFails':
      sandbox.faults.add({ kind: 'error', times: 1 + chance.below(4) });
      break;
    default:
      sandbox.faults.clear();
  }
  await service.obligations.idle();
  return `meanwhile: ${event}`;
}
