import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { Secret } from '../../../src/core/secret.ts';
import { makeAuthority, makeServerCertificate } from '../../../src/dev/certificates/certificate.ts';
import { Server } from '../../../src/partner/meshcentral/server.ts';
import type { Account } from '../../../src/partner/meshcentral/sign-in.ts';
import { type Asked, actions, type User, type World } from './fake-actions.ts';
import type { Stage } from './stage.ts';

/** What goes wrong with the next question of an action. */
export type Fault =
  /** It is carried out, and the socket is cut before the answer. */
  | 'cutBeforeAnswer'
  /** It is not carried out, and nothing is said: how some refusals look. */
  | 'silence'
  /** The answer is no message. */
  | 'garbage'
  /** It answers as if it had done it, and does nothing. */
  | 'saysSo'
  /** The answer has nothing but its action. */
  | 'empty'
  /** It refuses, at length, with what was said to it, and with what moves a terminal; the action `signIn` turns away so. */
  | 'echo';

export interface FakeStage extends Stage {
  /** Faults by action, each for one question. */
  readonly faults: Map<string, Fault>;
  /** How often each action was asked. */
  readonly asked: Map<string, number>;
  readonly world: World;
  /** Whether new connections are let in. */
  listens: boolean;
  /** SHA-256 of its certificate. */
  readonly certificate: string;
  /** A supporter's browser begins on a share's link; what comes back ends it. */
  use(link: string): () => void;
  /** How many sockets are open, those of whom it turned away as well. */
  open(): number;
  /** Another device group of the same person, with a device in it. */
  addGroup(name: string, serial: string): { readonly groupId: string; readonly deviceId: string };
  /** Cuts every socket, as a restart does. */
  cut(): void;
}

