import { Secret } from '../../src/core/secret.ts';
import type { Connector, PartnerDevice, PartnerEvent } from '../../src/partner/connector.ts';
import type { Offer } from '../../src/partner/onboarding.ts';
import { PartnerFailure } from '../../src/partner/partner-failure.ts';
import type { PartnerConnection, PartnerSession, SessionKey } from '../../src/partner/session.ts';

interface Account {
  readonly offers: Offer[];
  accepted: readonly string[] | undefined;
  readonly listeners: Set<(event: PartnerEvent) => void>;
}

interface Session {
  readonly key: SessionKey;
  readonly account: string;
  readonly validUntil: number;
  readonly connections: PartnerConnection[];
  state: 'open' | 'closed';
}

/**
 * A partner that is not there: by delegation, with sessions for devices that it lists and tells of, and nothing that TeamViewer has. It
 * lives in this process; what a connector has to be held to beside the wire can be seen with it.
 */
export class MadeUpPartner {
  readonly accounts = new Map<string, Account>();
  readonly sessions = new Map<string, Session>();
  devices: PartnerDevice[] = [];
  isAway = false;
  /** What a list of devices waits for. */
  listing: () => Promise<void> = async () => {};
  /** What making an account waits for. */
  making: () => Promise<void> = async () => {};
  #made = 0;

  offer(account: string, offer: Partial<Offer> & { readonly id: string }): void {
    const made = { name: offer.id, devices: this.devices.length, missing: [], excess: [], ...offer };
    this.#account(account).offers.push(made);
  }

  /** The partner's administrator takes back what was offered; all of it unless told. */
  withdraw(account: string, id?: string): void {
    const { offers } = this.#account(account);
    offers.splice(0, offers.length, ...offers.filter((each) => id !== undefined && each.id !== id));
    this.tell(account, { kind: 'grant' });
  }

  help(ref: string, supporter: string, startedAt: number): void {
    const session = this.sessions.get(ref);
    if (session?.state !== 'open') throw new RangeError('nobody can join');
    session.connections.push({
      id: `c${session.connections.length}`,
      supporter,
      startedAt,
      endedAt: startedAt + 60_000,
    });
    this.tell(session.account, { kind: 'session', ref });
  }

  tell(account: string, event: PartnerEvent): void {
    for (const listener of this.accounts.get(account)?.listeners ?? []) listener(event);
  }

