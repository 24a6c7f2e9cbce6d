import { join } from 'node:path';
import type { Assist } from './assist/assist.ts';
import { noteRefusedRequests } from './assist/audit/refused-requests.ts';
import { providePartners } from './assist/partner/provide-partners.ts';
import type { AuditKeys } from './core/audit-keys.ts';
import type { Clock } from './core/clock.ts';
import type { Log } from './core/log.ts';
import { type Observer, observers } from './core/observer.ts';
import type { MasterKeys } from './core/seal.ts';
import { ShownCertificates } from './core/shown-certificates.ts';
import { programVersion } from './core/version.ts';
import { createGraph, type GraphParts } from './http/graph/graph.ts';
import { type ConsoleSignIn, toConsole } from './http/page/console.ts';
import { createHealth } from './http/page/health.ts';
import { Readiness } from './http/page/readiness.ts';
import type { Surfaces } from './http/port/front-door.ts';
import type { Listening } from './http/port/listen.ts';
import { type IssuerSettings, issuersFor } from './identity/issuers.ts';
import { createTokens } from './identity/token.ts';
import type { Obligations } from './obligations/run.ts';
import type { Connector } from './partner/connector.ts';
import { observedConnector } from './partner/observed-connector.ts';
import { createReceiptKeys } from './receipt/receipt-keys.ts';
import { createTimeStamping } from './receipt/time-stamping.ts';
import { startBackground } from './service/background.ts';
import { watchClock } from './service/clock-steps.ts';
import { demandDescriptor } from './service/descriptors.ts';
import { drainDelayOf } from './service/stopping.ts';
import { graphOf, ownPages } from './service/surfaces.ts';
import { databaseSettings } from './settings/database.ts';
import { SettingsInvalid } from './settings/problem.ts';
import type { Settings } from './settings/schema.ts';
import type { Database } from './store/database.ts';
import { observedDatabase } from './store/observed-database.ts';
import { openDatabase } from './store/open-database.ts';
import type { Purpose } from './store/purpose.ts';
import { insertTenant } from './store/table/tenants.ts';
import { createMetricsPage } from './telemetry/metrics-page.ts';
import { listenForMetrics, openMetrics } from './telemetry/open-metrics.ts';

/** What a service is made of beside its settings. */
export interface ServiceParts {
  readonly settings: Settings;
  /** What its database is for. */
  readonly purpose: Purpose;
  readonly clock: Clock;
  readonly log: Log;
  readonly masterKeys: MasterKeys;
  readonly auditKeys: AuditKeys;
  readonly connectors: readonly [Connector, ...Connector[]];
  readonly issuers: readonly IssuerSettings[];
  /** The open ports; the service closes them when it stops. */
  readonly listening: Listening;
  /** Surfaces beside those that every service has, by first path segment. */
  readonly pages?: Surfaces['pages'];
  /** How people sign in to the console. */
  readonly consoleSignIn?: ConsoleSignIn | undefined;
  /** Where a caller signs in, as `WWW-Authenticate` says it; where the first issuer says it, unless told. */
  readonly authorizationUri?: ((origin: string) => string) | undefined;
  readonly directory?: Assist['directory'];
  readonly endOfAction?: Assist['endOfAction'];
  /** What else has to be in the database before the first request. */
  readonly prepare?: (assist: Assist) => Promise<void>;
  readonly around?: GraphParts['around'];
  readonly namesSettings?: GraphParts['namesSettings'];
  readonly onAnswered?: GraphParts['onAnswered'];
  /** Sees everything that is done; tracing, say. */
  readonly observer?: Observer | undefined;
}

/** A service that runs until it is disposed of. */
export interface Service extends AsyncDisposable {
  readonly origin: string;
  readonly tlsOrigin: string | undefined;
  readonly database: Database;
  readonly obligations: Obligations;
  /** Where /metrics answers on a port of its own; `undefined` without the setting. */
  readonly metricsOrigin: string | undefined;
  /** Serves on, while balancers are told to send nothing more, until they should have noticed. */
  drain(): Promise<void>;
}

