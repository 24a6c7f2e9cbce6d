import { activities } from '../../model/audit-activities.ts';
import type { GivenLinkTable } from '../../store/schema.ts';
import { isLinkGiven, noteLinkGiven } from '../../store/table/given-links.ts';
import { lockSession, type Session } from '../../store/table/sessions.ts';
import type { TenantDb, TenantTx } from '../../store/tenant.ts';
import type { Assist } from '../assist.ts';
import { audit } from '../audit/audit.ts';
import type { Call } from '../call.ts';
import { sessionResource } from './session.ts';
import { openSealed } from './session-seal.ts';

const links = {
  supporter: { column: 'sealed_supporter_link', activity: activities.sessionLinkGiven },
  endUser: { column: 'sealed_end_user_link', activity: activities.sessionUserLinkGiven },
} as const satisfies Readonly<Record<GivenLinkTable['link'], object>>;

/**
 * A link of the session that `find` finds, while that is open. The first time that a caller is given it is in the trail before they have
 * it; clients poll, and the times after that are not.
 */
export async function giveLink(
  assist: Assist,
  call: Pick<Call, 'caller' | 'client'>,
  link: keyof typeof links,
  find: (db: TenantDb) => Promise<Session | undefined>,
): Promise<string | undefined> {
  const { column, activity } = links[link];
  const caller = callerOf(call);
  const found = await assist.database.read(call.caller.tenantId, async (db) => {
    const session = await find(db);
    const opened = session?.status === 'open' ? await openSealed(assist, db, session, column) : undefined;
    if (!session || !opened) return undefined;
    return { session, opened, isGiven: await isLinkGiven(db, { session_id: session.id, caller, link }) };
  });
  if (!found || found.isGiven) return found?.opened.reveal();
  return assist.database.write(call.caller.tenantId, async (tx) => {
    const session = await lockSession(tx, found.session.id);
    if (session?.status !== 'open') return undefined;
    if (await noteLinkGiven(tx, { session_id: session.id, caller, link })) {
      await audit(tx, call, { activity, resource: sessionResource(session) });
    }
    return found.opened.reveal();
  });
}

/** Notes that a caller asked for the supporter's link by itself, which is in the trail each time. */
export async function noteSupporterUrl(
  tx: TenantTx,
  call: Pick<Call, 'caller' | 'client'>,
  session: Session,
): Promise<void> {
  await noteLinkGiven(tx, { session_id: session.id, caller: callerOf(call), link: 'supporter' });
  await audit(tx, call, { activity: links.supporter.activity, resource: sessionResource(session) });
}

function callerOf({ caller: { kind, subject } }: Pick<Call, 'caller'>): string {
  return `${kind} ${subject}`;
}
