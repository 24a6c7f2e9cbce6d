import type { Observer, Settled } from '../core/observer.ts';
import { type Connector, PartnerFailure } from './connector.ts';

/** The same connector, with an observer that sees every call to the partner, retries included. */
export function observedConnector(connector: Connector, observer: Observer): Connector {
  const watch = <T>(call: string, run: () => Promise<T>) => {
    const attributes = { 'assistd.connector': connector.name, 'assistd.call': call };
    return observer.observe({ kind: 'partner', name: `${connector.name} ${call}`, attributes }, run, outcomeOf);
  };
  return {
    name: connector.name,
    capabilities: connector.capabilities,
    health: () => connector.health(),
    wake: () => connector.wake(),
    // Makes an address; nobody is called.
    authorizationUrl: (request) => connector.authorizationUrl(request),
    exchange: (request, signal) => watch('exchange', () => connector.exchange(request, signal)),
    refresh: (token, signal) => watch('refresh', () => connector.refresh(token, signal)),
    revoke: (token, signal) => watch('revoke', () => connector.revoke(token, signal)),
    ping: (token, signal) => watch('ping', () => connector.ping(token, signal)),
    account: (token, signal) => watch('account', () => connector.account(token, signal)),
    openSession: (token, session, signal) => watch('openSession', () => connector.openSession(token, session, signal)),
    session: (token, code, signal) => watch('session', () => connector.session(token, code, signal)),
    openSessions: (token, prefix, signal) => watch('openSessions', () => connector.openSessions(token, prefix, signal)),
    closeSession: (token, code, signal) => watch('closeSession', () => connector.closeSession(token, code, signal)),
    connections: (token, code, signal) => watch('connections', () => connector.connections(token, code, signal)),
  };
}

/** An answer that a duty asks for, `grantGone` as the proof of a revocation, say, is not the partner's failure. */
function outcomeOf<T>(settled: Settled<T>) {
  if ('value' in settled) return { result: 'done', isFailure: false };
  const { error } = settled;
  if (!(error instanceof PartnerFailure)) return { result: 'failed', isFailure: true };
  return { result: error.reason, isFailure: error.reason !== 'grantGone' && error.reason !== 'unauthorized' };
}
