import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TurnableClock } from '../core/clock.ts';
import { type Log, silent } from '../core/log.ts';
import { readSettings } from '../settings/read.ts';
import type { SettingsInput } from '../settings/schema.ts';
import { intercept } from './as-graph/intercept.ts';
import { trust } from './certificates/trust.ts';
import { startDevelopment } from './development.ts';
import { refuseUnknownMembers } from './did-you-mean.ts';
import type { DevelopmentDirectory } from './issuer/directory.ts';
import { makeSigningKey, type SigningKey } from './issuer/signing-key.ts';
import { mintToken, type TokenRequest } from './mint-token.ts';
import type { PermissionsReport } from './requests/permission-use.ts';
import type { PendingFault, RequestFault } from './requests/request-faults.ts';
import type { LoggedRequest, RequestSelection } from './requests/request-log.ts';
import type { SandboxControls } from './sandbox/controls.ts';
import { parseSeed, readSeed, type SeedInput } from './seed/seed.ts';
import type { Snapshot } from './snapshot.ts';

export type { PermissionName, RequestOperation } from './known-names.ts';
export type { TokenRequest, WrongToken } from './mint-token.ts';
export type { CallerPermissions, PermissionsReport } from './requests/permission-use.ts';
export type { PendingFault, RequestFault } from './requests/request-faults.ts';
export type { LoggedRequest, RequestSelection } from './requests/request-log.ts';
export type { SeedInput } from './seed/seed.ts';
export type { Snapshot } from './snapshot.ts';

export interface StartOptions {
  /** The tenants to begin with, or the file that says so; Contoso and Fabrikam unless told. */
  readonly seed?: SeedInput | string;
  /** What time it is to begin with; the machine's time unless told. The clock runs on from there. */
  readonly now?: Date | string;
  /** `memory` unless told, else a folder for SQLite or the URL of a PostgreSQL database. */
  readonly database?: string;
  /** Any other setting, as in assistd.config.json: `{ permissions: 'current' }`. */
  readonly settings?: Partial<SettingsInput>;
  /**
   * Whether to listen for https too, for clients that insist on it; `trust` makes this process trust its CA as well, in connections that
   * begin after `start()`.
   */
  readonly tls?: boolean | 'trust';
  /**
   * Whether `https://graph.microsoft.com` and `https://login.microsoftonline.com` lead here, from all that this process sends by `fetch`
   * or `https` while it runs. One assistd of a process at a time can.
   */
  readonly intercept?: boolean;
  /** Hears what the service logs; nobody does unless told. */
  readonly log?: Log;
}

const optionNames = ['seed', 'now', 'database', 'settings', 'tls', 'intercept', 'log'] satisfies (keyof StartOptions)[];

