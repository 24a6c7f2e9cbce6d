import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { TurnableClock } from '../../../src/core/clock.ts';
import type { Service } from '../../../src/service.ts';
import type { SettingsInput } from '../../../src/settings/schema.ts';
import type { DatabaseKind } from '../../harness/databases.ts';
import { freePort } from '../../harness/free-port.ts';
import { newKey, type Outside, startOutside } from '../../harness/outside.ts';
import { readyAt } from '../../harness/ready.ts';
import { serveHere } from '../../harness/serve-here.ts';
import { runServe } from '../../harness/serve-process.ts';
import { steppedClock } from '../../harness/stepped-clock.ts';
import { type StageDatabase, startDatabase } from './database.ts';
import { type Mesh, startMesh } from './mesh.ts';
import { type Actor, connectorNames, type Plan, type Round } from './plan.ts';

/** An answer, read; its members are what the assertion says they are. */
export interface Reply {
  readonly status: number;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a server sends has the shape that whoever reads it says it has.
  readonly json: any;
}

export interface Asking {
  readonly body?: object;
  /** The `client-request-id`; a new one unless told. */
  readonly id?: string;
}

type Ends = 'SIGKILL' | 'SIGTERM';

interface Running {
  readonly origin: string;
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void;
  end(how: Ends): Promise<void>;
  errors(): string;
}

/** Services on one database, which can be killed, and all that is around them and outlives them. */
export interface Stage extends AsyncDisposable {
  readonly outside: Outside;
  /** What the partner goes by, whatever the machine of the services is set to. */
  readonly partnerClock: TurnableClock;
  readonly tenants: { readonly contoso: string; readonly fabrikam: string };
  readonly mesh: Mesh | undefined;
  readonly database: StageDatabase;
  /** Stops the world of one of the services for a while; on PostgreSQL its leases run out meanwhile. */
  freeze(which: number, milliseconds: number): Promise<void>;
  /** Starts one service of another installation in their place, with a database and keys of its own. */
  startThere(round: Round): Promise<void>;
  /** The settings of either installation in a file, for commands that work on its database. */
  configured(round: Round, where: 'here' | 'there'): readonly string[];
  /** What the processes of the services go by. */
  readonly environment: Readonly<Record<string, string>>;
  /** Starts the services of a round. */
  start(round: Round): Promise<void>;
  /** Ends all that run. */
  end(how: Ends): Promise<void>;
  /** Sets the machine's clock of the services, in milliseconds ahead of the right time. */
  setClock(aheadMs: number): void;
  /** From now on a service in this process is asked, whose time can be turned. */
  serve(round: Round): Promise<Service>;
  /** Asks one of the services; `undefined` where no answer comes. */
  ask(who: Actor, which: number, method: string, path: string, asking?: Asking): Promise<Reply | undefined>;
  token(who: Actor): Promise<string>;
  /** What the services have written of errors. */
  errors(): string;
}

const commandLine = 'a9910000-0002-4000-8000-000000000002';
export const automation = 'a9910000-0001-4000-8000-000000000001';
const replicasOn = { PostgreSQL: 2, 'SQLite in a folder': 1, 'SQLite in memory': 1 } as const;

