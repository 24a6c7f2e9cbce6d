import type { Service } from '../../../src/service.ts';
import { verifyAuditEvents } from '../../../src/store/table/audit/audit-chain.ts';
import { meshIsTold, meshName, strayAccounts } from './mesh.ts';
import type { Actor } from './plan.ts';
import { listOf } from './settle.ts';
import { automation } from './stage.ts';
import type { Play } from './writes.ts';

interface Retirement {
  readonly grantId: string;
  readonly status: string;
  readonly notEstablished: readonly string[];
}

/** What stands in our database of an organisation. */
function rowsOf({ database }: Service, tenantId: string) {
  return database.read(tenantId, async ({ sql }) => ({
    grants: await sql.selectFrom('grants').selectAll().where('tenant_id', '=', tenantId).execute(),
    sessions: await sql.selectFrom('sessions').selectAll().where('tenant_id', '=', tenantId).execute(),
    obligations: await sql.selectFrom('obligations').selectAll().where('tenant_id', '=', tenantId).execute(),
    partners: await sql
      .selectFrom('remote_assistance_partners')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .execute(),
    codes: await sql.selectFrom('presented_codes').select('id').where('tenant_id', '=', tenantId).execute(),
    revoked: await sql.selectFrom('revoked_callers').selectAll().where('tenant_id', '=', tenantId).execute(),
  }));
}

type Rows = Awaited<ReturnType<typeof rowsOf>>;

const emailOf = ({ account }: { readonly account: string | null }): string | undefined =>
  account === null ? undefined : (JSON.parse(account) as { email?: string }).email;

/** Everything that is not as it is promised to be once nothing is owed any more. */
export async function judge(play: Play, service: Service): Promise<string[]> {
  const { tenants } = play.stage;
  const wrong: string[] = [];
  const confirmed = new Map<string, Set<string>>();
  const known: { tenantId: string; id: string }[] = [];
  for (const [who, tenantId] of Object.entries(tenants) as [Actor & keyof typeof tenants, string][]) {
    const rows = await rowsOf(service, tenantId);
    const say = (what: string) => void wrong.push(`${who}: ${what}`);
    grantsAreTold(play, tenantId, rows, say);
    sessionsAreTold(play, tenantId, rows, say);
    if (play.stage.mesh) meshIsTold(play.stage.mesh, tenantId, rows, say);
    known.push(...rows.grants.map(({ id }) => ({ tenantId, id })));
    if (!mayLoseGrants(play.plan)) connectionsAreKept(play, rows, say);
    await disconnectsAreTrue(play, who, rows, confirmed, say);
    for (const { id, kind, subject, status, unconfirmedReason } of rows.obligations) {
      if (kind === 'grant.retire' && status === 'cancelled') say(`the retirement ${id} of ${subject} was cancelled`);
      if (unconfirmedReason === '') say(`${kind} of ${subject} says no reason`);
    }
    const verified = await verifyAuditEvents(
      (work) => service.database.read(tenantId, work),
      (part) => part(),
    );
    if (!verified.intact) say(`the trail is not whole: ${JSON.stringify(verified)}`);
  }
  const strays = play.stage.mesh ? strayAccounts(play.stage.mesh, known) : [];
  for (const name of strays) wrong.push(`nobody knows of the account ${name}`);
  await severancesAreTrue(play, confirmed, (what) => void wrong.push(what));
  await writesAreTold(play, service, (what) => void wrong.push(what));
  return wrong;
}

type Say = (what: string) => void;