/** An assistd on free ports of loopback, with everything that it needs in the same process. Dispose of it. */
export interface Assistd extends AsyncDisposable {
  /** `http://localhost:…`; Graph is below `/v1.0` and `/beta`. */
  readonly origin: string;
  /** `https://localhost:…`; `undefined` without `tls`. */
  readonly tlsOrigin: string | undefined;
  /** The file of certificates that clients of `tlsOrigin` have to trust, for `NODE_EXTRA_CA_CERTS`. */
  readonly bundleFile: string | undefined;
  /** Where people and programs sign in: the `authorityHost` of `@azure/identity`. */
  readonly authorityHost: string;
  /** Who can sign in. */
  readonly directory: DevelopmentDirectory;
  /** The partner at the other end: its grants, its sessions, its record of every call, and its faults. */
  readonly sandbox: SandboxControls & { readonly origin: string };
  readonly clock: StartedClock;
  /** An access token for any caller, also one that is wrong on purpose. @throws RangeError when the seed has no such caller. */
  token(request?: TokenRequest): Promise<string>;
  /** The last thousand requests of Graph, oldest first. */
  requests(selection?: RequestSelection): LoggedRequest[];
  /** Makes the next requests that fit fail, or take long. @throws RangeError naming the member that is wrong. */
  failNext(...faults: readonly RequestFault[]): void;
  /** What {@link failNext} announced and has not struck yet. */
  readonly faults: { readonly pending: readonly PendingFault[]; clear(): void };
  /** The least permissions that the requests so far can be done with; a reset does not forget them. */
  permissions(): PermissionsReport;
  /** Resolves when what is owed to the partner is done, as far as it is due. */
  settled(): Promise<void>;
  /** Database, sandbox, clock, request log and faults as they were at the start. */
  reset(): Promise<void>;
  /** Replaces everything by another seed, which `reset` goes back to from then on. @throws SeedInvalid */
  seed(seed: SeedInput | string): Promise<void>;
  /** Database, sandbox, clock and directory, as JSON. */
  snapshot(): Promise<Snapshot>;
  /** @throws RangeError when it is no snapshot, or one of other keys */
  restore(snapshot: Snapshot): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The time that the service lives in: it decides when consent, tokens and sessions expire, and when what is owed is tried again. */
export interface StartedClock {
  readonly now: Date;
  /** Turns it forward by `milliseconds`; what falls due by that happens now. */
  turn(milliseconds: number): void;
  /** Sets it, forward or back. */
  set(time: Date | string): void;
}

let sharedKey: Promise<SigningKey> | undefined;

/**
 * Starts an assistd for tests, in this process. It needs no account, no file and no network beyond loopback.
 *
 * @throws SeedInvalid, SettingsInvalid: each names everything that is wrong; RangeError for an option that there is not
 */
export async function start(options: StartOptions = {}): Promise<Assistd> {
  await using stack = new AsyncDisposableStack();
  refuseUnknownMembers('start', options, optionNames);
  const { tls = false, intercept: intercepts = false, log = silent } = options;
  const settings = readSettings('dev', {
    environment: {},
    flags: {
      port: 0,
      dataFolder: dataFolder(stack, options),
      database: options.database ?? 'memory',
      ...options.settings,
    },
  });
  const clock = new TurnableClock();
  if (options.now !== undefined) setClock(clock, options.now);
  const seed = options.seed === undefined ? undefined : seedOf(options.seed);
  // A key takes up to 200 ms to make, and those of tests in one process may as well be the same.
  sharedKey ??= makeSigningKey();
  const isSecure = tls !== false || intercepts;
  const signingKey = sharedKey;
  const world = { seed, tls: isSecure, asGraph: intercepts, signingKey };
  const development = stack.use(await startDevelopment(settings, clock, log, world));
  const { tlsOrigin, authorityCertificate } = development;
  if (tlsOrigin !== undefined && authorityCertificate !== undefined) {
    if (tls === 'trust') stack.use(trust(authorityCertificate));
    if (intercepts) stack.use(intercept({ port: Number(new URL(tlsOrigin).port), authority: authorityCertificate }));
  }
  const owned = stack.move();
  return {
    origin: development.origin,
    tlsOrigin: development.tlsOrigin,
    bundleFile: development.bundleFile,
    get authorityHost() {
      return development.issuer.authorityHost;
    },
    get directory() {
      return development.issuer.directory;
    },
    sandbox: development.sandbox,
    clock: {
      get now() {
        return new Date(clock.now());
      },
      turn: (milliseconds) => clock.turn(milliseconds),
      set: (time) => setClock(clock, time),
    },
    token: (request) => mintToken(development.issuer, clock.now(), request),
    requests: (selection) => development.requests.list(selection),
    failNext: (...faults) => development.faults.add(...faults),
    faults: {
      get pending() {
        return development.faults.list;
      },
      clear: () => development.faults.clear(),
    },
    permissions: () => development.permissions.report(),
    settled: () => development.service.obligations.idle(),
    reset: () => development.reset(),
    seed: async (next) => development.seed(seedOf(next)),
    snapshot: () => development.snapshot(),
    restore: (snapshot) => development.restore(snapshot),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Where certificates are kept, and with a database that is kept its keys: beside it, or in a folder that goes with the service. */
function dataFolder(stack: AsyncDisposableStack, { settings, database, tls, intercept }: StartOptions): string {
  if (settings?.dataFolder !== undefined) return settings.dataFolder;
  if (database !== undefined && database !== 'memory' && !database.includes('://')) return database;
  // Without either, nothing is written.
  if (!tls && !intercept && (database ?? 'memory') === 'memory') return tmpdir();
  const made = mkdtempSync(join(tmpdir(), 'assistd-'));
  stack.defer(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

function seedOf(seed: SeedInput | string) {
  return typeof seed === 'string' ? readSeed(seed) : parseSeed(seed);
}

/** @throws RangeError when it is no date */
function setClock(clock: TurnableClock, time: Date | string): void {
  const wanted = new Date(time).getTime();
  if (Number.isNaN(wanted)) throw new RangeError(`${JSON.stringify(time)} is no date and time`);
  clock.offset += wanted - clock.now();
}
