import type { PartnerEvent } from '../connector.ts';
import type { Control } from './control.ts';
import { readGuestName, refOf } from './shares.ts';

type Pushed = Readonly<Record<string, unknown>>;

/** What the agent says of the question to the person at the device (MeshCentral 1.1.55, `agents/meshcore.js`). */
const consentGiven: ReadonlySet<unknown> = new Set([30]);
const consentRefused: ReadonlySet<unknown> = new Set([34]);

/** What the server pushes to an account, until it or the caller ends it. Nothing is said twice that waits to be read. */
export async function* pushed(control: Control, signal: AbortSignal): AsyncGenerator<PartnerEvent> {
  // What happened before somebody listened is asked for.
  const waiting = new Map<string, PartnerEvent>([['', { kind: 'grant' }]]);
  let wake = () => {};
  const stop = control.listen((event) => {
    const told = eventOf(event);
    if (!told) return;
    waiting.set(JSON.stringify(told), told);
    wake();
  });
  let isOver = false;
  const end = () => {
    isOver = true;
    wake();
  };
  void control.closed.then(end);
  signal.addEventListener('abort', end, { once: true });
  try {
    while (!isOver && !signal.aborted) {
      const [first] = waiting;
      if (first) {
        waiting.delete(first[0]);
        yield first[1];
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    stop();
    signal.removeEventListener('abort', end);
  }
}

function eventOf(event: Pushed): PartnerEvent | undefined {
  switch (event.action) {
    case 'relaylog':
      return ofSession(event.nodeid, event.guestname);
    case 'removedDeviceShare':
      return ofSession(event.nodeid, Array.isArray(event.msgArgs) ? event.msgArgs[0] : undefined);
    case 'agentlog':
      return ofConsent(event);
    case 'meshchange':
    case 'deletemesh':
      return { kind: 'grant' };
    case 'addnode':
    case 'removenode':
    case 'nodemeshchange':
    case 'nodeconnect':
      return { kind: 'devices' };
  }
  return undefined;
}

function ofSession(nodeId: unknown, name: unknown): PartnerEvent | undefined {
  const tag = readGuestName(name)?.tag;
  return typeof nodeId === 'string' && tag ? { kind: 'session', ref: refOf({ nodeId, tag }) } : undefined;
}

function ofConsent({ msgid, nodeid, guestname, time }: Pushed): PartnerEvent | undefined {
  const answer = consentGiven.has(msgid) ? 'given' : consentRefused.has(msgid) ? 'refused' : undefined;
  const tag = readGuestName(guestname)?.tag;
  if (!answer || typeof nodeid !== 'string' || !tag) return undefined;
  const at = Date.parse(String(time));
  return { kind: 'consent', ref: refOf({ nodeId: nodeid, tag }), answer, at: Number.isNaN(at) ? Date.now() : at };
}
