import { isTime } from '../host/answer.ts';
import type { Access, PartnerConnection } from '../session.ts';
import { list } from './groups.ts';
import { readGuestName, type ShareRef } from './shares.ts';
import type { Ask } from './sockets.ts';

/** Message ids of events (MeshCentral 1.1.55, `meshrelay.js`). */
const started: ReadonlyMap<unknown, Access | undefined> = new Map([
  [13, undefined],
  [14, 'terminal'],
  [15, 'desktop'],
  [16, 'files'],
]);
const ended: ReadonlySet<unknown> = new Set([9, 10, 11, 12]);

/** How many events of one device are read: the server gives the newest, and knows no "since". */
const limit = 1000;

/** The connections that were made in a session. The relay log pairs begin and end by the relay's id, and says who by the guest's name. */
export async function connectionsOf(ask: Ask, { nodeId, tag }: ShareRef): Promise<PartnerConnection[]> {
  const { events } = await ask({ action: 'events', nodeid: nodeId, filter: 'relaylog', limit });
  const connections = new Map<string, PartnerConnection>();
  // Newest first.
  for (const event of list('events', events).reverse()) {
    const guest = readGuestName(event.guestname);
    if (guest?.tag !== tag) continue;
    const [id] = Array.isArray(event.msgArgs) ? event.msgArgs.map(String) : [];
    const at = Date.parse(String(event.time));
    if (id === undefined || !isTime(at)) continue;
    const access = started.get(event.msgid);
    if (started.has(event.msgid)) {
      connections.set(id, { id, supporter: guest.supporter, ...(access && { access }), startedAt: at });
    }
    const begun = connections.get(id);
    if (ended.has(event.msgid) && begun) connections.set(id, { ...begun, endedAt: at });
  }
  return [...connections.values()];
}
