import type { Secret } from '../../core/secret.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import type { Connector, Standing } from '../connector.ts';
import { HostPolicy, type PolicyOptions, type PolicyParts } from '../host/policy.ts';
import { PartnerFailure } from '../partner-failure.ts';
import type { SessionTerms, TargetDevice } from '../session.ts';
import { delegation } from './delegation.ts';
import { devicesOf } from './devices.ts';
import { accountOf, type MeshGrant, read, userOf } from './grant.ts';
import { groupsOf, type Node, nodesOf } from './groups.ts';
import { Operator } from './operator.ts';
import { connectionsOf } from './relay-log.ts';
import { Server, type ServerOptions } from './server.ts';
import { readGuestName, readRef, removeAll, sessionOf, share, sharesIn, sharesOf, tagOf } from './shares.ts';
import type { Account } from './sign-in.ts';
import { type Ask, Sockets } from './sockets.ts';
import { unfit } from './unfit.ts';
import { pushed } from './watch.ts';

export interface MeshCentralOptions extends ServerOptions, PolicyOptions, PolicyParts {
  /** The account that makes the others: one that is no administrator, and confined to a realm. */
  readonly operator: Account;
  readonly terms: SessionTerms;
  /** Milliseconds: no share lives longer, because one whose rights are taken away ends by its expiry alone. */
  readonly longestSessionMs: number;
}

/**
 * The connector for MeshCentral, over the control socket that its own page uses.
 * @throws RangeError when `url` is no https URL
 */
export function meshcentral(options: MeshCentralOptions): Connector {
  const { name, clock, terms, longestSessionMs } = options;
  const policy = new HostPolicy(options);
  const server = new Server(options);
  const sockets = new Sockets(name, server, policy, clock);
  const operator = new Operator(options.operator, sockets);
  const sessionsUntil = () => clock.now() + longestSessionMs;
  const repeating = <T>(grant: Secret, what: string, signal: AbortSignal | undefined, work: Work<T>) => {
    const account = read(grant);
    return sockets.as(account, what, 'repeating', (ask, { userId }) => work(ask, account, userId), signal);
  };

  return {
    name,
    capabilities: {
      onboarding: 'delegation',
      revokes: true,
      revokingCutsSessions: false,
      deviceBound: true,
      closesSessions: true,
      closingCuts: true,
      access: ['desktop', 'terminal', 'files'],
      viewOnly: 'no',
      consentPrompt: true,
      inventory: true,
      events: 'push',
    },
    terms,
    onboarding: delegation(server, sockets, operator),
    health: () => policy.health,
    wake: () => policy.wake(),
    isOwn: (grant) => accountOf(grant) !== undefined,
    unfit: async (signal) => {
      const look = (timedOut: AbortSignal) => unfit(name, server, options.operator, timedOut);
      return policy.run(`${name}: see how it is set up`, 'repeating', look, signal).catch((error: unknown) => {
        if (error instanceof PartnerFailure) return [];
        throw error;
      });
    },
    check: (grant, signal) => check(sockets, read(grant), sessionsUntil, signal),
    revoke: async (grant, signal) => {
      const account = read(grant);
      const cut = await removeShares(sockets, account, signal);
      const removed = await operator.remove(account.user, signal);
      await mustBeTurnedAway(sockets, account, signal);
      return `${cut}${sentence('and')}${removed}`;
    },
    account: (grant, signal) =>
      repeating(grant, 'whose account it is', signal, async (_ask, { user }, id) => ({ id, name: user })),
    async *devices(grant, signal) {
      yield* await repeating(grant, 'devices', signal, (ask, { groups }) => devicesOf(ask, groups));
    },
    openSession: (grant, session, signal) => {
      const account = read(grant);
      const minutes = Math.max(1, Math.floor(Math.min(session.validUntil - clock.now(), longestSessionMs) / 60_000));
      // Not repeated: the caller looks for what a lost answer left behind, by its key.
      const open = async (ask: Ask) => {
        const nodeId = await deviceOf(ask, account, session.device);
        return share(ask, server, { nodeId, tag: tagOf(session.key) }, session, session.terms ?? terms, minutes);
      };
      return sockets.as(account, sentence('openSession'), 'once', open, signal);
    },
    session: (grant, ref, signal) =>
      repeating(grant, 'session', signal, async (ask) => {
        const [found] = await sharesOf(ask, readRef(ref));
        return found && sessionOf(server, found);
      }),
    openSessions: (grant, of, signal) =>
      repeating(grant, sentence('openSessions'), signal, async (ask, { user, groups }, userId) => {
        if (userOf(of) !== user) return [];
        const all = (await Promise.all(groups.map((group) => sharesIn(ask, group, userId)))).flat();
        const tag = 'sessionId' in of ? tagOf(of) : undefined;
        return all
          .filter(({ guestName }) => tag === undefined || readGuestName(guestName)?.tag === tag)
          .map((each) => sessionOf(server, each));
      }),
    closeSession: (grant, ref, signal) =>
      repeating(grant, sentence('closeSession'), signal, async (ask) => {
        const removed = await removeAll(ask, () => sharesOf(ask, readRef(ref)));
        return sentence(removed === 0 ? 'noShare' : 'shareRemoved');
      }),
    connections: (grant, ref, signal) =>
      repeating(grant, 'connections', signal, (ask) => connectionsOf(ask, readRef(ref))),
    async *watch(grant, signal) {
      const account = read(grant);
      const control = await sockets.as(account, 'watch', 'repeating', async (_ask, open) => open, signal);
      const leave = sockets.keep(control);
      try {
        yield* pushed(control, signal);
      } finally {
        leave();
      }
    },
    [Symbol.asyncDispose]: () => sockets[Symbol.asyncDispose](),
  };
}

