import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Clock } from '../../core/clock.ts';
import { listenAt } from '../../core/listen-at.ts';
import { createServer } from '../../core/node-http.ts';
import { Secret } from '../../core/secret.ts';
import { refusalOf } from '../foreign-origin.ts';
import { control, overview, sessionPage } from './control.ts';
import type { SandboxControls } from './controls.ts';
import { type Incoming, type Reply, refuse } from './exchange.ts';
import { Faults, insteadOf } from './faults.ts';
import { Grants, type GrantsSnapshot, type SandboxGrant } from './grants.ts';
import { type PartnerContext, partner } from './partner.ts';
import { CallRecord, type RecordedCall } from './record.ts';
import { read, send } from './server.ts';
import { type SandboxConnection, type SandboxSession, SandboxSessions, type SessionsSnapshot } from './sessions.ts';

export interface SandboxOptions {
  readonly clock: Clock;
  /** On 127.0.0.1; any free one unless told. */
  readonly port?: number;
  readonly clientId?: string;
  /** A random one unless told. */
  readonly clientSecret?: Secret;
  /** Where the browser may be sent back to; {@link Sandbox.registerRedirectUri} adds more. */
  readonly redirectUris?: readonly string[];
  /** Milliseconds; a day unless told. */
  readonly accessTokenLifetimeMs?: number;
  /** Whether token answers say how long an access token lives, which RFC 6749, section 5.1, recommends; true unless told. */
  readonly tellsLifetimes?: boolean;
  /** Whether a refresh gives a new refresh token and ends the old one; true unless told. */
  readonly rotatesRefreshTokens?: boolean;
  /** Whether the list of sessions carries `custom_api`; true unless told. TeamViewer does not document it. */
  readonly listIncludesCustomApi?: boolean;
  /** Whether closing a session ends what runs in it; false unless told. TeamViewer does not document it. */
  readonly closingCuts?: boolean;
  /** Items in a page of a list; 100 unless told. */
  readonly pageSize?: number;
  /** Called when something that a snapshot holds may have changed, before whoever changed it is answered. */
  readonly onChange?: () => void;
}

/** Everything that outlives a restart, as JSON. Of tokens it holds hashes. */
export interface SandboxSnapshot extends GrantsSnapshot, SessionsSnapshot {
  readonly version: 1;
}

/** A TeamViewer on loopback, with the real wire. */
export interface Sandbox extends SandboxControls, AsyncDisposable {
  /** `http://127.0.0.1:…`, which is the connector's `apiBase` too. */
  readonly origin: string;
  readonly authorizeUrl: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  registerRedirectUri(uri: string): void;
  snapshot(): SandboxSnapshot;
  /** @throws RangeError when it is no snapshot of this version */
  restore(snapshot: SandboxSnapshot): void;
  close(): Promise<void>;
}

