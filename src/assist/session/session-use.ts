import { dateTimeOf, millisecondsOf } from '../../edm/date-time.ts';
import type { Wire } from '../../edm/type.ts';
import { activities } from '../../model/audit-activities.ts';
import type { sessionConnection } from '../../model/session.ts';
import { keepableText } from '../../partner/keepable-text.ts';
import { PartnerFailure } from '../../partner/partner-failure.ts';
import type { PartnerConnection } from '../../partner/session.ts';
import { lockSession, type Session, updateSession } from '../../store/table/sessions.ts';
import type { TenantTx } from '../../store/tenant.ts';
import { audit } from '../audit/audit.ts';
import { sessionResource } from './session.ts';

/** A connection as it is stored: with the partner's id, which tells a new one from one that is known. */
type RecordedUse = Wire<typeof sessionConnection> & { readonly id: string };

export function usesOf(session: Session): readonly RecordedUse[] {
  return JSON.parse(session.connections) as RecordedUse[];
}

/** How many connections of one session are kept; a partner that lists more of them than people can make is not followed. */
const mostUses = 1000;

/** Records who helped, when and for how long. A connection is told in the audit trail once, when it is first heard of. */
export async function recordUse(
  tx: TenantTx,
  sessionId: string,
  connections: readonly PartnerConnection[],
): Promise<void> {
  const session = connections.length > 0 ? await lockSession(tx, sessionId) : undefined;
  if (!session) return;
  const known = new Map(usesOf(session).map((use) => [use.id, use]));
  const fresh = new Map<string, RecordedUse>();
  for (const use of connections.map(toUse)) {
    const isKnown = known.has(use.id);
    if (!isKnown && known.size >= mostUses) continue;
    if (!isKnown || fresh.has(use.id)) fresh.set(use.id, use);
    known.set(use.id, use);
  }
  const uses = [...known.values()].sort((one, other) => (one.startDateTime < other.startDateTime ? -1 : 1));
  await updateSession(tx, sessionId, { connections: JSON.stringify(uses) });
  for (const { supporter, startDateTime, durationInSeconds, access } of fresh.values()) {
    await audit(tx, 'service', {
      activity: activities.sessionUsed,
      resource: sessionResource(session),
      changes: [
        { name: 'Supporter', from: null, to: supporter },
        { name: 'StartDateTime', from: null, to: startDateTime },
        { name: 'DurationInSeconds', from: null, to: durationInSeconds },
        { name: 'Access', from: null, to: access },
      ],
    });
  }
}

/** Whether a failure keeps nothing but the use of a session from being known: that is good to know, and no reason to hold up an end. */
export function isUntold(error: unknown): boolean {
  return error instanceof PartnerFailure && error.reason !== 'unauthorized' && error.reason !== 'grantGone';
}

/** Whether somebody is inside at `now`. */
export function isRunning({ endedAt }: Pick<PartnerConnection, 'endedAt'>, now: number): boolean {
  return endedAt === undefined || endedAt > now;
}

/** What is recorded of a connection, as the partner tells it. */
export function asConnection({ id, supporter, startDateTime, endDateTime }: RecordedUse): PartnerConnection {
  return {
    id,
    ...(supporter !== null && { supporter }),
    startedAt: millisecondsOf(startDateTime),
    ...(endDateTime !== null && { endedAt: millisecondsOf(endDateTime) }),
  };
}

function toUse({ id, supporter, access, startedAt, endedAt }: PartnerConnection): RecordedUse {
  return {
    id: keepableText(id),
    supporter: keepableText(supporter ?? '') || null,
    startDateTime: dateTimeOf(startedAt),
    endDateTime: endedAt === undefined ? null : dateTimeOf(endedAt),
    durationInSeconds: endedAt === undefined ? null : Math.round((endedAt - startedAt) / 1000),
    access: access ?? null,
  };
}
