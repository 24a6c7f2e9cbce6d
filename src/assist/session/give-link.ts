import { activities } from '../../model/audit-activities.ts';
import { isLinkGiven, noteLinkGiven } from '../../store/table/given-links.ts';
import { lockSession, type Session, updateSession } from '../../store/table/sessions.ts';
import type { TenantDb, TenantTx } from '../../store/tenant.ts';
import type { Assist } from '../assist.ts';
import { audit } from '../audit/audit.ts';
import { type Call, requester } from '../call.ts';
import { demandUnrevoked } from '../unrevoked.ts';
import { isLaunched, launchAddress } from './launch.ts';
import { sessionResource } from './session.ts';
import { openLink } from './session-seal.ts';

const links = {
  supporter: { column: 'sealed_supporter_link', activity: activities.sessionLinkGiven },
  endUser: { column: 'sealed_end_user_link', activity: activities.sessionUserLinkGiven },
} as const;

type Link = keyof typeof links;

type By = Pick<Call, 'caller' | 'client'>;

/**
 * A link of the session that `find` finds, while that is open. The first time that a caller is given it is in the trail before they have
 * it; clients poll, and the times after that are not.
 */
export async function giveLink(
  assist: Assist,
  call: By,
  link: Link,
  find: (db: TenantDb) => Promise<Session | undefined>,
): Promise<string | undefined> {
  const { column, activity } = links[link];
  const { tenantId } = call.caller;
  const found = await assist.database.read(tenantId, async (db) => {
    const session = await find(db);
    const opened = session && (await openLink(assist, db, session, column));
    if (!session || !opened) return undefined;
    const isGiven = await isLinkGiven(db, { session_id: session.id, ...givenTo(call), link });
    const leadsOn = link === 'supporter' && (await isLaunched(assist, db, session));
    // Clients poll: what they are given again is good for the same one time.
    const once = `${link} ${callerOf(call)}`;
    const given = leadsOn ? await launchAddress(assist, db, session, call, once) : opened.reveal();
    return { id: session.id, given, isGiven };
  });
  if (!found || found.isGiven) return found?.given;
  return assist.database.write(tenantId, async (tx) => {
    await demandUnrevoked(tx, call);
    const session = await lockSession(tx, found.id);
    const opened = session && (await openLink(assist, tx, session, column));
    if (!session || !opened) return undefined;
    if (await note(tx, call, link, session)) await audit(tx, call, { activity, resource: sessionResource(session) });
    return found.given;
  });
}

/** The supporter's link, for a caller who asks for it by itself, which is in the trail each time. It comes last in its transaction. */
export async function giveSupporterUrl(
  assist: Assist,
  tx: TenantTx,
  call: By,
  session: Session,
): Promise<string | undefined> {
  const { column, activity } = links.supporter;
  const opened = await openLink(assist, tx, session, column);
  if (!opened) return undefined;
  const leadsOn = await isLaunched(assist, tx, session);
  const given = leadsOn ? await launchAddress(assist, tx, session, call) : opened.reveal();
  await note(tx, call, 'supporter', session);
  await audit(tx, call, { activity, resource: sessionResource(session) });
  return given;
}

/** Notes that a caller is given a link of a session, which is locked; `false` when they were before. */
async function note(tx: TenantTx, call: By, link: Link, session: Session): Promise<boolean> {
  const { caller, client } = givenTo(call);
  const isFirst = await noteLinkGiven(tx, { session_id: session.id, caller, link });
  // Whoever revokes a client means all that was given out through it.
  if (client !== caller) await noteLinkGiven(tx, { session_id: session.id, caller: client, link });
  const names = JSON.parse(session.linkGivenTo) as string[];
  const name = requester(call);
  if (isFirst && link === 'supporter' && !names.includes(name)) {
    await updateSession(tx, session.id, { linkGivenTo: JSON.stringify([...names, name]) });
  }
  return isFirst;
}

function givenTo(call: By): { readonly caller: string; readonly client: string } {
  const { applicationId } = call.caller;
  return { caller: callerOf(call), client: applicationId === undefined ? callerOf(call) : `client ${applicationId}` };
}

function callerOf({ caller: { kind, subject } }: Pick<Call, 'caller'>): string {
  return `${kind} ${subject}`;
}
