import type { Wire } from '../../edm/type.ts';
import type { disconnectStatus, grantRetirement } from '../../model/disconnect.ts';
import type { RetirementProgress } from '../../obligations/progress.ts';
import type { DisconnectedGrant } from '../../store/table/disconnects.ts';
import type { Obligation } from '../../store/table/obligations.ts';
import { sentence } from '../../text/recorded/sentences.ts';

export type Status = Wire<typeof disconnectStatus>;

/** What has become of a grant that a disconnect took, as the obligation to retire it tells. */
export function retirementOf(
  { id, partnerId, connector }: DisconnectedGrant,
  obligation: Obligation | undefined,
): Wire<typeof grantRetirement> {
  const progress = JSON.parse(obligation?.progress ?? '{}') as RetirementProgress;
  return {
    grantId: id,
    partnerId,
    connector,
    obligationId: obligation?.id ?? null,
    status: statusOf(obligation, progress),
    attempts: obligation?.attempts ?? 0,
    completedDateTime: obligation?.completedDateTime ?? null,
    lastFailure: obligation?.lastFailure ?? null,
    steps: progress.steps ?? [],
    notEstablished: gaps(obligation, progress),
  };
}

function statusOf(obligation: Obligation | undefined, { sessionsLeft }: RetirementProgress): Status {
  if (obligation?.status === 'due') return obligation.failures > 0 ? 'failing' : 'pending';
  const confirmed = obligation?.status === 'done' && !obligation.unconfirmedReason && !sessionsLeft;
  return confirmed ? 'proven' : 'unconfirmed';
}

function gaps(obligation: Obligation | undefined, { sessionsLeft, notEstablished = [] }: RetirementProgress): string[] {
  if (!obligation) return [sentence('noRecord')];
  const reasons = [obligation.unconfirmedReason, sessionsLeft && sentence('sessionsLeft', { why: sessionsLeft })];
  // What was recorded as the retirement ended says the reason already, with what it is about.
  const isNew = (reason: string) => !notEstablished.some((sentence) => sentence.includes(reason));
  return [...reasons.filter((reason) => typeof reason === 'string').filter(isNew), ...notEstablished];
}

/** Of several, the one that is furthest from its end: all are proven, or it is not. */
export function together(statuses: readonly Status[]): Status {
  return worstFirst.find((status) => statuses.includes(status)) ?? 'proven';
}

const worstFirst: readonly Status[] = ['failing', 'pending', 'unconfirmed'];

export function isOver(status: Status): boolean {
  return status === 'proven' || status === 'unconfirmed';
}