/** Each grant that is in force at the partner is the one of a partner that is connected, or was told as unconfirmed; and the other way round. */
function grantsAreTold({ stage, books }: Play, tenantId: string, rows: Rows, say: Say): void {
  const { grants } = stage.outside.sandbox;
  if (rows.codes.length > 0) say(`${rows.codes.length} codes are not settled`);
  for (const { id, state, sealed_grant, wrapped_key } of rows.grants) {
    if (state !== 'held' && state !== 'retired') say(`the grant ${id} is ${state}`);
    if (state === 'retired' && (sealed_grant ?? wrapped_key) !== null) say(`the grant ${id} is retired, and kept`);
  }
  const used = new Map(rows.partners.flatMap(({ id, grant_id }) => (grant_id === null ? [] : [[grant_id, id]])));
  const excused = new Map<string, number>();
  for (const { partner_id, unconfirmed } of rows.grants) {
    if (unconfirmed !== null) excused.set(partner_id, (excused.get(partner_id) ?? 0) + 1);
  }
  for (const consent of books.consents.filter((each) => each.tenantId === tenantId)) {
    const given = grants.filter(({ account }) => account.email === consent.email);
    const inForce = given.filter(({ revokedAt }) => revokedAt === undefined);
    if (inForce.length === 0 || books.forgotten.has(consent.email)) continue;
    const row = rows.grants.find((each) => emailOf(each) === consent.email && each.state === 'held');
    if (row && used.get(row.id) === consent.partnerId) continue;
    const left = excused.get(consent.partnerId) ?? 0;
    excused.set(consent.partnerId, left - 1);
    if (left <= 0) say(`the grant of ${consent.email} is in force at the partner, and nobody was told`);
  }
  for (const { id, grant_id, onboardingStatus } of rows.partners) {
    if (onboardingStatus === 'onboarding') say(`the partner ${id} is still ${onboardingStatus}`);
    if ((onboardingStatus === 'onboarded') !== (grant_id !== null))
      say(`the partner ${id} is ${onboardingStatus} with ${grant_id}`);
    const row = rows.grants.find((each) => each.id === grant_id);
    const email = row && emailOf(row);
    const inForce = grants.some(({ account, revokedAt }) => account.email === email && revokedAt === undefined);
    if (onboardingStatus === 'onboarded' && email && !inForce)
      say(`the partner ${id} is onboarded, and ${email} is revoked`);
  }
  for (const { id, state } of rows.grants) {
    if (state === 'held' && !used.has(id)) say(`the grant ${id} is held by no partner`);
  }
}

/** Whether a renewal may have been asked for, whose answer was lost or is in no backup: nobody can tell then what became of the grant. */
function mayLoseGrants({ accessTokenLifetimeMs, rounds, restored }: Play['plan']): boolean {
  const faults = rounds.flatMap(({ steps }) => steps.weather.map(({ fault }) => fault));
  const isRenewed = faults.some(
    (fault) => fault?.kind === 'unauthorized' || /token_valid":false/.test(fault?.body ?? ''),
  );
  return accessTokenLifetimeMs < 3_600_000 || isRenewed || restored !== undefined;
}

/** What was confirmed as connected is so, unless somebody has ended it since. */
function connectionsAreKept({ books }: Play, rows: Rows, say: Say): void {
  for (const { email, partnerId, sent } of books.connected) {
    const partner = rows.partners.find(({ id }) => id === partnerId);
    const isEnded = books.endings.some(({ of, over }) => {
      const isOfAll = of.partnerId === undefined && (of.tenantId ?? partner?.tenant_id) === partner?.tenant_id;
      return (over === undefined || over > sent) && (of.partnerId === partnerId || isOfAll);
    });
    if (!partner || isEnded || books.lost.has(email)) continue;
    const held = rows.grants.find(({ id }) => id === partner.grant_id);
    if (!held || emailOf(held) !== email)
      say(`the partner ${partnerId} was connected as ${email}, and is ${partner.onboardingStatus}`);
  }
}

/** Each session that is open at the partner is one that we show as open, or as one that nobody can end; and the other way round. */
function sessionsAreTold({ stage, books }: Play, tenantId: string, rows: Rows, say: Say): void {
  const { forgotten } = books;
  const open = stage.outside.sandbox.sessions.filter(({ state, code }) => state === 'Open' && !forgotten.has(code));
  const unconfirmed = new Set(rows.grants.filter(({ unconfirmed: why }) => why !== null).map(({ id }) => id));
  for (const { code, custom_api } of open) {
    const [, of, grantId, sessionId] = custom_api.split('/');
    if (of !== tenantId) continue;
    const session = rows.sessions.find(({ id }) => id === sessionId);
    if (session?.status === 'open' || session?.status === 'unconfirmed' || unconfirmed.has(grantId ?? '')) continue;
    const grant = rows.grants.find(({ id }) => id === grantId);
    say(`${code} is open at the partner; ours ${sessionId} is ${session?.status}, its grant ${grant?.state}`);
  }
  for (const { id, status, grant_id, requester_application: by, requestedDateTime } of rows.sessions) {
    const grant = rows.grants.find((each) => each.id === grant_id);
    if (status !== 'open' || grant?.connector === meshName) continue;
    const there = open.filter(({ custom_api }) => custom_api.endsWith(`/${id}`));
    if (there.length !== 1) say(`the session ${id} is open, and ${there.length} at the partner`);
    const ended = rows.revoked.find(({ id: caller }) => caller === by && by === automation);
    if (ended && requestedDateTime < ended.revokedDateTime) say(`${id} is open, whose requester was revoked since`);
  }
}

