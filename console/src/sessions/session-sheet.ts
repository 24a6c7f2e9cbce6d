import type { Session } from '../../../src/client/resources.ts';
import type { Sheet } from '../elements/list/export-kinds.ts';

type Help = Partial<Session['connections'][number]>;

const columns: readonly (readonly [name: string, value: (session: Session, help: Help) => unknown])[] = [
  ['supporter', (_, { supporter }) => supporter],
  ['month', ({ requestedDateTime }, { startDateTime }) => (startDateTime ?? requestedDateTime).slice(0, 7)],
  ['startDateTime', (_, { startDateTime }) => startDateTime],
  ['endDateTime', (_, { endDateTime }) => endDateTime],
  ['durationInSeconds', (_, { durationInSeconds }) => durationInSeconds],
  ['access', (_, { access }) => access],
  ['deviceName', ({ deviceName }) => deviceName],
  ['userPrincipalName', ({ userPrincipalName }) => userPrincipalName],
  ['requestedBy', ({ requestedBy }) => requestedBy],
  ['requestedDateTime', ({ requestedDateTime }) => requestedDateTime],
  ['status', ({ status }) => status],
  ['closedDateTime', ({ closedDateTime }) => closedDateTime],
  ['closeReason', ({ closeReason }) => closeReason],
  ['partnerDisplayName', ({ partnerDisplayName }) => partnerDisplayName],
  ['deviceId', ({ deviceId }) => deviceId],
  ['sessionId', ({ id }) => id],
];

/** For billing: a line for each help that was given, with its supporter and month; one for a session without any. */
export const sessionSheet: Sheet<Session> = {
  head: columns.map(([name]) => name),
  lines: (session) => {
    const given: readonly Help[] = session.connections.length === 0 ? [{}] : session.connections;
    return given.map((help) => columns.map(([, value]) => value(session, help)));
  },
};
