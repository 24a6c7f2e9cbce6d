import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TurnableClock } from '../../src/core/clock.ts';
import { createDevelopmentIssuer, type DevelopmentIssuer } from '../../src/dev/issuer/issuer.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/dev/sandbox/sandbox.ts';
import type { SettingsInput } from '../../src/settings/schema.ts';
import { silent } from './databases.ts';
import { freePort } from './free-port.ts';
import { issuerHandler } from './issuer-handler.ts';
import { sharedSigningKey } from './signing-key.ts';

/**
 * What a service in production has around it: a partner, an issuer, a folder. It outlives the service, which may be a process of its
 * own, be killed, and be started again.
 */
export interface Outside extends AsyncDisposable {
  readonly clock: TurnableClock;
  readonly sandbox: Sandbox;
  readonly issuer: DevelopmentIssuer;
  readonly tenantId: string;
  /** Empty at first, and gone with this. */
  readonly folder: string;
  /** Every token that the partner gave out, in plain; overheard between it and the service. */
  readonly tokens: readonly string[];
  /** The names of all headers that the service sent to the partner. */
  readonly headerNames: ReadonlySet<string>;
  /** What `assistd serve` needs to be told, with the database in {@link folder}. */
  readonly settings: Partial<SettingsInput> & { readonly publicOrigin: string; readonly port: number };
  /** A delegated administrator's token. */
  token(): Promise<string>;
}

const commandLineClient = 'a9910000-0002-4000-8000-000000000002';

export async function startOutside(options: Partial<SandboxOptions> = {}): Promise<Outside> {
  const owned = new AsyncDisposableStack();
  const clock = new TurnableClock();
  const folder = mkdtempSync(join(tmpdir(), 'assistd-outside-'));
  owned.defer(() => rmSync(folder, { recursive: true, force: true }));
  const sandbox = owned.use(await startSandbox({ clock, ...options }));

  let issuerOrigin = '';
  const issuer = createDevelopmentIssuer({
    clock,
    log: silent,
    signingKey: sharedSigningKey(),
    origins: () => ({ http: issuerOrigin }),
  });
  issuerOrigin = await serve(owned, issuerHandler(issuer));

  const tokens: string[] = [];
  const headerNames = new Set<string>();
  const apiBase = await serve(owned, (request, response) => {
    for (const name of Object.keys(request.headers)) headerNames.add(name);
    relay(sandbox.origin, request, response, tokens);
  });

  const port = await freePort();
  const publicOrigin = `http://localhost:${port}`;
  sandbox.registerRedirectUri(`${publicOrigin}/connect/callback`);
  const [tenant] = issuer.directory.tenants;
  const [admin] = issuer.directory.users;
  if (!tenant || !admin) throw new Error('the development directory is empty');
  return {
    clock,
    sandbox,
    issuer,
    tenantId: tenant.tenantId,
    folder,
    tokens,
    headerNames,
    settings: {
      port,
      drainDelay: '0s',
      publicOrigin,
      database: join(folder, 'database'),
      masterKeys: [{ id: 'first', key: newKey() }],
      issuers: issuer.issuers().map((each) => ({
        ...each,
        audiences: [...each.audiences],
        tenants: [tenant.tenantId],
      })),
      connectors: [
        {
          name: 'TeamViewer',
          product: 'teamviewer',
          clientId: sandbox.clientId,
          clientSecret: sandbox.clientSecret.reveal(),
          apiBase,
          authorizeUrl: sandbox.authorizeUrl,
        },
      ],
      tenants: [{ tenantId: tenant.tenantId, displayName: tenant.displayName }],
    },
    token: () => issuer.mint({ clientId: commandLineClient, userPrincipalName: admin.userPrincipalName }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

export function newKey(): string {
  return randomBytes(32).toString('base64');
}

async function serve(
  owned: AsyncDisposableStack,
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  owned.defer(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${portOf(server)}`;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** Hands a request on to the partner, and writes down the tokens of the answer. A connection that is cut there is cut here. */
function relay(origin: string, incoming: IncomingMessage, outgoing: ServerResponse, tokens: string[]): void {
  const { method, url, headers } = incoming;
  const onward = request(
    origin,
    { method, path: url, headers: { ...headers, host: new URL(origin).host } },
    (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () => {
        const body = Buffer.concat(chunks);
        for (const [, token] of body.toString().matchAll(/"(?:access|refresh)_token":"([^"]+)"/g))
          tokens.push(token ?? '');
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers).end(body);
      });
      answer.on('error', () => outgoing.destroy());
    },
  );
  onward.on('error', () => outgoing.destroy());
  incoming.pipe(onward);
}
