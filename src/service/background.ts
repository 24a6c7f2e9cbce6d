import type { Assist } from '../assist/assist.ts';
import { audit } from '../assist/audit/audit.ts';
import { publishHeads } from '../assist/audit/publish-heads.ts';
import { duties } from '../assist/duties.ts';
import { createFollowers } from '../assist/partner/follow-grants.ts';
import { pruneAudit } from '../assist/retention/prune-audit.ts';
import { pruneRecords } from '../assist/retention/prune-records.ts';
import { resealGrants } from '../assist/rotation/reseal-grants.ts';
import { walkSeverances } from '../assist/severance/walk-severances.ts';
import type { Observer } from '../core/observer.ts';
import { activities } from '../model/audit-activities.ts';
import { type Obligations, startObligations } from '../obligations/run.ts';
import type { Connector } from '../partner/connector.ts';
import type { Settings } from '../settings/schema.ts';
import { finishing } from './stopping.ts';

interface BackgroundParts {
  readonly assist: Assist;
  readonly connectors: readonly Connector[];
  readonly settings: Settings;
  readonly observer: Observer | undefined;
}

/** What is done beside requests, until it is disposed of: what is owed, and what is seen to from time to time. */
interface Background extends AsyncDisposable {
  readonly obligations: Obligations;
}

export function startBackground({ assist, connectors, settings, observer }: BackgroundParts): Background {
  const { database, clock, log, receiptKeys } = assist;
  const stopping = new AbortController();
  const { signal } = stopping;
  const followers = createFollowers(assist, signal);
  const obligations = startObligations({
    database,
    clock,
    log,
    duties: duties(assist, followers),
    hosts: () => connectors.map((connector) => ({ name: connector.name, ...connector.health() })),
    observer,
    reportAfterMs: settings.reportAfter,
    stopMs: finishing(settings) / 4,
    onReport: (tx, { id, kind, lastFailure }) =>
      audit(tx, 'service', {
        activity: activities.obligationOverdue,
        resource: { id, displayName: kind },
        result: 'Failure',
        changes: [{ name: 'LastFailure', from: null, to: lastFailure }],
      }),
  });
  const told = (message: string) => (err: unknown) => log.error({ err }, message);
  const running = Promise.all([
    resealGrants(assist, signal),
    receiptKeys
      .followMasterKey()
      .catch(told('the key that signs receipts is still under a former master key; the next start puts it right')),
    walkSeverances(assist, signal),
    followers.run().catch(told('partners are not heard until the next start')),
    publishHeads(assist, settings.auditHeadsFile, signal),
    pruneAudit(assist, signal),
    pruneRecords(assist, signal),
  ]);
  return {
    obligations,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await running;
      await obligations[Symbol.asyncDispose]();
    },
  };
}
