import { Failure } from '../core/failure.ts';
import type { Observer, Settled } from '../core/observer.ts';
import type { Database } from './database.ts';
import { isUnavailable } from './unavailable.ts';

/** The same database, with an observer that sees every transaction. Waiting for a connection or for the writer is part of it. */
export function observedDatabase(database: Database, observer: Observer): Database {
  const watch = <T>(name: string, run: () => Promise<T>, tenantId?: string) => {
    const attributes = { 'db.system.name': systems[database.dialect], 'assistd.tenant': tenantId };
    return observer.observe({ kind: 'database', name, attributes }, run, outcomeOf);
  };
  return {
    dialect: database.dialect,
    clock: database.clock,
    read: (tenantId, work) => watch('read', () => database.read(tenantId, work), tenantId),
    search: (tenantId, work) => watch('search', () => database.search(tenantId, work), tenantId),
    writeFrom: (tenantId, first, work) => watch('write', () => database.writeFrom(tenantId, first, work), tenantId),
    write: (tenantId, work) => watch('write', () => database.write(tenantId, work), tenantId),
    tenants: (page) => database.tenants(page),
    inTurn: (tenantId, part) => database.inTurn(tenantId, part),
    writeInParts: (tenantId, work) => watch('write', () => database.writeInParts(tenantId, work), tenantId),
    // The runner looks every second: measured, but of no interest to anybody's trace.
    dueTenants: (kinds, page, resting) => database.dueTenants(kinds, page, resting),
    onDue: (listener) => database.onDue(listener),
    openObligations: () => database.openObligations(),
    clockAheadMs: () => database.clockAheadMs(),
    severedGrants: (severanceId) => database.severedGrants(severanceId),
    load: () => database.load(),
    scrub: () => watch('scrub', () => database.scrub()),
    ping: () => database.ping(),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

// https://opentelemetry.io/docs/specs/semconv/registry/attributes/db/
const systems = { sqlite: 'sqlite', postgres: 'postgresql' } as const;

/** What `work` itself threw, a refusal of the service's, is not the database's failure. */
function outcomeOf<T>(settled: Settled<T>) {
  if ('value' in settled) return { result: 'done', isFailure: false };
  const { error } = settled;
  if (isUnavailable(error)) return { result: 'unavailable', isFailure: true };
  return error instanceof Failure ? { result: 'rolledBack', isFailure: false } : { result: 'failed', isFailure: true };
}
