import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { newDevice } from '../../src/store/table/managed-devices.ts';

/** The tables that grow with time and with the organisation. */
export const bigTables = ['managed_devices', 'sessions', 'obligations', 'audit_events'] as const;

/** How many rows are made; statistics say ten times as many, since what the planner goes by is their number on each page. */
export const made = 30_000;
const claimed = 1_000_000;

const instant = `to_char(timestamp '2020-01-01' + n * interval '1 minute', 'YYYY-MM-DD"T"HH24:MI:SS".0000000Z"')`;

/** SQL for the columns that differ from row to row, and literals for the others. */
const rows: Readonly<Record<(typeof bigTables)[number], Readonly<Record<string, string>>>> = {
  managed_devices: {
    ...literals(newDevice('', {})),
    deviceName: `'D' || n`,
    serialNumber: `'S' || n`,
    userPrincipalName: `'u' || n || '@contoso.example'`,
    upn_lower: `'u' || n || '@contoso.example'`,
    userId: `'U' || n`,
    azureADDeviceId: `'A' || n`,
    operatingSystem: `(ARRAY['Windows', 'iOS', 'Android'])[1 + n % 3]`,
    lastSyncDateTime: instant,
    enrolledDateTime: instant,
  },
  // All were opened with one grant, which is as bad as it gets.
  sessions: {
    ...literals({ status: 'closed', connections: '[]', closeReason: 'closed' }),
    deviceId: `'D' || n`,
    requestedDateTime: instant,
    expirationDateTime: instant,
    closedDateTime: instant,
  },
  obligations: {
    ...literals({ kind: 'session.open', status: 'done', payload: '{}', due_at: 1 }),
    subject: `'S' || n`,
    createdDateTime: instant,
    nextAttemptDateTime: instant,
    completedDateTime: instant,
  },
  audit_events: {
    ...literals({ correlationId: '', actor: '{}', resources: '[]', previous_hash: '', hash: '' }),
    category: `'Device'`,
    // Below those that the service writes.
    sequence: '-n',
    activityDateTime: instant,
  },
};

/** Gives a tenant as many rows of every big table as the planner needs to believe in a million. */
export async function fill(
  superuser: pg.Client,
  { tenantId, partnerId, grantId }: { tenantId: string; partnerId: string; grantId: string },
): Promise<void> {
  for (const table of bigTables) {
    const cells = {
      ...(table === 'sessions' && literals({ partnerId, grant_id: grantId })),
      ...rows[table],
      tenant_id: pg.escapeLiteral(tenantId),
      id: `lpad(n::text, 12, '0') || '-${randomUUID()}'`,
    };
    const names = Object.keys(cells).map((name) => `"${name}"`);
    await superuser.query(
      `INSERT INTO ${table} (${names}) SELECT ${Object.values(cells)} FROM generate_series(1, ${made}) n`,
    );
    await superuser.query(`ANALYZE ${table}`);
    await superuser.query(`UPDATE pg_class SET reltuples = ${claimed} WHERE relname = '${table}'`);
  }
}

function literals(row: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      value === null ? 'NULL' : typeof value === 'number' ? String(value) : pg.escapeLiteral(String(value)),
    ]),
  );
}
