import { newId } from '../../core/id.ts';
import { open, SealBroken, seal } from '../../core/seal.ts';
import { Secret } from '../../core/secret.ts';
import { activities } from '../../model/audit-activities.ts';
import { noteLinkGiven } from '../../store/table/given-links.ts';
import { findGrant } from '../../store/table/grants.ts';
import { findSession, lockSession, type Session } from '../../store/table/sessions.ts';
import type { TenantDb } from '../../store/tenant.ts';
import { type Assist, connectorNamed } from '../assist.ts';
import { audit } from '../audit/audit.ts';
import { type Call, requester } from '../call.ts';
import { ownerOf } from '../grant/grant-seal.ts';
import { sessionResource } from './session.ts';
import { dataKeyOf, openLink } from './session-seal.ts';

/** What an address of ours that leads on to a supporter's link says, sealed under the data key of the grant: it ends with that. */
interface Launch {
  /** What makes the address good for once. */
  readonly once: string;
  /** Who was given it, for the trail. */
  readonly givenTo: string;
}

/**
 * The address that somebody is given in place of a supporter's link where the partner tells nothing of its use: it leads on once, and
 * that is in the trail. Whoever needs the link again asks again.
 *
 * @param once the same for what is one giving out of the link; a new one unless told
 * @throws SealBroken
 */
export async function launchAddress(
  assist: Assist,
  db: TenantDb,
  session: Session,
  call: Pick<Call, 'caller'>,
  once = newId(),
): Promise<string | undefined> {
  const key = await keyOf(assist, db, session);
  if (!key) return undefined;
  const launch: Launch = { once, givenTo: requester(call) };
  const sealed = await seal(key.dataKey, key.context, new Secret(JSON.stringify(launch)));
  return `${assist.origin()}/connect/launch?${new URLSearchParams({ link: `${db.tenantId}.${session.id}.${sealed}` })}`;
}

/** Whether the links of a session are given out through an address of ours, because its partner tells nothing of their use. */
export async function isLaunched(assist: Assist, db: TenantDb, session: Session): Promise<boolean> {
  const grant = await findGrant(db, session.grant_id);
  return grant !== undefined && connectorNamed(assist, grant.connector)?.capabilities.events === 'none';
}

/**
 * Where an address of {@link launchAddress} leads, the first time that it is followed while its session is open; `undefined` ever
 * after, and for anything else.
 */
export async function followLaunch(assist: Assist, link: string): Promise<string | undefined> {
  const [, tenantId, sessionId, sealed] = /^([0-9a-f-]{36})\.([0-9a-f-]{36})\.([\w.-]{1,4096})$/.exec(link) ?? [];
  if (tenantId === undefined || sessionId === undefined || sealed === undefined) return undefined;
  // Whoever makes up addresses is turned away before anything is locked.
  const launch = await assist.database.read(tenantId, async (db) => {
    const session = await findSession(db, sessionId);
    const key = session && (await keyOf(assist, db, session));
    return key && openLaunch(key, sealed);
  });
  if (!launch) return undefined;
  return assist.database.write(tenantId, async (tx) => {
    const session = await lockSession(tx, sessionId);
    const opened = session && (await openLink(assist, tx, session, 'sealed_supporter_link'));
    if (!session || !opened) return undefined;
    if (!(await noteLinkGiven(tx, { session_id: session.id, caller: launch.once, link: 'launch' }))) return undefined;
    await audit(tx, 'service', {
      activity: activities.sessionLinkFollowed,
      resource: sessionResource(session),
      changes: [{ name: 'GivenTo', from: null, to: launch.givenTo }],
    });
    return opened.reveal();
  });
}

async function keyOf(assist: Assist, db: TenantDb, session: Session) {
  const grant = await findGrant(db, session.grant_id);
  const dataKey = grant && (await dataKeyOf(assist, db.tenantId, grant));
  return dataKey && { dataKey, context: { ...ownerOf(db.tenantId, grant), field: `session/${session.id}/launch` } };
}

async function openLaunch(
  { dataKey, context }: NonNullable<Awaited<ReturnType<typeof keyOf>>>,
  sealed: string,
): Promise<Launch | undefined> {
  try {
    return JSON.parse((await open(dataKey, context, sealed)).reveal()) as Launch;
  } catch (error) {
    if (error instanceof SealBroken) return undefined;
    throw error;
  }
}