export async function startStage(kind: DatabaseKind, plan: Plan): Promise<Stage> {
  await using owned = new AsyncDisposableStack();
  const partnerClock = new TurnableClock();
  const { accessTokenLifetimeMs, rotatesRefreshTokens } = plan;
  const outside = owned.use(await startOutside({ clock: partnerClock, accessTokenLifetimeMs, rotatesRefreshTokens }));
  const { issuer } = outside;
  const [contoso, fabrikam] = issuer.directory.tenants;
  if (!contoso || !fabrikam) throw new Error('the development directory lacks its tenants');
  const database = owned.use(await startDatabase(kind, plan, outside.folder));
  const clock = steppedClock(outside.folder);
  const clockOfOther = steppedClock(outside.folder, 0, 'clock-of-other');
  let apartMs = 0;
  const keys = [{ id: 'key-0', key: newKey() }];
  const keyThere = { id: 'there', key: newKey() };
  // Else that of the current master key, which the other installation has not.
  const isEverAway = plan.rounds.some(({ away }) => away !== undefined);
  const auditKeys = isEverAway ? [{ id: 'audit', key: newKey() }] : [];
  const { sandbox } = outside;
  const { clientId, authorizeUrl } = sandbox;
  const app = { product: 'teamviewer', clientId, clientSecret: sandbox.clientSecret.reveal(), authorizeUrl } as const;
  const mesh = plan.mesh ? owned.use(await startMesh(outside.folder)) : undefined;
  const connectors = [
    ...connectorNames.map((name) => ({ ...app, name, apiBase: sandbox.origin })),
    ...(mesh ? [mesh.connector] : []),
  ] as readonly (typeof app & { readonly name: string; readonly apiBase: string })[];

  const settingsOf = (round: Round): Partial<SettingsInput> => {
    while (keys.length <= round.keys) keys.unshift({ id: `key-${keys.length}`, key: newKey() });
    const tenants = [contoso, fabrikam].map(({ tenantId, displayName }) => ({ tenantId, displayName }));
    return {
      ...outside.settings,
      ...database.direct,
      issuers: issuer.issuers().map((each) => ({
        ...each,
        audiences: [...each.audiences],
        tenants: tenants.map(({ tenantId }) => tenantId),
      })),
      tenants,
      masterKeys: keys,
      connectors: connectors.filter(({ name }) => name !== round.without),
      operatorTenant: contoso.tenantId,
      throttling: 'off',
      auditKeys,
    };
  };
  const settingsThere = (round: Round): Partial<SettingsInput> => {
    const { databaseMigrationUrl: _, ...settings } = settingsOf(round);
    return { ...settings, database: join(outside.folder, 'there'), masterKeys: [keyThere] };
  };

  const running = new Set<Running>();
  const ports = [outside.settings.port, ...(replicasOn[kind.name] > 1 ? [await freePort()] : [])];
  let origins: readonly string[] = [];
  let ended = '';
  const end = async (how: Ends) => {
    const all = [...running];
    running.clear();
    await Promise.all(all.map((each) => each.end(how)));
    ended += all.map((each) => each.errors()).join('');
  };
  owned.defer(() => end('SIGKILL'));

  const start = async (settings: Partial<SettingsInput>, port: number, { environment } = clock) => {
    const config = join(outside.folder, `assistd.${port}.json`);
    writeFileSync(config, JSON.stringify(settings), { mode: 0o600 });
    const flags = ['--config', config, '--port', String(port), '--log-level', 'error'];
    const started = runServe(flags, environment);
    const origin = `http://localhost:${port}`;
    running.add({
      origin,
      errors: started.stderr,
      signal: (signal) => void started.process.kill(signal),
      async end(how) {
        started.process.kill(how);
        await started.gone;
      },
    });
    await readyAt(origin, () => (started.process.exitCode === null ? undefined : started.stderr()));
  };

  const token: Stage['token'] = (who) => {
    if (who === 'application') return issuer.mint({ clientId: automation });
    const userPrincipalName = who === 'fabrikam' ? 'alex@fabrikam.example' : 'adele@contoso.example';
    const tenant = who === 'fabrikam' ? fabrikam.tenantId : contoso.tenantId;
    return issuer.mint({ tenant, clientId: commandLine, userPrincipalName });
  };
  const keep = owned.move();
  return {
    outside,
    partnerClock,
    mesh,
    database,
    tenants: { contoso: contoso.tenantId, fabrikam: fabrikam.tenantId },
    async start(round) {
      apartMs = round.apartMs;
      clockOfOther.set(apartMs);
      const settings = { ...settingsOf(round), ...database.served };
      // The first is the one whose clock is right.
      await Promise.all(ports.map((port, index) => start(settings, port, index === 0 ? clock : clockOfOther)));
      origins = [...running].map(({ origin }) => origin);
    },
    async freeze(which, milliseconds) {
      const one = [...running][which % Math.max(1, running.size)];
      one?.signal('SIGSTOP');
      await database.endLeases();
      await setTimeout(milliseconds);
      one?.signal('SIGCONT');
    },
    async startThere(round) {
      await start(settingsThere(round), ports[0] as number);
      origins = [...running].map(({ origin }) => origin);
    },
    configured(round, where) {
      const config = join(outside.folder, `${where}.json`);
      writeFileSync(config, JSON.stringify(where === 'here' ? settingsOf(round) : settingsThere(round)), {
        mode: 0o600,
      });
      return ['--config', config];
    },
    environment: clock.environment,
    end,
    setClock(aheadMs) {
      clock.set(aheadMs);
      clockOfOther.set(aheadMs + apartMs);
      outside.clock.offset = aheadMs;
    },
    async serve(round) {
      const service = keep.use(await serveHere(outside, settingsOf(round)));
      origins = [service.origin];
      return service;
    },
    async ask(who, which, method, path, { body, id = randomUUID() } = {}) {
      const origin = origins[which % origins.length] ?? '';
      const headers = {
        Authorization: `Bearer ${await token(who)}`,
        'client-request-id': id,
        ...(body && { 'Content-Type': 'application/json' }),
      };
      const sent = { method, headers, signal: AbortSignal.timeout(20_000) };
      try {
        const answer = await fetch(origin + path, { ...sent, ...(body && { body: JSON.stringify(body) }) });
        const text = await answer.text();
        return { status: answer.status, text, json: text.startsWith('{') ? JSON.parse(text) : undefined };
      } catch {
        return undefined;
      }
    },
    token,
    errors: () => ended + [...running].map((each) => each.errors()).join(''),
    [Symbol.asyncDispose]: () => keep.disposeAsync(),
  };
}
