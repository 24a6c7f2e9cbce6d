import type { Wire } from '../../edm/type.ts';
import { activities } from '../../model/audit-activities.ts';
import type { disconnectEvent, disconnectedSession, grantRetirement } from '../../model/disconnect.ts';
import type { AuditEventTable } from '../../store/schema/record.ts';
import {
  type Disconnect,
  listAuditEventsAt,
  listDisconnectRows,
  listRetirements,
  listSessionsById,
} from '../../store/table/disconnect-page.ts';
import type { DisconnectedGrant, DisconnectedSession } from '../../store/table/disconnects.ts';
import type { Session } from '../../store/table/sessions.ts';
import type { TenantDb } from '../../store/tenant.ts';
import { isOver, retirementOf, together } from './retirement.ts';

/** A disconnect with all that is told of it. */
export type Told = Omit<Disconnect, 'grants' | 'sessions'> & ReturnType<typeof resolved>;

/**
 * The disconnects with the given ids, in that order, each with what has become of it: its sessions, grants and events are looked up
 * for all of them together.
 * @param select what is asked for, if not all: sessions and events, of which there may be thousands, are read where they are asked for
 */
export async function readDisconnects(
  db: TenantDb,
  ids: readonly string[],
  select?: readonly string[],
): Promise<Told[]> {
  const isAsked = (name: string) => select === undefined || select.includes(name);
  const withEvents = isAsked('events');
  // Events are found by the instants of sessions.
  const withSessions = withEvents || isAsked('sessions');
  const rows = new Map((await listDisconnectRows(db, ids)).map((row) => [row.id, row]));
  const found = ids.flatMap((id) => rows.get(id) ?? []).map((row) => parsed(row, withSessions));
  const obligations = await listRetirements(
    db,
    found.flatMap(({ grants }) => grants.map(({ id }) => id)),
  );
  const sessions = await listSessionsById(
    db,
    found.flatMap((each) => each.sessions.map(({ id }) => id)),
  );
  const obligationOf = new Map(obligations.map((each) => [each.subject, each]));
  const sessionOf = new Map(sessions.map((each) => [each.id, each]));
  const known = found.map((each) => ({
    row: each.row,
    retirements: each.grants.map((grant) => retirementOf(grant, obligationOf.get(grant.id))),
    sessions: each.sessions.map((session) => shownSession(session, sessionOf.get(session.id))),
    reported: each.grants.flatMap(({ id }) => obligationOf.get(id)?.reportedDateTime ?? []),
  }));
  const events = withEvents ? await listAuditEventsAt(db, known.flatMap(instantsOf)) : [];
  return known.map((each) => resolved(each, eventsOf(each, events)));
}

interface Known {
  readonly row: Disconnect;
  readonly retirements: readonly Wire<typeof grantRetirement>[];
  readonly sessions: readonly Wire<typeof disconnectedSession>[];
  readonly reported: readonly string[];
}

function parsed(row: Disconnect, withSessions: boolean) {
  return {
    row,
    grants: JSON.parse(row.grants) as DisconnectedGrant[],
    sessions: (withSessions ? JSON.parse(row.sessions) : []) as DisconnectedSession[],
  };
}

function resolved({ row, retirements, sessions }: Known, events: readonly Wire<typeof disconnectEvent>[]) {
  const status = together(retirements.map((each) => each.status));
  const ends = [row.requestedDateTime, ...retirements.flatMap((each) => each.completedDateTime ?? [])];
  const completedDateTime = isOver(status) ? (ends.sort().at(-1) ?? null) : null;
  return { ...row, status, completedDateTime, retirements, sessions, events };
}

/** What the row of the session says, as long as that is kept; the rest was noted when it was disconnected. */
function shownSession(noted: DisconnectedSession, session: Session | undefined): Wire<typeof disconnectedSession> {
  return {
    id: noted.id,
    deviceId: noted.deviceId,
    deviceName: noted.deviceName,
    userPrincipalName: session?.userPrincipalName ?? null,
    requestedBy: session?.requestedBy ?? null,
    status: session?.status ?? null,
    openedDateTime: session?.openedDateTime ?? null,
    closedDateTime: session?.closedDateTime ?? null,
    closeReason: session?.closeReason ?? null,
    unconfirmedUntil: session?.unconfirmedUntil ?? null,
  };
}

/** An event has the time of the transaction that wrote it, and so have the rows that were written with it. */
function instantsOf({ row, retirements, sessions, reported }: Known): string[] {
  return [
    row.requestedDateTime,
    ...retirements.flatMap((each) => each.completedDateTime ?? []),
    ...sessions.flatMap((each) => each.closedDateTime ?? []),
    ...reported,
  ];
}

function eventsOf(known: Known, events: readonly AuditEventTable[]): Wire<typeof disconnectEvent>[] {
  const instants = new Set(instantsOf(known));
  const about = new Set<string | null>([
    known.row.partnerId,
    known.row.tenant_id,
    ...known.retirements.flatMap(({ partnerId, obligationId }) => [partnerId, obligationId]),
    ...known.sessions.map(({ id }) => id),
  ]);
  about.delete(null);
  const { kind, requestedDateTime } = known.row;
  // Of several partners those are told of too that had nothing to take.
  const isOfAll = ({ activityType, activityDateTime }: AuditEventTable) =>
    kind !== 'partner' &&
    activityType === activities.partnerDisconnected.name &&
    activityDateTime === requestedDateTime;
  return events
    .filter((event) => instants.has(event.activityDateTime) && (about.has(resourceOf(event)) || isOfAll(event)))
    .map(({ id, sequence, hash, activityDateTime, activityType, activityResult }) => {
      return { id, sequence, hash, activityDateTime, activityType, activityResult };
    });
}

/** What an event is about. One that was altered may hold no JSON any more. */
function resourceOf({ resources }: AuditEventTable): string | null {
  try {
    return (JSON.parse(resources) as { resourceId?: string }[])[0]?.resourceId ?? null;
  } catch {
    return null;
  }
}