/** Starts a sandbox on 127.0.0.1. Dispose it, or close it. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const server = createServer();
  server.listen(listenAt('127.0.0.1', options.port ?? 0));
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the sandbox listens on no port');
  return new ListeningSandbox(server, `http://127.0.0.1:${address.port}`, options);
}

class ListeningSandbox implements Sandbox {
  readonly origin: string;
  readonly authorizeUrl: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly faults = new Faults();
  revokesWholeAccount = false;
  readonly #server: Server;
  readonly #clock: Clock;
  readonly #redirectUris: Set<string>;
  readonly #grants: Grants;
  readonly #sessions: SandboxSessions;
  readonly #record = new CallRecord();
  readonly #closing = new AbortController();
  readonly #changed: () => void;
  readonly #context: PartnerContext;

  constructor(server: Server, origin: string, options: SandboxOptions) {
    const accessTokenLifetimeMs = options.accessTokenLifetimeMs ?? 24 * 3_600_000;
    this.origin = origin;
    this.authorizeUrl = `${origin}/oauth2/authorize`;
    this.clientId = options.clientId ?? 'assistd-sandbox';
    this.clientSecret = options.clientSecret ?? new Secret(randomBytes(24).toString('base64url'));
    this.#server = server;
    this.#clock = options.clock;
    this.#changed = options.onChange ?? (() => {});
    this.#redirectUris = new Set(options.redirectUris);
    this.#grants = new Grants(options.clock, accessTokenLifetimeMs, options.rotatesRefreshTokens ?? true);
    this.#sessions = new SandboxSessions(options.clock, options.closingCuts ?? false);
    this.#context = {
      app: {
        clientId: this.clientId,
        clientSecret: this.clientSecret.reveal(),
        redirectUris: this.#redirectUris,
      },
      grants: this.#grants,
      sessions: this.#sessions,
      origin,
      now: () => options.clock.now(),
      revokesWholeAccount: () => this.revokesWholeAccount,
      toldLifetimeMs: options.tellsLifetimes === false ? undefined : accessTokenLifetimeMs,
      listIncludesCustomApi: options.listIncludesCustomApi ?? true,
      pageSize: options.pageSize ?? 100,
    };
    server.on('request', (request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
  }

  get record(): readonly RecordedCall[] {
    return this.#record.calls;
  }

  get grants(): readonly SandboxGrant[] {
    return this.#grants.list;
  }

  get sessions(): readonly SandboxSession[] {
    return this.#sessions.list;
  }

  get connections(): readonly SandboxConnection[] {
    return this.#sessions.connections;
  }

  registerRedirectUri(uri: string): void {
    this.#redirectUris.add(uri);
  }

  connect(code: string, supporter: string, minutes?: number): SandboxConnection {
    const connection = this.#sessions.connect(code, supporter, minutes);
    this.#changed();
    return connection;
  }

  hangUp(connectionId: string): void {
    this.#sessions.hangUp(connectionId);
    this.#changed();
  }

  revokeBehindOurBack(grantId: string): void {
    if (!this.#grants.revoke(grantId, 'behind our back')) throw new RangeError(`there is no grant ${grantId} in force`);
    this.#changed();
  }

  reset(): void {
    this.#grants.clear();
    this.#sessions.clear();
    this.#record.clear();
    this.faults.clear();
    this.revokesWholeAccount = false;
    this.#changed();
  }

  snapshot(): SandboxSnapshot {
    return { version: 1, ...this.#grants.snapshot(), ...this.#sessions.snapshot() };
  }

  restore(snapshot: SandboxSnapshot): void {
    if (snapshot.version !== 1) throw new RangeError('this is no snapshot of a sandbox, version 1');
    this.#grants.restore(snapshot);
    this.#sessions.restore(snapshot);
    this.#changed();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const incoming = await read(request);
    const refusal = refusalOf(incoming);
    const own = refusal === undefined ? this.#own(incoming) : refuse(403, 'forbidden', refusal);
    if (own !== undefined) return send(response, own);

    const fault = this.faults.strike(incoming.method, incoming.path);
    if (fault?.kind === 'slow') await this.#clock.wait(fault.milliseconds ?? 1000, this.#closing.signal);
    const reply = insteadOf(fault) ?? partner(incoming, this.#context) ?? refuse(404, 'not_found', 'Nothing is here.');
    if (incoming.method !== 'GET') this.#changed();
    const isDestroyed = fault?.kind === 'down' || fault?.kind === 'lost';
    this.#record.add({
      time: new Date(this.#clock.now()).toISOString(),
      method: incoming.method,
      path: incoming.path,
      status: isDestroyed ? undefined : reply.status,
      outcome: fault === undefined ? (reply.outcome ?? 'ok') : `fault: ${fault.kind}`,
      ...(reply.grantId === undefined ? {} : { grantId: reply.grantId }),
    });
    if (isDestroyed) response.destroy();
    else send(response, reply);
  }

  /** What is the sandbox's, not the partner's: never faulty, never recorded. */
  #own(incoming: Incoming): Reply | undefined {
    if (incoming.path === '/') return overview(this);
    if (incoming.path.startsWith('/sandbox/')) return control(incoming, this);
    const link = /^\/(supporter|customer)\/([^/]+)$/.exec(incoming.path);
    if (link === null) return undefined;
    return sessionPage(link[1] === 'supporter' ? 'supporter' : 'customer', link[2] ?? '', this);
  }
}
