import type { Secret } from '../../core/secret.ts';
import type { Body } from '../host/body.ts';
import type { PartnerConnection } from '../session.ts';
import type { Api } from './api.ts';

/** The connections that were made in one session, in TeamViewer's order: newest first. */
export async function connectionsOf(
  api: Api,
  accessToken: Secret,
  sessionCode: string,
  signal: AbortSignal | undefined,
): Promise<PartnerConnection[]> {
  const call = {
    method: 'GET',
    route: '/reports/connections',
    query: { session_code: sessionCode },
    list: 'records',
    cursor: 'offset_id',
    expects: 'json',
    kind: 'repeating',
  } as const;
  const connections: PartnerConnection[] = [];
  for await (const record of api.pages(accessToken, call, signal)) {
    // Somebody else's connection in a session's history would be worse than a missing one.
    const reported = record.optionalString('session_code');
    if (reported !== undefined && digits(reported) !== digits(sessionCode)) continue;
    connections.push(toConnection(record));
  }
  return connections;
}

/** The same code is written `s12-345-678` and `12345678`. */
function digits(code: string): string {
  return code.replaceAll(/\D/g, '');
}

function toConnection(record: Body): PartnerConnection {
  const supporter = record.optionalString('username') ?? record.optionalString('userid');
  const device = record.optionalString('devicename') ?? record.optionalString('deviceid');
  const endedAt = record.optionalTime('end_date');
  return {
    id: record.string('id'),
    ...(supporter === undefined ? {} : { supporter }),
    ...(device === undefined ? {} : { device }),
    startedAt: record.time('start_date'),
    ...(endedAt === undefined ? {} : { endedAt }),
  };
}