/** A MeshCentral as far as the connector knows one. `contract.ts` holds it to the real one. */
export async function startFake({ insists = true } = {}): Promise<FakeStage> {
  const validity = { notBefore: Date.now() - 60_000, notAfter: Date.now() + 3_600_000 };
  const hosts = { names: ['localhost'], addresses: [Uint8Array.of(127, 0, 0, 1)] };
  const authority = makeAuthority('Fake MeshCentral', hosts, validity);
  const { certificate, key } = makeServerCertificate(authority, hosts, validity);
  const loginKey = randomBytes(8).toString('hex');
  const faults = new Map<string, Fault>();
  const echoes = new WeakMap<WebSocket, string>();
  const asked = new Map<string, number>();
  const world: World = {
    users: new Map(),
    groups: new Map(),
    nodes: new Map(),
    shares: new Map(),
    events: [],
    push,
    url: '',
  };
  const sockets = new Map<WebSocket, string>();
  let listens = true;

  function push(to: readonly string[], event: Readonly<Record<string, unknown>>): void {
    const stored = { time: new Date().toISOString(), ...event };
    world.events.unshift({ to, event: stored });
    for (const [socket, id] of sockets) if (to.includes(id)) say(socket, { action: 'event', event: stored });
  }

  const server = createServer({ cert: certificate, key }, (request, response) => {
    const publicid = new URL(request.url ?? '', 'https://fake').searchParams.get('c') ?? '';
    const share = world.shares.get(publicid);
    response.writeHead(share && share.expireTime > Date.now() ? 200 : 404).end();
  });
  const upgrades = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    if (!listens) return void socket.destroy();
    upgrades.handleUpgrade(request, socket, head, (opened) => welcome(request, opened));
  });

  function welcome(request: IncomingMessage, socket: WebSocket): void {
    const given = new URL(request.url ?? '', 'https://fake').searchParams.get('key');
    // The real one leaves the socket open when it has turned somebody away.
    if (insists && given !== loginKey) return void say(socket, { action: 'close', cause: 'noauth', msg: 'nokey' });
    const [name = '', password] = String(request.headers['x-meshauth'] ?? '')
      .split(',')
      .map((part) => Buffer.from(part, 'base64').toString());
    const user = world.users.get(`user//${name}`);
    const echo = `\u001b[2J${password} ${loginKey} ${'x'.repeat(1_000_000)}`;
    if (faults.get('signIn') === 'echo') return void say(socket, { action: 'close', cause: 'no', msg: echo });
    if (name === '') return void say(socket, { action: 'close', cause: 'noauth', msg: 'noauth' });
    if (user?.pass !== password) return void say(socket, { action: 'close', cause: 'noauth', msg: 'noauth-2d' });
    echoes.set(socket, echo);
    sockets.set(socket, `user//${name}`);
    socket.on('close', () => sockets.delete(socket));
    socket.on('message', (data) => answer(socket, user as User, JSON.parse(String(data)) as Asked));
    say(socket, { action: 'serverinfo', serverinfo: { domain: '' } });
    const { _id, siteadmin, groups } = user as User;
    say(socket, { action: 'userinfo', userinfo: { _id, name, siteadmin, ...(groups.length > 0 && { groups }) } });
  }

  function answer(socket: WebSocket, user: User, question: Asked): void {
    const { action } = question;
    asked.set(action, (asked.get(action) ?? 0) + 1);
    const fault = faults.get(action);
    faults.delete(action);
    if (fault === 'silence') return;
    if (fault === 'garbage') return void socket.send('<html>');
    if (fault === 'empty') return void say(socket, { action, responseid: question.responseid });
    if (fault === 'echo')
      return void say(socket, { action, responseid: question.responseid, result: echoes.get(socket) });
    const { users, shares } = world;
    const before = { users: new Map(users), shares: new Map(shares) };
    const answers = actions[action]?.(world, user, question) ?? [];
    if (fault === 'saysSo') {
      for (const [id, each] of before.users) users.set(id, each);
      for (const [id, each] of before.shares) shares.set(id, each);
    }
    if (fault === 'cutBeforeAnswer') socket.terminate();
    else for (const each of answers) say(socket, each);
    for (const [open, id] of sockets) if (!world.users.has(id)) open.terminate();
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  world.url = url;
  const options = { url, ca: authority.certificate, ...(insists && { loginKey: new Secret(loginKey) }) };
  const account = (name: string, siteadmin: number, groups: readonly string[] = []): Account => {
    const pass = randomBytes(12).toString('hex');
    world.users.set(`user//${name}`, { _id: `user//${name}`, name, pass, siteadmin, groups });
    return { user: name, password: new Secret(pass) };
  };
  const person = account('contoso-admin', 0);
  const addGroup = (name: string, serial: string) => {
    const [groupId, deviceId] = [
      `mesh//${randomBytes(24).toString('hex')}`,
      `node//${randomBytes(24).toString('hex')}`,
    ];
    const links = { 'user//contoso-admin': { name: 'contoso-admin', rights: 0xffffffff } };
    world.groups.set(groupId, { _id: groupId, name, links });
    world.nodes.set(deviceId, { _id: deviceId, meshid: groupId, name: 'desk-1', conn: 1, agct: Date.now(), serial });
    return { groupId, deviceId };
  };
  const { groupId, deviceId } = addGroup('Contoso desks', 'SN-1');
  return {
    options: options as Stage['options'],
    server: new Server(options),
    administrator: account('admin', 0xffffffff),
    operator: account('assistd', 5186, ['assistd']),
    person,
    groupId,
    deviceId,
    faults,
    asked,
    world,
    certificate,
    get listens() {
      return listens;
    },
    set listens(value) {
      listens = value;
    },
    use(link) {
      const share = world.shares.get(new URL(link).searchParams.get('c') ?? '');
      if (!share) throw new Error('there is no such share');
      const id = randomBytes(6).toString('hex');
      const log = (msgid: number) =>
        push([share.userid], {
          etype: 'relay',
          action: 'relaylog',
          msgid,
          msgArgs: [id],
          nodeid: share.nodeid,
          guestname: share.guestName,
        });
      log(15);
      return () => log(11);
    },
    open: () => upgrades.clients.size,
    addGroup,
    cut() {
      for (const socket of sockets.keys()) socket.terminate();
    },
    async [Symbol.asyncDispose]() {
      for (const socket of upgrades.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function say(socket: WebSocket, message: object): void {
  socket.send(JSON.stringify(message));
}