/** What each disconnect says is so, and each that was confirmed is there once. */
async function disconnectsAreTrue(
  play: Play,
  who: Actor & keyof Play['stage']['tenants'],
  rows: Rows,
  confirmed: Map<string, Set<string>>,
  say: Say,
): Promise<void> {
  const { stage, books } = play;
  const { grants, sessions } = stage.outside.sandbox;
  const told = await listOf(play, who, '/assist/disconnects?$top=100');
  for (const { id, status, severanceId, retirements, completedDateTime } of told) {
    if (status !== 'proven' && status !== 'unconfirmed') say(`the disconnect ${id} is ${status}`);
    if (completedDateTime === null) say(`the disconnect ${id} has no end`);
    const receipt = (await stage.ask(who, 0, 'GET', `/assist/disconnects/${id}/receipt()`))?.json?.value as string;
    const claims = JSON.parse(Buffer.from(receipt.split('.')[1] ?? '', 'base64url').toString());
    if (!claims.final || claims.disconnect.status !== status)
      say(`the receipt of ${id} says ${claims.disconnect.status}`);
    for (const { grantId, status: ended, notEstablished } of retirements as Retirement[]) {
      if (severanceId !== null) {
        const key = `${severanceId} ${ended === 'proven' ? 'proven' : 'unconfirmed'}`;
        confirmed.set(key, (confirmed.get(key) ?? new Set()).add(grantId));
      }
      if (ended === 'unconfirmed' && notEstablished.length === 0) say(`${grantId} is unconfirmed without a reason`);
      if (ended !== 'proven') continue;
      const row = rows.grants.find((each) => each.id === grantId);
      const email = row && emailOf(row);
      if (grants.some(({ account, revokedAt }) => account.email === email && revokedAt === undefined))
        say(`${id} is proven, and ${email} is in force`);
      const open = sessions.filter(({ state, custom_api }) => state === 'Open' && custom_api.includes(`/${grantId}/`));
      for (const { code } of open) say(`${id} is proven, and ${code} is open`);
    }
  }
  const tenantId = stage.tenants[who];
  for (const { ticket, of, status } of books.endings) {
    // A severance disconnects whoever has something.
    if (of.connector !== undefined || ticket === undefined) continue;
    const isHere =
      of.tenantId === undefined ? rows.partners.some(({ id }) => id === of.partnerId) : of.tenantId === tenantId;
    const records = told.filter((each) => each.ticket === ticket).length;
    if (records > 1) say(`the disconnect with the ticket ${ticket} is on record ${records} times`);
    if (isHere && status === 204 && records !== 1)
      say(`the confirmed disconnect with the ticket ${ticket} is not on record`);
    if (status !== undefined && status >= 400 && status < 500 && records > 0)
      say(`the refused disconnect ${ticket} is on record`);
  }
}

async function severancesAreTrue(
  play: Play,
  confirmed: ReadonlyMap<string, ReadonlySet<string>>,
  say: Say,
): Promise<void> {
  for (const { id, total, proven, unconfirmed, waiting, failing, isDone } of await listOf(
    play,
    'operator',
    '/assist/severances',
  )) {
    const counted = [proven, unconfirmed].map(Number);
    const expected = ['proven', 'unconfirmed'].map((state) => confirmed.get(`${id} ${state}`)?.size ?? 0);
    if (counted.join() !== expected.join())
      say(`the severance ${id} counts ${counted} and its disconnects tell ${expected}`);
    if (Number(waiting) + Number(failing) > 0) say(`the severance ${id} waits`);
    if (isDone !== (Number(proven) === Number(total))) say(`the severance ${id}: isDone ${isDone}`);
  }
}

/** Each write that was answered left its event, once; one that was refused left none. */
async function writesAreTold({ stage, books }: Play, service: Service, say: Say): Promise<void> {
  const told = new Map<string, string[]>();
  for (const tenantId of Object.values(stage.tenants)) {
    const events = await service.database.read(tenantId, ({ sql }) =>
      sql
        .selectFrom('audit_events')
        .select(['correlationId', 'activityType'])
        .where('tenant_id', '=', tenantId)
        .execute(),
    );
    for (const { correlationId, activityType } of events) {
      const known = told.get(correlationId ?? '') ?? [];
      told.set(correlationId ?? '', [...known, activityType ?? '']);
    }
  }
  for (const { id, what, status, tells } of books.writes) {
    const left = (told.get(id) ?? []).filter((type) => type !== 'Refuse Request');
    const count = left.filter((type) => type === tells).length;
    if (tells !== undefined && count > 1) say(`${what} left ${count} events ${tells}`);
    if (status === undefined || status >= 500) continue;
    if (status >= 400 && left.length > 0) say(`${what} was refused with ${status}, and left ${left}`);
    if (status < 400 && tells !== undefined && count !== 1) say(`${what} answered ${status}, and left ${left}`);
  }
}
