import { Failure } from '../../core/failure.ts';
import { activities } from '../../model/audit-activities.ts';
import { statusOf } from '../../model/failures.ts';
import { isMoved, lockTenant } from '../../store/table/tenants.ts';
import type { Assist } from '../assist.ts';
import type { Call } from '../call.ts';
import { audit } from './audit.ts';

/** A request of somebody who is proven, and what it failed with. */
export interface FailedRequest extends Pick<Call, 'caller' | 'client'> {
  /** `remoteAssistancePartners.disconnect` */
  readonly operation: string;
  readonly failure: unknown;
}

/** Writes who was refused into the trail of the organisation that they are of. */
export interface RefusedRequests extends AsyncDisposable {
  /** Notes a request, if it was refused because of who asked. It takes no time: the trail is written later. */
  note(failed: FailedRequest): void;
  /** Resolves when everything noted so far that is to be written at once is written. */
  idle(): Promise<void>;
}

/** How long the same is only counted, in milliseconds. */
const periodMs = 3_600_000;

/** What one organisation may have noted in a period; what is beyond is counted as one. */
const mostOfTenant = 50;

/** What is noted in a period of all organisations together, in memory. */
const mostOfAll = 5000;

interface Refused extends Pick<Call, 'caller' | 'client'> {
  readonly operation: string;
  readonly reason: string;
  /** Those that no event tells of yet. */
  count: number;
}

/** Refusals of a caller, an operation and a reason are the same. The first is written at once, the others as a number when the period ends. */
export function noteRefusedRequests(assist: Assist): RefusedRequests {
  const { clock, database, log } = assist;
  const stopping = new AbortController();
  const noted = new Map<string, Map<string, Refused>>();
  let size = 0;
  const first: Refused[] = [];
  let writing: Promise<void> | undefined;

  const forget = (tenantId: string) => {
    size -= noted.get(tenantId)?.size ?? 0;
    noted.delete(tenantId);
  };
  const write = async (tenantId: string, refused: readonly Refused[]) => {
    try {
      await database.write(tenantId, async (tx) => {
        // An issuer may vouch for organisations that nobody has added here: they have no trail, and take no place of those that have.
        // The trail of one that has moved goes on elsewhere, and nobody takes this one away meanwhile.
        const tenant = await lockTenant(tx);
        if (!tenant) return forget(tenantId);
        if (isMoved(tenant)) return;
        for (const each of refused) await audit(tx, each, eventOf(each));
      });
      return true;
    } catch (err) {
      log.warn({ tenantId, events: refused.length, err }, 'refused requests could not be written to the audit trail');
      return false;
    }
  };
  const writeFirst = async () => {
    while (first.length > 0) {
      const byTenant = Map.groupBy(first.splice(0), ({ caller }) => caller.tenantId);
      for (const [tenantId, refused] of byTenant) await write(tenantId, refused);
    }
    writing = undefined;
  };
  const endPeriod = async () => {
    const ended = [...noted];
    noted.clear();
    size = 0;
    for (const [tenantId, refused] of ended) {
      const counted = [...refused.values()].filter(({ count }) => count > 0);
      const isWritten = counted.length === 0 || (await write(tenantId, counted));
      // A database that is away must not hold the stop for each organisation anew.
      if (!isWritten && stopping.signal.aborted) return;
    }
  };
  const periods = async () => {
    while (!stopping.signal.aborted) {
      await clock.wait(periodMs, stopping.signal);
      await endPeriod();
    }
  };
  const running = periods();

  return {
    note({ caller, client, operation, failure }) {
      if (!(failure instanceof Failure) || !isOfCaller(failure)) return;
      const ofTenant = noted.get(caller.tenantId) ?? new Map<string, Refused>();
      const name = [caller.subject, caller.applicationId, operation, failure.kind].join(' ');
      const key = ofTenant.has(name) || ofTenant.size < mostOfTenant ? name : '';
      const known = ofTenant.get(key);
      if (known) return void known.count++;
      if (size >= mostOfAll) return;
      const refused = {
        caller,
        client,
        operation: key ? operation : 'several',
        reason: key ? failure.kind : 'several',
        count: 0,
      };
      noted.set(caller.tenantId, ofTenant.set(key, refused));
      size++;
      first.push({ ...refused, count: 1 });
      writing ??= writeFirst();
    },
    idle: async () => writing,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await Promise.all([running, writing]);
    },
  };
}

/** Refused because of who asked, and not because of what. */
function isOfCaller(failure: Failure): boolean {
  return [401, 403].includes(statusOf(failure)) || failure.kind === 'tenantNotApplicable';
}

function eventOf({ operation, reason, count }: Refused) {
  return {
    activity: activities.requestRefused,
    resource: { id: operation, displayName: operation },
    result: 'Failure' as const,
    changes: [
      { name: 'Reason', from: null, to: reason },
      { name: 'Count', from: null, to: count },
    ],
  };
}
