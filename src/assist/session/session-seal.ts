import { type DataKey, open, type SealContext, seal, unwrapDataKey } from '../../core/seal.ts';
import { Secret } from '../../core/secret.ts';
import type { PartnerSession } from '../../partner/session.ts';
import { findGrant, type Grant } from '../../store/table/grants.ts';
import type { Session } from '../../store/table/sessions.ts';
import type { TenantDb } from '../../store/tenant.ts';
import type { Assist } from '../assist.ts';
import { ownerOf } from '../grant/grant-seal.ts';
import { mayBegin } from '../standing.ts';

/** What lets its holder into a session. Each column is sealed under its own name, so that one never opens as another. */
export type SealedSession = Pick<Session, 'sealed_code' | 'sealed_supporter_link' | 'sealed_end_user_link'>;

/** More than browsers and servers take as an address. */
const longestLink = 8192;

/** Whether there is a way in, and all that is to be kept of it can be. */
export function isOfUse({ ref, supporterLink, endCustomerLink = '' }: PartnerSession): boolean {
  return (
    supporterLink !== undefined && [ref, supporterLink, endCustomerLink].every((text) => text.length <= longestLink)
  );
}

/**
 * Seals what the partner gave for a session, under the data key of its grant: destroying the grant destroys it.
 * @throws SealBroken
 */
export async function sealSession(
  assist: Assist,
  tenantId: string,
  grant: Grant,
  sessionId: string,
  { ref, supporterLink, endCustomerLink }: PartnerSession,
): Promise<SealedSession> {
  const dataKey = await dataKeyOf(assist, tenantId, grant);
  if (!dataKey) return noSeals;
  const sealed = async (column: keyof SealedSession, value: string | undefined) =>
    value === undefined ? null : seal(dataKey, contextOf(tenantId, grant, sessionId, column), new Secret(value));
  return {
    sealed_code: await sealed('sealed_code', ref),
    sealed_supporter_link: await sealed('sealed_supporter_link', supporterLink),
    sealed_end_user_link: await sealed('sealed_end_user_link', endCustomerLink),
  };
}

export const noSeals: SealedSession = { sealed_code: null, sealed_supporter_link: null, sealed_end_user_link: null };

/** One sealed value of a session; `undefined` when there is none, or its grant is destroyed. @throws SealBroken */
export async function openSealed(
  assist: Assist,
  db: TenantDb,
  session: Session,
  column: keyof SealedSession,
): Promise<Secret | undefined> {
  const sealed = session[column];
  const grant = sealed === null ? undefined : await findGrant(db, session.grant_id);
  const dataKey = grant && (await dataKeyOf(assist, db.tenantId, grant));
  if (sealed === null || !grant || !dataKey) return undefined;
  return open(dataKey, contextOf(db.tenantId, grant, session.id, column), sealed);
}

/**
 * A link into an open session, for whoever is to follow it; `undefined` when there is none, and where nothing may begin any more.
 * @throws SealBroken
 */
export async function openLink(
  assist: Assist,
  db: TenantDb,
  session: Session,
  column: Exclude<keyof SealedSession, 'sealed_code'>,
): Promise<Secret | undefined> {
  const grant = session.status === 'open' ? await findGrant(db, session.grant_id) : undefined;
  return grant && (await mayBegin(db, grant.connector)) ? openSealed(assist, db, session, column) : undefined;
}

/** What is sealed in a session, under the data key that its grant is to have. @throws SealBroken */
export async function resealSession(
  assist: Assist,
  db: TenantDb,
  session: Session,
  under: Grant,
): Promise<SealedSession> {
  const dataKey = await dataKeyOf(assist, db.tenantId, under);
  const resealed = { ...noSeals };
  for (const column of Object.keys(noSeals) as (keyof SealedSession)[]) {
    const value = await openSealed(assist, db, session, column);
    if (value && dataKey)
      resealed[column] = await seal(dataKey, contextOf(db.tenantId, under, session.id, column), value);
  }
  return resealed;
}

/** The key that what is sealed in the sessions of a grant is sealed under. @throws SealBroken */
export async function dataKeyOf(assist: Assist, tenantId: string, grant: Grant): Promise<DataKey | undefined> {
  const { wrapped_key: wrapped } = grant;
  if (wrapped === null) return undefined;
  return unwrapDataKey(assist.masterKeys, { ...ownerOf(tenantId, grant), field: 'dataKey' }, wrapped);
}

function contextOf(tenantId: string, grant: Grant, sessionId: string, column: keyof SealedSession): SealContext {
  return { ...ownerOf(tenantId, grant), field: `session/${sessionId}/${column}` };
}
