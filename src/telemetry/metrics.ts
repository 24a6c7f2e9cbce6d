import { Counter, Histogram, Registry } from 'prom-client';
import { type Observer, type Outcome, settle, type Work } from '../core/observer.ts';
import { addCertificateGauge, addPartnerGauges, addServiceGauges, type WatchedService } from './gauges.ts';
import { ProcessFigures } from './process-figures.ts';

/** What Prometheus collects of one service. No label says anything of a tenant, a person or a device. */
export interface Metrics extends Observer, Disposable {
  readonly contentType: string;
  /** In Prometheus' text format; never rejects because the database is away. */
  text(): Promise<string>;
  /** Counts a token that was refused, by the row of the failure table that it was refused with. */
  tokenRefused(reason: string): void;
}

// From a read of SQLite, 3 µs, up to a partner that takes its whole 10 s, three times.
const quick = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const slow = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

export function createMetrics(service: WatchedService): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Histogram({
    name: 'assistd_request_duration_seconds',
    help: 'Requests of Graph, steps of a batch each by itself, by operation and status.',
    labelNames: ['operation', 'status'],
    buckets: quick,
    registers,
  });
  const surfaces = new Histogram({
    name: 'assistd_surface_duration_seconds',
    help: "Requests of what is not Graph, by surface and status: console, connect (the partner's callback), health, metrics.",
    labelNames: ['surface', 'status'],
    buckets: quick,
    registers,
  });
  const refusals = new Counter({
    name: 'assistd_requests_refused_total',
    help: 'Requests that were refused, by the reason in contract/failures.md: throttled, tenantNotApplicable, …',
    labelNames: ['reason'],
    registers,
  });
  const tokens = new Counter({
    name: 'assistd_tokens_refused_total',
    help: 'Tokens that were refused, by reason.',
    labelNames: ['reason'],
    registers,
  });
  const transactions = new Histogram({
    name: 'assistd_database_duration_seconds',
    help: 'Transactions, the wait for a connection or a turn included, by kind and result.',
    labelNames: ['transaction', 'result'],
    buckets: quick,
    registers,
  });
  const attempts = new Histogram({
    name: 'assistd_obligation_attempt_duration_seconds',
    help: 'Attempts at what is owed, by kind and result: done, unconfirmed (over, and somebody has to look), again (later, as planned), failed, lost (to another replica).',
    labelNames: ['kind', 'result'],
    buckets: slow,
    registers,
  });
  const calls = new Histogram({
    name: 'assistd_partner_call_duration_seconds',
    help: 'Calls to partners, retries included, by connector, call and result.',
    labelNames: ['connector', 'call', 'result'],
    buckets: slow,
    registers,
  });
  addServiceGauges(registry, service);
  addPartnerGauges(registry, service);
  addCertificateGauge(registry, service);
  const figures = new ProcessFigures(registry);

  const count = ({ kind, name, attributes }: Work, outcome: Outcome, seconds: number) => {
    const { result } = outcome;
    switch (kind) {
      case 'request': {
        const surface = outcome.attributes?.['assistd.surface'];
        if (surface === undefined) requests.observe({ operation: outcome.name ?? name, status: result }, seconds);
        else surfaces.observe({ surface, status: result }, seconds);
        const refusal = outcome.attributes?.['assistd.refusal'];
        if (refusal !== undefined) refusals.inc({ reason: refusal });
        break;
      }
      case 'database':
        transactions.observe({ transaction: name, result }, seconds);
        break;
      case 'obligation':
        attempts.observe({ kind: name, result }, seconds);
        break;
      case 'partner': {
        const { 'assistd.connector': connector = '', 'assistd.call': call = '' } = attributes;
        calls.observe({ connector, call, result }, seconds);
        break;
      }
    }
  };
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    tokenRefused: (reason) => tokens.inc({ reason }),
    observe(work, run, outcomeOf) {
      const began = performance.now();
      return settle(run, (settled) => count(work, outcomeOf(settled), (performance.now() - began) / 1000));
    },
    [Symbol.dispose]: () => figures[Symbol.dispose](),
  };
}
