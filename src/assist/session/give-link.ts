import { activities } from '../../model/audit-activities.ts';
import { lockSession, type Session, updateSession } from '../../store/table/sessions.ts';
import type { TenantDb, TenantTx } from '../../store/tenant.ts';
import type { Assist } from '../assist.ts';
import { audit } from '../audit/audit.ts';
import { type Call, requester } from '../call.ts';
import { sessionResource } from './session.ts';
import { openLink } from './session-seal.ts';

/** The link that a supporter joins with; `undefined` unless the session is open. Whoever is given it has to be recorded. */
export async function supporterLink(assist: Assist, db: TenantDb, session: Session): Promise<string | undefined> {
  return (await openLink(assist, db, session, 'sealed_supporter_link'))?.reveal();
}

export function hasLink(session: Session, call: Pick<Call, 'caller'>): boolean {
  return (JSON.parse(session.linkGivenTo) as string[]).includes(requester(call));
}

/** Records that the link of a session was given to who calls, and gives it. It comes last in its transaction. */
export async function giveLink(assist: Assist, tx: TenantTx, call: Call, id: string): Promise<string | undefined> {
  const session = await lockSession(tx, id);
  const link = session && (await supporterLink(assist, tx, session));
  if (!session || !link) return undefined;
  if (!hasLink(session, call)) {
    const linkGivenTo = JSON.stringify([...(JSON.parse(session.linkGivenTo) as string[]), requester(call)]);
    await updateSession(tx, id, { linkGivenTo });
  }
  await audit(tx, call, { activity: activities.sessionLinkGiven, resource: sessionResource(session) });
  return link;
}
