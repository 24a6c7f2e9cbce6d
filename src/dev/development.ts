import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Assist } from '../assist/assist.ts';
import type { TurnableClock } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import { makeFolder } from '../core/make-folder.ts';
import type { Observer } from '../core/observer.ts';
import type { Exchange, Surface } from '../http/exchange.ts';
import type { AnsweredRequest } from '../http/graph/graph.ts';
import { listen } from '../http/port/listen.ts';
import { createConnector } from '../partner/registry.ts';
import { startService } from '../service.ts';
import { databaseSettings } from '../settings/database.ts';
import type { Settings } from '../settings/schema.ts';
import { checkDatabase } from '../store/open-database.ts';
import { holdDatabase } from '../store/sqlite/hold.ts';
import { azureManagement, azureManagementAudiences } from './as-graph/azure-management.ts';
import { tunnel } from './as-graph/tunnel.ts';
import { developmentAuditKeys } from './audit-keys.ts';
import { developmentCertificate } from './certificates/development-certificate.ts';
import { createControl } from './control.ts';
import { graphHosts, originAsGraph } from './graph-hosts.ts';
import { guardedSurfaces } from './guarded-surfaces.ts';
import { type DevelopmentDirectory, developmentConsoleClient } from './issuer/directory.ts';
import { createDevelopmentIssuer } from './issuer/issuer.ts';
import { firstSegments, namesTenant } from './issuer/layout.ts';
import { keptSigningKey, type SigningKey } from './issuer/signing-key.ts';
import { withoutNetwork } from './issuer/without-network.ts';
import { startKeptSandbox } from './kept-sandbox.ts';
import { developmentMasterKeys } from './master-key.ts';
import { PermissionUse } from './requests/permission-use.ts';
import { RequestFaults } from './requests/request-faults.ts';
import { RequestLog } from './requests/request-log.ts';
import { sandboxConnector } from './sandbox/connector.ts';
import type { Played } from './sandbox/played.ts';
import { defaultSeed, emptyTenant, readSeed, type Seed } from './seed/seed.ts';
import { startWorld, type World } from './world.ts';

/** A whole world on loopback: the service, an issuer to sign in with, and a TeamViewer to connect to. */
export interface Development extends World, AsyncDisposable {
  /** What `NODE_EXTRA_CA_CERTS` has to name, for clients that insist on https; `undefined` where there is no https. */
  readonly bundleFile: string | undefined;
  /** Whether it is Graph and Entra under their own names, too. */
  readonly asGraph: boolean;
}

export interface DevelopmentOptions {
  /** The tenants to begin with; those of the setting `seed`, or two of its own, unless told. */
  readonly seed?: Seed | undefined;
  /** How many devices the first of its own two has; none unless told. */
  readonly devices?: number;
  /** Whether to listen for https, with a certificate that is kept in the data folder; true unless told. */
  readonly tls?: boolean;
  /** One that is kept in the data folder unless told. */
  readonly signingKey?: Promise<SigningKey>;
  /**
   * Whether it is Graph and Entra under their own names as well: its certificate is theirs, its port for http is a proxy to them, and its
   * tokens are issued as Entra's. It needs `tls`.
   */
  readonly asGraph?: boolean;
  /** How the sandbox behaves where TeamViewer's own behaviour is not documented; what a probe found, say. */
  readonly played?: Played | undefined;
  /** Told of every request of Graph that was answered. */
  readonly onAnswered?: ((answered: AnsweredRequest) => void) | undefined;
  /** Sees everything that the service does; tracing, say. */
  readonly observer?: Observer | undefined;
}

/** In bytes: a token request with an assertion in it is the longest. */
const longestForm = 64 * 1024;

const defaultTlsPort = 8443;

/**
 * Starts the development set-up. Nothing in it leaves this machine, and nothing needs an account.
 * @throws PurposeDiffers when it did not make the database; nothing was changed
 * @throws FolderInUse when another process works on it
 */
