import { type Kysely, type Selectable, sql } from 'kysely';
import { type Instant, stillLasts } from '../../core/clock.ts';
import { forUpdate } from '../for-update.ts';
import { prepared } from '../prepared.ts';
import { elsewhere, sourceOf } from '../query/source.ts';
import type { SessionTable } from '../schema/device.ts';
import type { Schema } from '../schema.ts';
import type { TenantDb, TenantTx } from '../tenant.ts';

export type Session = Omit<Selectable<SessionTable>, 'tenant_id'>;

/** A literal and not a parameter, because databases use a partial index only where they see its condition in the statement. */
const isLive = sql<boolean>`status in ('requested', 'open')`;

/** As a literal too: of all sessions that a grant ever opened, these are few. */
const isSealed = sql<boolean>`(sealed_code is not null or sealed_supporter_link is not null or sealed_end_user_link is not null or opening_until is not null)`;

export const sessionSource = sourceOf('sessions', {
  // The link is sealed; it is opened for who reads one session and names it.
  computed: { endUserUrl: elsewhere },
});

const select = prepared<'id', Selectable<SessionTable>>(['id'], (db, { tenantId, id }) =>
  db.selectFrom('sessions').selectAll().where('tenant_id', '=', tenantId).where('id', '=', id),
);

export async function findSession(db: TenantDb, id: string): Promise<Session | undefined> {
  const [found] = await select(db, { id });
  return found;
}

/** The session as it is, held against every other writer until the transaction ends. */
export function lockSession(tx: TenantTx, id: string): Promise<Session | undefined> {
  const locking = tx.sql.selectFrom('sessions').selectAll().where('tenant_id', '=', tx.tenantId);
  return locking.where('id', '=', id).$call(forUpdate(tx)).executeTakeFirst();
}

const selectLive = prepared<'deviceId', Selectable<SessionTable>>(['deviceId'], (db, { tenantId, deviceId }) =>
  db
    .selectFrom('sessions')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('deviceId', '=', deviceId)
    .where(isLive),
);

/** The session of a device that is asked for or open, if there is one. */
export async function findLiveSession(db: TenantDb, deviceId: string): Promise<Session | undefined> {
  const [found] = await selectLive(db, { deviceId });
  return found;
}

/** The sessions that were opened, or are to be, with a grant and are not over. They are held until the transaction ends. */
export async function lockUnfinishedSessions(tx: TenantTx, grantId: string): Promise<Session[]> {
  return lockUnfinished(tx, { grantId });
}

export async function listUnfinishedSessions(db: TenantDb, grantId: string): Promise<Session[]> {
  return selectUnfinished(db, { grantId });
}

/** The same, and those that nobody can end any more and that may go on. */
export async function listOngoingSessions(db: TenantDb, grantId: string): Promise<Session[]> {
  return selectOngoing(db, { grantId });
}

const selectUnfinished = prepared<'grantId', Selectable<SessionTable>>(['grantId'], (sql, of) => unfinished(sql, of));

const selectOngoing = prepared<'grantId', Selectable<SessionTable>>(['grantId'], (sql, of) =>
  unfinished(sql, of, ['unconfirmed']),
);

const lockUnfinished = prepared<'grantId', Selectable<SessionTable>>(['grantId'], (sql, of, dialect) =>
  unfinished(sql, of).$call(forUpdate({ dialect })),
);

function unfinished(
  db: Kysely<Schema>,
  { tenantId, grantId }: { readonly tenantId: string; readonly grantId: string },
  others: readonly Session['status'][] = [],
) {
  return db
    .selectFrom('sessions')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('grant_id', '=', grantId)
    .where('status', 'in', ['requested', 'open', 'closing', ...others])
    .orderBy('id');
}

/** How long a call that opens a session may be under way, in milliseconds: longer than any connector waits for an answer. */
export const openingMs = 30_000;

/** Whether calls that open sessions with this grant were announced and not settled: see {@link openingUntil}. */
export async function hasOpening(db: TenantDb, grantId: string): Promise<boolean> {
  return (await opening(db, grantId).limit(1).execute()).length > 0;
}

/** Until when a call that opens a session with this grant may be under way; `undefined` when none is. */
export async function openingUntil(tx: TenantTx, grantId: string): Promise<Instant | undefined> {
  const announced = (await opening(tx, grantId).execute()).map(({ opening_until }) => opening_until);
  return (
    announced.filter((until) => stillLasts(until, tx.now, openingMs)).sort((a, b) => Number(b) - Number(a))[0] ??
    undefined
  );
}