  connector(name = 'Made Up'): Connector {
    const call = async <T>(
      grant: Secret,
      signal: AbortSignal | undefined,
      work: (account: Account, id: string) => T,
    ) => {
      this.#reach(signal);
      const id = grant.reveal().split(' ')[0] ?? '';
      const account = this.accounts.get(id);
      if (!account) throw new PartnerFailure('grantGone', 'there is no such account');
      return work(account, id);
    };
    const accountOf = (grant: Secret) => grant.reveal().split(' ')[0] ?? '';
    const shown = (ref: string, { state, validUntil }: Session): PartnerSession => ({
      ref,
      state,
      validUntil,
      supporterLink: `https://made-up.example/join/${ref}`,
    });
    return {
      name,
      capabilities: {
        onboarding: 'delegation',
        revokes: true,
        revokingCutsSessions: false,
        deviceBound: true,
        closesSessions: true,
        closingCuts: true,
        access: ['desktop'],
        viewOnly: 'no',
        consentPrompt: true,
        inventory: true,
        events: 'push',
      },
      terms: { access: ['desktop'], consent: 'ask' },
      onboarding: {
        kind: 'delegation',
        prepare: ({ grantId }) => ({ grant: new Secret(`account-${grantId}`) }),
        begin: async (grant, signal) => {
          this.#reach(signal);
          const account = accountOf(grant);
          await this.making();
          if (!this.accounts.has(account)) {
            this.accounts.set(account, { offers: [], accepted: undefined, listeners: new Set() });
          }
          return { account, page: 'https://made-up.example/groups', rights: ['Help'] };
        },
        offered: (grant, signal) => call(grant, signal, ({ offers }) => [...offers]),
        accept: (grant, ids, signal) =>
          call(grant, signal, (account, id) => {
            const usable = account.offers.filter(({ missing, excess }) => missing.length + excess.length === 0);
            if (!ids.every((each) => usable.some((offer) => offer.id === each))) {
              throw new PartnerFailure('refused', 'not all of it is offered');
            }
            account.accepted = ids;
            const granted = { grant: new Secret([id, ...ids].join(' ')) };
            return { granted, account: { id, name: 'giver@made-up.example' } };
          }),
      },
      health: () => ({ state: this.isAway ? 'unreachable' : 'reachable', since: 0, breaker: 'closed' }),
      wake: () => {},
      isOwn: (grant) => !grant.reveal().startsWith('{'),
      check: async (grant, signal) => {
        this.#reach(signal);
        const [id = '', ...accepted] = grant.reveal().split(' ');
        const account = this.accounts.get(id);
        if (!account) return { kind: 'gone', because: 'there is no such account' };
        const left = account.offers.map((offer) => offer.id);
        const missing = accepted.filter((each) => !left.includes(each));
        if (missing.length === 0) return { kind: 'valid' };
        if (missing.length === accepted.length) return { kind: 'gone', because: 'everything was taken back' };
        return { kind: 'narrowed', missing: missing.join(', ') };
      },
      revoke: async (grant, signal) => {
        this.#reach(signal);
        return this.accounts.delete(accountOf(grant)) ? 'the account is removed' : 'there was no account';
      },
      account: (grant, signal) => call(grant, signal, (_, id) => ({ id, name: 'giver@made-up.example' })),
      devices: (grant, signal) => this.#devices(call(grant, signal, () => [...this.devices])),
      openSession: (grant, { key, device, validUntil }, signal) =>
        call(grant, signal, (_, account) => {
          const { partnerDeviceId: known, serialNumber } = device;
          const found = this.devices.find(({ id, serialNumber: own }) => id === known || own === serialNumber);
          if (!found) throw new PartnerFailure('noDevice', 'the device is not enrolled there.');
          if (!found.online) throw new PartnerFailure('noDevice', 'the device is offline.');
          const session: Session = { key, account, validUntil, connections: [], state: 'open' };
          const ref = `made-${++this.#made}`;
          this.sessions.set(ref, session);
          return shown(ref, session);
        }),
      session: (grant, ref, signal) =>
        call(grant, signal, () => {
          const session = this.sessions.get(ref);
          return session && shown(ref, session);
        }),
      openSessions: (grant, of, signal) =>
        call(grant, signal, () =>
          [...this.sessions]
            .filter(([, { key, state }]) => state === 'open' && key.grantId === of.grantId)
            .filter(([, { key }]) => !('sessionId' in of) || key.sessionId === of.sessionId)
            .map(([ref, session]) => shown(ref, session)),
        ),
      closeSession: (grant, ref, signal) =>
        call(grant, signal, () => {
          const session = this.sessions.get(ref);
          if (session) session.state = 'closed';
          return session ? 'closed' : 'there is no such session';
        }),
      connections: (grant, ref, signal) => call(grant, signal, () => this.sessions.get(ref)?.connections ?? []),
      watch: (grant, signal) => this.#watch(accountOf(grant), signal),
      [Symbol.asyncDispose]: async () => {},
    };
  }

  async *#devices(listed: Promise<readonly PartnerDevice[]>): AsyncGenerator<PartnerDevice> {
    const all = await listed;
    await this.listing();
    yield* all;
  }

  async *#watch(id: string, signal: AbortSignal): AsyncGenerator<PartnerEvent> {
    const { listeners } = this.#account(id);
    const told: PartnerEvent[] = [];
    let wake = () => {};
    const listener = (event: PartnerEvent) => {
      told.push(event);
      wake();
    };
    listeners.add(listener);
    signal.addEventListener('abort', () => wake(), { once: true });
    try {
      yield { kind: 'grant' };
      while (!signal.aborted) {
        const next = told.shift();
        if (next) yield next;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      listeners.delete(listener);
    }
  }

  #account(id: string): Account {
    const account = this.accounts.get(id);
    if (!account) throw new PartnerFailure('grantGone', 'there is no such account');
    return account;
  }

  #reach(signal: AbortSignal | undefined): void {
    if (signal?.aborted) throw new PartnerFailure('timeout', 'cancelled');
    if (this.isAway) throw new PartnerFailure('unreachable', 'nobody answers', { undone: true });
  }
}
