import { Gauge, type Registry } from 'prom-client';
import type { Clock } from '../core/clock.ts';
import { type ShownCertificates, validityOf } from '../core/shown-certificates.ts';
import type { Readiness } from '../http/page/readiness.ts';
import type { Listening } from '../http/port/listen.ts';
import type { ObligationKind } from '../model/obligation.ts';
import type { Connector } from '../partner/connector.ts';
import type { Database } from '../store/database.ts';
import type { OpenObligations } from '../store/table/open-obligations.ts';

/** What gauges look at. */
export interface WatchedService {
  readonly database: Database;
  readonly readiness: Readiness;
  readonly connectors: readonly Connector[];
  readonly listening: Pick<Listening, 'certificate'>;
  /** Those that servers have shown to this process. */
  readonly certificates: ShownCertificates;
  readonly clock: Clock;
  readonly version: string;
}

/** What is owed is counted by the database, so it is not asked again for this long, however often somebody scrapes. */
const lookMs = 5000;

const retirement: ObligationKind = 'grant.retire';

export function addServiceGauges(registry: Registry, { database, readiness, clock, version }: WatchedService): void {
  const registers = [registry];
  const build = { name: 'assistd_build_info', help: 'Always 1; the release that runs.', labelNames: ['version'] };
  new Gauge({ ...build, registers }).set({ version }, 1);
  let seen: { readonly until: number; readonly open: Promise<OpenObligations[] | undefined> } | undefined;
  const open = () => {
    if (!seen || seen.until <= clock.elapsed()) {
      seen = { until: clock.elapsed() + lookMs, open: database.openObligations().catch(() => undefined) };
    }
    return seen.open;
  };
  const up: Gauge = new Gauge({
    name: 'assistd_database_up',
    help: 'Whether the database answers.',
    registers,
    collect: async () => up.set((await open()) === undefined ? 0 : 1),
  });
  new Gauge({
    name: 'assistd_ready',
    help: 'Whether a part works that the service cannot do without: database, descriptors (files and connections that may be opened).',
    labelNames: ['part'],
    registers,
    collect() {
      for (const [part, works] of readiness.parts) this.set({ part }, works ? 1 : 0);
    },
  });
  new Gauge({
    name: 'assistd_database_log_bytes',
    help: "The size of SQLite's write-ahead log; 0 on PostgreSQL. It grows for as long as something keeps reading.",
    registers,
    collect() {
      this.set(database.load().logBytes ?? 0);
    },
  });
  new Gauge({
    name: 'assistd_database_clock_difference_seconds',
    help: "How far the database's clock is ahead of this machine's, negative where it is behind; leases and due times go by it.",
    registers,
    collect() {
      this.set(database.clockAheadMs() / 1000);
    },
  });
  const owed: Gauge<'kind' | 'state'> = new Gauge({
    name: 'assistd_obligations',
    help: 'What is owed, of all tenants, by kind and state: pending, running, failing, reported.',
    labelNames: ['kind', 'state'],
    registers,
    collect: async () => {
      owed.reset();
      for (const { kind, state, count } of (await open()) ?? []) owed.set({ kind, state }, count);
    },
  });
  const oldest: Gauge<'kind'> = new Gauge({
    name: 'assistd_obligations_oldest_seconds',
    help: `How long the oldest obligation of a kind is owed. For ${retirement}: how long a disconnect is not yet proven.`,
    labelNames: ['kind'],
    registers,
    collect: async () => setAges(oldest, clock, await open(), (each) => each.oldest),
  });
  const failing: Gauge<'kind'> = new Gauge({
    name: 'assistd_obligations_failing_seconds',
    help: 'For how long, without a break, every attempt at one obligation of a kind has failed, the longest.',
    labelNames: ['kind'],
    registers,
    collect: async () => setAges(failing, clock, await open(), (each) => each.failingSince),
  });
  new Gauge({
    name: 'assistd_database_connections',
    help: 'Connections to the database, by state: busy, idle.',
    labelNames: ['state'],
    registers,
    collect() {
      const { open: all, idle } = database.load();
      this.set({ state: 'busy' }, all - idle);
      this.set({ state: 'idle' }, idle);
    },
  });
  new Gauge({
    name: 'assistd_database_waiting',
    help: 'What waits for a connection or for the turn of what takes long, on SQLite for its turn to write.',
    registers,
    collect() {
      this.set(database.load().waiting);
    },
  });
}

export function addPartnerGauges(registry: Registry, { connectors }: Pick<WatchedService, 'connectors'>): void {
  new Gauge({
    name: 'assistd_partner_breaker',
    help: 'Whether calls to a partner are let through: 1 at the state that holds of closed, halfOpen, open.',
    labelNames: ['connector', 'state'],
    registers: [registry],
    collect() {
      for (const { name: connector, health } of connectors) {
        const { breaker } = health();
        for (const state of ['closed', 'halfOpen', 'open']) this.set({ connector, state }, state === breaker ? 1 : 0);
      }
    },
  });
}

export function addCertificateGauge(
  registry: Registry,
  { listening, certificates }: Pick<WatchedService, 'listening' | 'certificates'>,
): void {
  new Gauge({
    name: 'assistd_certificate_end_timestamp_seconds',
    help: 'When a certificate ends, or an authority behind it where that is sooner, since the epoch, by whose it is: tlsCertificateFile, host (of PostgreSQL, an issuer, a partner: what it showed when it was connected to last), sslcert of a role.',
    labelNames: ['of'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [of, { until }] of certificates.all) this.set({ of }, until / 1000);
      const own = validityOf(listening.certificate() ?? '');
      if (own) this.set({ of: 'tlsCertificateFile' }, own.until / 1000);
    },
  });
}

function setAges(
  gauge: Gauge<'kind'>,
  clock: Clock,
  open: readonly OpenObligations[] = [],
  since: (open: OpenObligations) => number | undefined,
): void {
  gauge.reset();
  const longest = new Map<string, number>();
  for (const each of open) {
    const began = since(each);
    if (began !== undefined) longest.set(each.kind, Math.min(began, longest.get(each.kind) ?? began));
  }
  for (const [kind, began] of longest) gauge.set({ kind }, Math.max(0, clock.now() - began) / 1000);
}
