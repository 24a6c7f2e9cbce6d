import type { Observer, Settled } from '../core/observer.ts';
import type { Secret } from '../core/secret.ts';
import type { Connector, PartnerDevice } from './connector.ts';
import type { Onboarding } from './onboarding.ts';
import { PartnerFailure } from './partner-failure.ts';

type Watch = <T>(call: string, run: () => Promise<T>) => Promise<T>;

/** The same connector, with an observer that sees every call to the partner, retries included. */
export function observedConnector(connector: Connector, observer: Observer): Connector {
  const watch: Watch = (call, run) => {
    const attributes = { 'assistd.connector': connector.name, 'assistd.call': call };
    return observer.observe({ kind: 'partner', name: `${connector.name} ${call}`, attributes }, run, outcomeOf);
  };
  return {
    name: connector.name,
    capabilities: connector.capabilities,
    onboarding: observedOnboarding(connector.onboarding, watch),
    ...(connector.terms && { terms: connector.terms }),
    health: () => connector.health(),
    wake: () => connector.wake(),
    ...(connector.unfit && { unfit: connector.unfit.bind(connector) }),
    isOwn: (grant) => connector.isOwn(grant),
    ...(connector.renew && {
      renew: (grant: Secret, signal?: AbortSignal) =>
        watch('renew', async () => (connector.renew as NonNullable<Connector['renew']>)(grant, signal)),
    }),
    check: (grant, signal) => watch('check', () => connector.check(grant, signal)),
    revoke: (grant, signal) => watch('revoke', () => connector.revoke(grant, signal)),
    account: (grant, signal) => watch('account', () => connector.account(grant, signal)),
    ...(connector.devices && {
      devices: (grant: Secret, signal?: AbortSignal) =>
        watchedList(watch, () => (connector.devices as NonNullable<Connector['devices']>)(grant, signal)),
    }),
    openSession: (grant, session, signal) => watch('openSession', () => connector.openSession(grant, session, signal)),
    session: (grant, ref, signal) => watch('session', () => connector.session(grant, ref, signal)),
    openSessions: (grant, of, signal) => watch('openSessions', () => connector.openSessions(grant, of, signal)),
    closeSession: (grant, ref, signal) => watch('closeSession', () => connector.closeSession(grant, ref, signal)),
    connections: (grant, ref, signal) => watch('connections', () => connector.connections(grant, ref, signal)),
    // It lasts for as long as the grant, and is no call.
    ...(connector.watch && { watch: connector.watch.bind(connector) }),
    [Symbol.asyncDispose]: () => connector[Symbol.asyncDispose](),
  };
}

/** What makes an address or chooses an account calls nobody, and is not seen. */
function observedOnboarding(onboarding: Onboarding, watch: Watch): Onboarding {
  switch (onboarding.kind) {
    case 'none':
      return onboarding;
    case 'oauthCode':
      return {
        ...onboarding,
        exchange: (request, signal) => watch('exchange', () => onboarding.exchange(request, signal)),
      };
    case 'delegation':
      return {
        ...onboarding,
        begin: (grant, signal) => watch('begin', () => onboarding.begin(grant, signal)),
        offered: (grant, signal) => watch('offered', () => onboarding.offered(grant, signal)),
        accept: (grant, ids, signal) => watch('accept', () => onboarding.accept(grant, ids, signal)),
      };
  }
}

/** The whole list counts as one call. */
async function* watchedList(watch: Watch, list: () => AsyncIterable<PartnerDevice>): AsyncGenerator<PartnerDevice> {
  const all: PartnerDevice[] = [];
  await watch('devices', async () => {
    for await (const device of list()) all.push(device);
  });
  yield* all;
}

/** An answer that a duty asks for, `grantGone` as the proof of a revocation, say, is not the partner's failure. */
function outcomeOf<T>(settled: Settled<T>) {
  if ('value' in settled) return { result: 'done', isFailure: false };
  const { error } = settled;
  if (!(error instanceof PartnerFailure)) return { result: 'failed', isFailure: true };
  return { result: error.reason, isFailure: error.reason !== 'grantGone' && error.reason !== 'unauthorized' };
}
