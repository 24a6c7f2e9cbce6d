import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TurnableClock } from '../../src/core/clock.ts';
import { defaultDirectory } from '../../src/dev/issuer/directory.ts';
import { createDevelopmentIssuer, type DevelopmentIssuer } from '../../src/dev/issuer/issuer.ts';
import { type Sandbox, startSandbox } from '../../src/dev/sandbox/sandbox.ts';
import type { SettingsInput } from '../../src/settings/schema.ts';
import { silent } from './databases.ts';
import { freePort } from './free-port.ts';
import { issuerHandler } from './issuer-handler.ts';
import { newKey } from './outside.ts';
import { readyAt } from './ready.ts';
import { runServe } from './serve-process.ts';
import { sharedSigningKey } from './signing-key.ts';

/** Replicas of `assistd serve` behind one address, with all they need around them: a partner, an issuer, organisations. */
export interface Site extends AsyncDisposable {
  /** What clients and browsers reach: every connection goes to a replica by chance. */
  readonly origin: string;
  readonly clock: TurnableClock;
  readonly sandbox: Sandbox;
  readonly tenantIds: readonly string[];
  readonly settings: Partial<SettingsInput>;
  /** An application's token; `powerless` has no permission that anything here asks for. */
  token(tenantId: string, powerless?: boolean): Promise<string>;
  /** Starts a replica, and waits until it is ready. */
  replica(): Promise<Replica>;
  /** What all replicas have logged of errors. */
  errors(): string;
}

/** One process. */
export interface Replica {
  readonly origin: string;
  readonly pid: number;
  /** Resolves when it is gone; the balancer knows it no more. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

export async function startSite(database: Partial<SettingsInput>, tenants: number): Promise<Site> {
  const owned = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'assistd-site-'));
  owned.defer(() => rmSync(folder, { recursive: true, force: true }));
  const clock = new TurnableClock();
  const sandbox = owned.use(await startSandbox({ clock }));
  const tenantIds = Array.from({ length: tenants }, (_, index) => `00000000-0000-4000-8000-${tail(index)}`);
  const issuer = await startIssuer(owned, clock, tenantIds);

  const ports = new Set<number>();
  const balancer = await startBalancer(owned, ports);
  const origin = `http://localhost:${balancer}`;
  sandbox.registerRedirectUri(`${origin}/connect/callback`);
  const settings: Partial<SettingsInput> = {
    publicOrigin: origin,
    masterKeys: [{ id: 'first', key: newKey() }],
    issuers: issuer.issuers().map((each) => ({
      ...each,
      audiences: [...each.audiences],
      tenants: [...tenantIds],
    })),
    connectors: [
      {
        product: 'teamviewer',
        clientId: sandbox.clientId,
        clientSecret: sandbox.clientSecret.reveal(),
        apiBase: sandbox.origin,
        authorizeUrl: sandbox.authorizeUrl,
      },
    ],
    tenants: tenantIds.map((tenantId) => ({ tenantId, displayName: tenantId })),
    throttling: 'off',
    ...database,
  };
  const config = join(folder, 'assistd.config.json');
  writeFileSync(config, JSON.stringify(settings), { mode: 0o600 });

  const replicas = new Set<Replica>();
  const logs: (() => string)[] = [];
  owned.defer(async () => {
    await Promise.all([...replicas].map((each) => each.kill('SIGTERM')));
  });
  return {
    origin,
    clock,
    sandbox,
    tenantIds,
    settings,
    token: (tenant, powerless = false) =>
      issuer.mint({ tenant, clientId: automation.clientId, ...(powerless && { permissions: ['Calendars.Read'] }) }),
    async replica() {
      const port = await freePort();
      const started = runServe(['--config', config, '--port', String(port), '--log-level', 'error']);
      logs.push(started.stderr);
      const replica: Replica = {
        origin: `http://127.0.0.1:${port}`,
        pid: started.process.pid ?? 0,
        async kill(signal) {
          ports.delete(port);
          replicas.delete(replica);
          started.process.kill(signal);
          await started.gone;
        },
      };
      replicas.add(replica);
      await readyAt(replica.origin, () => (started.process.exitCode === null ? undefined : started.stderr()));
      ports.add(port);
      return replica;
    },
    errors: () => logs.map((log) => log()).join(''),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

const [automation] = defaultDirectory.clients;

function tail(index: number): string {
  return String(index + 1).padStart(12, '0');
}

async function startIssuer(
  owned: AsyncDisposableStack,
  clock: TurnableClock,
  tenantIds: readonly string[],
): Promise<DevelopmentIssuer> {
  let origin = '';
  const tenants = tenantIds.map((tenantId) => ({ tenantId, domain: `${tenantId}.example`, displayName: tenantId }));
  const issuer = createDevelopmentIssuer({
    clock,
    log: silent,
    signingKey: sharedSigningKey(),
    origins: () => ({ http: origin }),
    directory: { ...defaultDirectory, tenants, users: [] },
  });
  const server = createHttpServer(issuerHandler(issuer));
  origin = `http://127.0.0.1:${await listening(server)}`;
  owned.defer(() => {
    server.close();
    server.closeAllConnections();
  });
  return issuer;
}

/** Passes bytes on, as a load balancer in front of TCP does; a connection whose replica dies is cut. */
async function startBalancer(owned: AsyncDisposableStack, ports: ReadonlySet<number>): Promise<number> {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const port = [...ports][randomInt(Math.max(1, ports.size))];
    if (port === undefined) return void client.destroy();
    const replica = connect(port, '127.0.0.1');
    for (const socket of [client, replica]) {
      open.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        open.delete(socket);
        client.destroy();
        replica.destroy();
      });
    }
    client.pipe(replica).pipe(client);
  });
  owned.defer(() => {
    server.close();
    for (const socket of open) socket.destroy();
  });
  return listening(server);
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