function opening(db: TenantDb, grantId: string) {
  return db.sql
    .selectFrom('sessions')
    .select('opening_until')
    .where('tenant_id', '=', db.tenantId)
    .where('grant_id', '=', grantId)
    .where(isSealed)
    .where('opening_until', 'is not', null);
}

/**
 * What was asked for or is open, of all partners, or what one caller asked for or was given a link of: with that they are in, whoever asked.
 * They are held until the transaction ends.
 */
export function lockLiveSessions(tx: TenantTx, caller?: string): Promise<Session[]> {
  return tx.sql
    .selectFrom('sessions')
    .selectAll()
    .where('tenant_id', '=', tx.tenantId)
    .where(isLive)
    .$if(caller !== undefined, (query) =>
      query.where(({ eb, or, exists, selectFrom }) =>
        or([
          eb('requester_subject', '=', caller ?? ''),
          eb('requester_application', '=', caller ?? ''),
          // Of what was asked for before there were these columns.
          eb('requestedBy', '=', caller ?? ''),
          exists(
            selectFrom('given_links')
              .select('link')
              .where('tenant_id', '=', tx.tenantId)
              .whereRef('session_id', '=', 'sessions.id')
              .where('caller', 'in', [`delegated ${caller}`, `application ${caller}`, `client ${caller}`]),
          ),
        ]),
      ),
    )
    .orderBy('id')
    .$call(forUpdate(tx))
    .execute();
}

/** How many sessions of a partner, or of all, are asked for or open, and on how many devices. */
export async function countLiveSessions(
  db: TenantDb,
  partnerId?: string,
): Promise<{ readonly openSessions: number; readonly devices: number }> {
  const row = await db.sql
    .selectFrom('sessions')
    .select(({ fn }) => [fn.countAll().as('sessions'), fn.count('deviceId').distinct().as('devices')])
    .where('tenant_id', '=', db.tenantId)
    .$if(partnerId !== undefined, (query) => query.where('partnerId', '=', partnerId ?? ''))
    .where(isLive)
    .executeTakeFirst();
  return { openSessions: Number(row?.sessions ?? 0), devices: Number(row?.devices ?? 0) };
}

/** The sessions of a grant whose use is known and may go on, those that are closed included. */
export function listUsedSessions(db: TenantDb, grantId: string): Promise<Session[]> {
  return db.sql
    .selectFrom('sessions')
    .selectAll()
    .where('tenant_id', '=', db.tenantId)
    .where('grant_id', '=', grantId)
    .where(isSealed)
    .where('connections', '!=', '[]')
    .execute();
}

export async function insertSession(
  tx: TenantTx,
  row: Omit<Session, 'openings' | 'linkGivenTo' | 'consent_answer' | 'consent_answered_at'>,
): Promise<void> {
  await tx.sql
    .insertInto('sessions')
    .values({ ...row, tenant_id: tx.tenantId })
    .execute();
}

/** `false` when there is no such session. */
export async function updateSession(tx: TenantTx, id: string, changes: Partial<Omit<Session, 'id'>>): Promise<boolean> {
  const update = tx.sql.updateTable('sessions').set(changes).where('tenant_id', '=', tx.tenantId);
  const result = await update.where('id', '=', id).executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** The sessions of a grant that hold something sealed, or may just get it. They are held until the transaction ends. */
export function lockSealedSessions(tx: TenantTx, grantId: string): Promise<Session[]> {
  const select = tx.sql.selectFrom('sessions').selectAll().where('tenant_id', '=', tx.tenantId);
  return select.where('grant_id', '=', grantId).where(isSealed).orderBy('id').$call(forUpdate(tx)).execute();
}

/** The sessions of a grant that the partner is still asked about. */
export function listSealedSessions(db: TenantDb, grantId: string): Promise<Session[]> {
  const select = db.sql.selectFrom('sessions').selectAll().where('tenant_id', '=', db.tenantId);
  return select.where('grant_id', '=', grantId).where(isSealed).where('sealed_code', 'is not', null).execute();
}

/** Takes everything sealed out of the sessions of a grant, which cannot be opened any more without its data key. */
export async function clearSealedOfGrant(tx: TenantTx, grantId: string): Promise<void> {
  await tx.sql
    .updateTable('sessions')
    .set({ sealed_code: null, sealed_supporter_link: null, sealed_end_user_link: null, opening_until: null })
    .where('tenant_id', '=', tx.tenantId)
    .where('grant_id', '=', grantId)
    .where(isSealed)
    .execute();
}