export async function startDevelopment(
  settings: Settings,
  clock: TurnableClock,
  log: Log,
  options: DevelopmentOptions = {},
): Promise<Development> {
  await using stack = new AsyncDisposableStack();
  const { tls: isSecure = true, asGraph = false } = options;
  if (asGraph && !isSecure) throw new RangeError('asGraph: Graph and Entra are known by https alone, so it needs tls');
  // First, because nothing may be written beside a database that is not ours, and nothing twice beside one that is.
  await checkDatabase({ ...databaseSettings(settings), purpose: 'development', clock, log });
  stack.use(holdDatabase(settings.database));
  const folder = settings.dataFolder;
  const kept = settings.database === 'memory' ? undefined : folder;
  // The CA of one is trusted for loopback alone, that of the other for Graph as well: who has one does not get the other.
  const certificates = asGraph ? join(folder, 'as-graph') : folder;
  if (isSecure || kept !== undefined || !options.signingKey) makeFolder(certificates);
  const seed = options.seed ?? (settings.seed === undefined ? defaultSeed(options) : readSeed(settings.seed));
  const signingKey = options.signingKey ?? keptSigningKey(join(folder, 'issuer-key.pem'));
  // Whoever needs the key meets the failure; until then it must not end the process.
  signingKey.catch(() => {});
  const names = asGraph ? graphHosts : [];
  const certificate = isSecure ? await developmentCertificate({ folder: certificates, clock, names }) : undefined;
  const { host, port } = settings;
  const tlsPort = settings.tlsPort ?? (port === 0 ? 0 : defaultTlsPort);
  const opened = await listen({
    host,
    port,
    tls: certificate && { port: tlsPort, key: certificate.key, cert: certificate.cert, late: true },
    connect: asGraph ? tunnel : undefined,
  });
  stack.use(opened);
  // Who listens on every address is reached on this machine by its own name.
  const onLoopback = (origin: string) => origin.replace(/\/\/(0\.0\.0\.0|\[::\]):/, '//localhost:');
  const { origin: asOpened, tlsOrigin: tlsAsOpened } = opened;
  const listening = { ...opened, origin: onLoopback(asOpened), tlsOrigin: tlsAsOpened && onLoopback(tlsAsOpened) };

  // What a database that is kept refers to has to be kept as well: the key of its grants, and the partner that gave them.
  const sandbox = await startKeptSandbox(stack, kept, { clock, ...options.played });
  sandbox.registerRedirectUri(`${settings.publicOrigin ?? listening.origin}/connect/callback`);
  const masterKeys = developmentMasterKeys(settings.masterKeys, kept);
  const requests = new RequestLog(() => clock.now());
  const permissions = new PermissionUse(settings.permissions);
  const faults = stack.use(new RequestFaults(clock));

  let world: World | undefined;
  const control = createControl(() => world, settings.publicOrigin);
  let stopping = false;

  /** A service that remembers nothing but what is in the database: everything else of it is made anew. */
  const begin = async (directory: DevelopmentDirectory, prepare: (assist: Assist) => Promise<void>) => {
    const origins = { http: listening.origin, https: listening.tlsOrigin };
    const { publicOrigin } = settings;
    const issuer = createDevelopmentIssuer({
      clock,
      log,
      origins: () => origins,
      asEntra: asGraph,
      foreignAudiences: asGraph ? azureManagementAudiences : [],
      publicOrigin,
      directory,
      signingKey,
    });
    const signIn: Surface = async (exchange) => {
      const body = String((await exchange.body.bytes(longestForm)) ?? '');
      return issuer.answer({ ...exchange, origin: askedOrigin(exchange, origins.https), body });
    };
    const [first, ...others] = settings.connectors.map((each) => createConnector(each, { clock, log }));
    const sandboxed = createConnector(sandboxConnector(sandbox), { clock, log });
    const service = await startService({
      settings: {
        ...settings,
        // Planted with the seed, so that a reset knows them.
        tenants: [],
        // What a database that was started to try things is mostly used as.
        databaseUnboundRole: true,
        throttling: settings.throttling ?? 'off',
        // So that connecting is one step, also without a browser.
        consentConfirmation: settings.consentConfirmation ?? 'none',
        drainDelay: settings.drainDelay ?? 0,
        operatorTenant: settings.operatorTenant ?? directory.tenants[0]?.tenantId,
      },
      purpose: 'development',
      clock,
      log,
      masterKeys,
      auditKeys: developmentAuditKeys(settings.auditKeys),
      connectors: first ? [first, ...others, sandboxed] : [sandboxed],
      issuers: withoutNetwork(issuer),
      // The ports stay open from one service to the next.
      listening: {
        ...listening,
        serve: (served, surfaces) => {
          // Of an organisation that is not here, the sign-in says so, in the words that its clients read.
          const graph: typeof surfaces.graph = (exchange) =>
            namesTenant(exchange.path) ? signIn(exchange) : surfaces.graph(exchange);
          listening.serve(served, guardedSurfaces({ ...surfaces, graph }, settings.publicOrigin, clock));
        },
        [Symbol.asyncDispose]: async () => (stopping ? listening[Symbol.asyncDispose]() : undefined),
      },
      // Entra's layout begins at the root, and shares no first segment with Graph's.
      pages: {
        ...(asGraph && azureManagement(directory.tenants)),
        ...Object.fromEntries(firstSegments(directory).map((each) => [each, signIn])),
        _assistd: control,
      },
      // A path, because whoever opens the console over http has not trusted the development CA.
      consoleSignIn: {
        authority: '/organizations/v2.0',
        clientId: developmentConsoleClient,
        scopes: ['https://graph.microsoft.com/.default'],
      },
      authorizationUri: () => `${issuer.authorityHost}/common/oauth2/authorize`,
      directory: {
        peopleOf: (tenantId) => directory.users.filter((each) => each.tenantId === tenantId),
        domainOf: (tenantId) => directory.tenants.find((each) => each.tenantId === tenantId)?.domain,
      },
      prepare,
      around: faults.around,
      endOfAction: faults.endOfAction,
      namesSettings: true,
      onAnswered: (answered) => {
        requests.add(answered);
        permissions.add(answered);
        options.onAnswered?.(answered);
      },
      observer: options.observer,
    });
    return { service, issuer };
  };

  const started = await startWorld({
    origin: listening.origin,
    tlsOrigin: listening.tlsOrigin,
    authorityCertificate: certificate && readFileSync(certificate.caFile, 'utf8'),
    sandbox,
    clock,
    requests,
    faults,
    permissions,
    masterKeys,
    seed: { ...seed, tenants: [...seed.tenants, ...settings.tenants.map(emptyTenant)] },
    hold: () => listening.hold(),
    begin,
  });
  world = started;
  stack.defer(async () => {
    stopping = true;
    faults.clear();
    await started.service[Symbol.asyncDispose]();
  });
  const owned = stack.move();
  return Object.assign(started, {
    bundleFile: certificate?.bundleFile,
    asGraph,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  });
}

/** By which origin the client asks, whatever `publicOrigin` says: what it is told about the issuer has to be within its reach. */
function askedOrigin({ headers: { host = '' } }: Exchange, tlsOrigin: string | undefined): string {
  const asGraph = originAsGraph(host);
  if (asGraph !== undefined) return asGraph;
  const isSecure = tlsOrigin !== undefined && URL.parse(`https://${host}`)?.port === URL.parse(tlsOrigin)?.port;
  return `${isSecure ? 'https' : 'http'}://${host}`;
}
