import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Sandbox, type SandboxSnapshot, startSandbox } from './connector/sandbox/sandbox.ts';
import { teamviewer } from './connector/teamviewer/teamviewer.ts';
import type { Clock } from './core/clock.ts';
import type { Log } from './core/log.ts';
import { MasterKeys } from './core/seal.ts';
import { Secret } from './core/secret.ts';
import { developmentCertificate } from './http/development-certificate.ts';
import { listen } from './http/listen.ts';
import { developmentConsoleClient } from './identity/development/directory.ts';
import { createDevelopmentIssuer, type DevelopmentIssuer } from './identity/development/issuer.ts';
import { type Service, startService } from './service.ts';
import type { Settings } from './settings.ts';

/** A whole world on loopback: the service, an issuer to sign in with, and a TeamViewer to connect to. */
export interface Development extends AsyncDisposable {
  readonly service: Service;
  readonly issuer: DevelopmentIssuer;
  readonly sandbox: Sandbox;
  /** What `NODE_EXTRA_CA_CERTS` has to name, for clients that insist on https. */
  readonly bundleFile: string;
}

const defaultTlsPort = 8443;

/** Starts the development set-up. Nothing in it leaves this machine, and nothing needs an account. */
export async function startDevelopment(settings: Settings, clock: Clock, log: Log): Promise<Development> {
  await using stack = new AsyncDisposableStack();
  const folder = settings.dataFolder;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const certificate = await developmentCertificate({ folder, clock });
  const { key, cert, bundleFile } = certificate;
  const { host, port } = settings;
  const listening = await listen({
    host,
    port,
    tls: { port: settings.tlsPort ?? (port === 0 ? 0 : defaultTlsPort), key, cert },
  });
  stack.use(listening);

  // What a database that is kept refers to has to be kept as well: the key of its grants, and the partner that gave them.
  const kept = settings.database === 'memory' ? undefined : folder;
  const sandbox = await startKeptSandbox(stack, kept, clock);
  const redirectUri = `${settings.publicOrigin ?? listening.origin}/connect/callback`;
  sandbox.registerRedirectUri(redirectUri);

  const origins = { http: listening.origin, https: listening.tlsOrigin };
  const issuer = createDevelopmentIssuer({ clock, log, origins: () => origins });
  const [first, ...others] = settings.connectors.map(({ product: _, ...options }) =>
    teamviewer({ ...options, clock, log }),
  );
  const sandboxed = teamviewer({
    name: 'TeamViewer',
    apiBase: sandbox.origin,
    authorizeUrl: sandbox.authorizeUrl,
    clientId: sandbox.clientId,
    clientSecret: sandbox.clientSecret,
    clock,
    log,
  });
  const tenants = issuer.directory.tenants.map(({ tenantId, displayName }) => ({ tenantId, displayName }));
  const service = await startService({
    settings: {
      ...settings,
      throttling: settings.throttling ?? 'off',
      tenants: [...tenants, ...settings.tenants],
      operatorTenant: settings.operatorTenant ?? tenants[0]?.tenantId,
    },
    clock,
    log,
    masterKeys: MasterKeys.parse(settings.masterKeys.length > 0 ? settings.masterKeys : [keptMasterKey(kept)]),
    connectors: first ? [first, ...others, sandboxed] : [sandboxed],
    issuers: issuer.issuers(),
    listening,
    raw: { login: (request, response) => void issuer.handle(request, response) },
    // A path, because whoever opens the console over http has not trusted the development CA.
    consoleSignIn: {
      authority: '/login/organizations/v2.0',
      clientId: developmentConsoleClient,
      scopes: ['https://graph.microsoft.com/.default'],
    },
    authorizationUri: () => `${issuer.authorityHost}/common/oauth2/authorize`,
  });
  stack.use(service);

  const owned = stack.move();
  return { service, issuer, sandbox, bundleFile, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function startKeptSandbox(
  owner: AsyncDisposableStack,
  folder: string | undefined,
  clock: Clock,
): Promise<Sandbox> {
  if (folder === undefined) return owner.use(await startSandbox({ clock }));
  const file = join(folder, 'sandbox.json');
  const state = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Kept) : newState();
  const { clientId, clientSecret, snapshot } = state;
  const sandbox = owner.use(await startSandbox({ clock, clientId, clientSecret: new Secret(clientSecret) }));
  if (snapshot) sandbox.restore(snapshot);
  const keep = () => writePrivate(file, JSON.stringify({ ...state, snapshot: sandbox.snapshot() }));
  keep();
  owner.defer(keep);
  return sandbox;
}

interface Kept {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly snapshot?: SandboxSnapshot;
}

function newState(): Kept {
  return { clientId: `dev-${randomBytes(8).toString('hex')}`, clientSecret: randomBytes(24).toString('base64url') };
}

function keptMasterKey(folder: string | undefined): { id: string; key: Secret } {
  const make = () => randomBytes(32).toString('base64');
  if (folder === undefined) return { id: 'development', key: new Secret(make()) };
  const file = join(folder, 'master.key');
  if (!existsSync(file)) writePrivate(file, make());
  return { id: 'development', key: new Secret(readFileSync(file, 'utf8').trim()) };
}

function writePrivate(file: string, content: string): void {
  writeFileSync(file, content, { mode: 0o600 });
  chmodSync(file, 0o600);
}