/** The composition root: makes every long-lived thing, lowest first, and takes them down in reverse. */
export async function startService(parts: ServiceParts): Promise<Service> {
  const { settings, purpose, clock, log, masterKeys, auditKeys, issuers, listening } = parts;
  await using stack = new AsyncDisposableStack();
  const draining = new AbortController();
  stack.use(watchClock(log));
  // Before anything connects.
  const certificates = stack.use(new ShownCertificates());
  for (const connector of parts.connectors) stack.use(connector);
  await demandFit(parts.connectors);

  const opened = stack.use(await openDatabase({ ...databaseSettings(settings), purpose, auditKeys, clock, log }));
  const readiness = stack.use(new Readiness({ database: () => opened.ping(), descriptors: demandDescriptor }, log));
  const watched = { database: opened, readiness, connectors: parts.connectors, listening, certificates };
  const metrics = stack.use(await openMetrics(settings, { ...watched, clock, version: programVersion() }));
  const observer = observers(parts.observer, metrics);
  const database = observer ? observedDatabase(opened, observer) : opened;
  const connectors = observer ? observedConnectors(parts.connectors, observer) : parts.connectors;
  const onRefused = metrics && { onRefused: metrics.tokenRefused };
  const keyLifetimeMs = settings.signingKeyLifetime;
  const tokens = stack.use(createTokens({ issuers, clock, log, keyLifetimeMs, ...onRefused }));
  const receiptKeys = createReceiptKeys({ database, masterKeys, clock, log });
  const origin = () => settings.publicOrigin ?? listening.origin;
  const assist: Assist = {
    database,
    connectors,
    masterKeys,
    receiptKeys,
    timeStamping:
      settings.timestampAuthority === undefined ? undefined : createTimeStamping(settings.timestampAuthority, log),
    clock,
    log,
    publicOrigin: settings.publicOrigin,
    origin,
    consentConfirmation: settings.consentConfirmation ?? (parts.consoleSignIn ? 'signIn' : 'action'),
    redirectUri: () => `${origin()}/connect/callback`,
    onboardingLifetimeMs: settings.onboardingLifetime,
    watchIntervalMs: settings.watchInterval,
    sessionLifetimeMs: settings.sessionLifetime,
    sessionOpenLimitMs: settings.sessionOpenLimit,
    sessionPollMs: settings.sessionPollInterval,
    trustedIssuers: (tenantId) => issuersFor(issuers, tenantId),
    directory: parts.directory,
    endOfAction: parts.endOfAction,
    operatorTenant: settings.operatorTenant,
    permissions: settings.permissions,
    auditRetentionMs: settings.auditRetention,
    recordRetentionMs: settings.recordRetention,
  };
  for (const { tenantId, displayName } of settings.tenants) {
    await database.write(tenantId, async (tx) => {
      await insertTenant(tx, { displayName, subscriptionState: 'active', intuneAccountId: tenantId });
      await providePartners(assist, tx);
    });
  }
  await parts.prepare?.(assist);

  const refusals = stack.use(noteRefusedRequests(assist));
  const graph = createGraph({
    assist,
    ...graphOf({ settings, purpose, clock }, database),
    tokens,
    log,
    authorizationUri: parts.authorizationUri ?? tokens.authorizationEndpoint,
    around: parts.around,
    namesSettings: parts.namesSettings,
    onAnswered: parts.onAnswered,
    onFailed: refusals.note,
    observer,
  });
  const health = createHealth(readiness, draining.signal);
  const metricsListening = stack.use(await listenForMetrics(settings, metrics, health, log));
  const { publicOrigin, trustedProxies } = settings;
  const { answer, tell } = graph;
  const pages = { ...parts.pages, ...ownPages(assist, consoleFolder, parts.consoleSignIn), health };
  const metricsPage = metrics && settings.metrics && { metrics: createMetricsPage(metrics) };
  const surfaces = { graph: answer, tell, home: toConsole, pages: { ...pages, ...metricsPage } };
  listening.serve({ publicOrigin, trustedProxies }, { ...surfaces, reporting: { log, observer } });
  stack.use(listening);
  if (!parts.authorizationUri) void tokens.prefetchKeys();
  // Duties start once the partner can send browsers back to us.
  const { obligations } = stack.use(startBackground({ assist, connectors, settings, observer }));
  stack.defer(() => draining.abort());

  const owned = stack.move();
  return {
    origin: listening.origin,
    tlsOrigin: listening.tlsOrigin,
    database,
    obligations,
    metricsOrigin: metricsListening?.origin,
    async drain() {
      draining.abort();
      listening.drain();
      await clock.wait(drainDelayOf(settings));
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** @throws SettingsInvalid naming what the partners show that must not be */
async function demandFit(connectors: readonly Connector[]): Promise<void> {
  const problems = connectors.map(async ({ name, unfit }) =>
    ((await unfit?.()) ?? []).map((problem) => ({ setting: 'connectors', source: name, problem })),
  );
  const found = (await Promise.all(problems)).flat();
  if (found.length > 0) throw new SettingsInvalid(found);
}

function observedConnectors([first, ...others]: ServiceParts['connectors'], observer: Observer) {
  const observed = others.map((each) => observedConnector(each, observer));
  return [observedConnector(first, observer), ...observed] as const satisfies ServiceParts['connectors'];
}

const consoleFolder = join(import.meta.dirname, '../console/dist');