type Work<T> = (ask: Ask, account: MeshGrant, userId: string) => Promise<T>;

/** Signs in anew: sockets that are open say nothing about the account. */
async function check(
  sockets: Sockets,
  account: MeshGrant,
  sessionsUntil: () => number,
  signal: AbortSignal | undefined,
): Promise<Standing> {
  try {
    return await sockets.signIn(
      account,
      sentence('checkAccount'),
      async (control, timedOut) => {
        const groups = await groupsOf((question) => control.ask(question, timedOut), control.userId);
        const sufficient = new Set(groups.filter(({ missing }) => missing.length === 0).map(({ id }) => id));
        const lost = account.groups.filter((id) => !sufficient.has(id));
        if (lost.length === 0) return { kind: 'valid' };
        const missing = sentence('groupsLost', {
          count: lost.length,
          all: account.groups.length,
          account: account.user,
        });
        if (lost.length < account.groups.length) return { kind: 'narrowed', missing, sessionsUntil: sessionsUntil() };
        return { kind: 'gone', because: missing, sessionsUntil: sessionsUntil() };
      },
      signal,
    );
  } catch (error) {
    if (!(error instanceof PartnerFailure) || error.reason !== 'grantGone') throw error;
    // Removing an account cuts nothing: a relay that runs goes on until its share expires (MeshCentral 1.1.55).
    return { kind: 'gone', because: error.message, sessionsUntil: sessionsUntil() };
  }
}

/** Signs in as an account that was removed. An account that lost its rights looks gone as well, and has to be gone. */
async function mustBeTurnedAway(sockets: Sockets, account: MeshGrant, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sockets.signIn(account, sentence('signInRemoved'), async () => {}, signal);
  } catch (error) {
    if (error instanceof PartnerFailure && error.reason === 'grantGone') return;
    throw error;
  }
  throw new PartnerFailure('broken', sentence('accountLetIn', { account: account.user }));
}

/** Removes every share of an account: that cuts, and removing the account would not. What cannot be removed ends by its expiry. */
async function removeShares(sockets: Sockets, account: MeshGrant, signal: AbortSignal | undefined): Promise<string> {
  if (account.groups.length === 0) return sentence('noGroup');
  try {
    return await sockets.as(
      account,
      sentence('removeShares'),
      'repeating',
      async (ask, { userId }) => {
        let removed = 0;
        let refused = 0;
        for (const group of account.groups) {
          try {
            removed += await removeAll(ask, () => sharesIn(ask, group, userId));
          } catch (error) {
            if (!(error instanceof PartnerFailure) || !['forbidden', 'refused'].includes(error.reason)) throw error;
            refused += 1;
          }
        }
        const left = refused === 0 ? '' : `${sentence('and')}${sentence('sharesLeft', { count: refused })}`;
        return `${sentence('sharesRemoved', { count: removed })}${left}`;
      },
      signal,
    );
  } catch (error) {
    if (!(error instanceof PartnerFailure) || error.reason !== 'grantGone') throw error;
    return sentence('noSignIn');
  }
}

/** @throws PartnerFailure `noDevice` in the words that whoever asked for assistance reads */
async function deviceOf(ask: Ask, { groups }: MeshGrant, device: TargetDevice): Promise<string> {
  const nodes = await nodesOf(ask, groups);
  const node = nodes.find(({ _id }) => _id === device.partnerDeviceId) ?? (await bySerial(ask, groups, nodes, device));
  if (!node) throw new PartnerFailure('noDevice', sentence('notEnrolled'));
  if (node.conn === 1) return node._id;
  const seen = (await devicesOf(ask, groups)).find(({ id }) => id === node._id)?.lastSeen;
  const problem =
    seen === undefined ? sentence('offline') : sentence('offlineSince', { instant: new Date(seen).toISOString() });
  throw new PartnerFailure('noDevice', problem);
}

async function bySerial(
  ask: Ask,
  groups: readonly string[],
  nodes: readonly Node[],
  { serialNumber }: TargetDevice,
): Promise<Node | undefined> {
  if (serialNumber === null) return undefined;
  const wanted = serialNumber.trim().toLowerCase();
  const found = (await devicesOf(ask, groups)).filter((each) => each.serialNumber?.toLowerCase() === wanted);
  // Of two with one serial number nobody knows which is meant.
  return found.length === 1 ? nodes.find(({ _id }) => _id === found[0]?.id) : undefined;
}
