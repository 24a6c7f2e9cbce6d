import { dateTimeOf } from '../../edm/date-time.ts';
import { activities } from '../../model/audit-activities.ts';
import type { Duty } from '../../obligations/duty.ts';
import { spread } from '../../obligations/pause.ts';
import type { Standing } from '../../partner/connector.ts';
import type { PartnerAccount } from '../../partner/granted.ts';
import { keepableText } from '../../partner/keepable-text.ts';
import { PartnerFailure } from '../../partner/partner-failure.ts';
import { findGrant, type Grant, updateGrant } from '../../store/table/grants.ts';
import { findPartner, lockPartner, updatePartner } from '../../store/table/partners.ts';
import type { TenantTx } from '../../store/tenant.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import type { Assist } from '../assist.ts';
import { audit } from '../audit/audit.ts';
import { type Access, withAccess } from '../grant/access.ts';
import { importPartnerDevices } from '../inventory/import-partner-devices.ts';
import { transition } from './transition.ts';

/**
 * Asks the partner now and then how a grant stands, for as long as it is in force, and which devices it is for.
 * @param follow hears from now on what the partner tells of the grant by itself
 */
export function watchGrant(assist: Assist, follow: (tenantId: string, grant: Grant) => void): Duty<'grant.watch'> {
  return async ({ tenantId, subject, signal }) => {
    const grant = await assist.database.read(tenantId, (db) => findGrant(db, subject));
    if (grant?.state !== 'held') return { kind: 'done' };
    let standing: Standing;
    try {
      const checking = ({ connector, secret }: Access) => connector.check(secret, signal);
      standing = await withAccess(assist, tenantId, grant.id, checking);
    } catch (error) {
      if (!(error instanceof PartnerFailure) || error.reason !== 'grantGone') throw error;
      standing = { kind: 'gone', because: error.message };
    }
    if (standing.kind === 'gone') {
      const { because, sessionsUntil } = standing;
      return { kind: 'done', write: (tx) => lose(tx, grant, `${because}${runningUntil(sessionsUntil)}`) };
    }
    const other = await otherAccount(assist, tenantId, grant, signal);
    if (other !== undefined) return { kind: 'done', write: (tx) => lose(tx, grant, other) };
    follow(tenantId, grant);
    await importDevices(assist, tenantId, grant, signal);
    const missing = standing.kind === 'narrowed' ? `${standing.missing}${runningUntil(standing.sessionsUntil)}` : null;
    return {
      kind: 'again',
      inMs: spread(assist.watchIntervalMs),
      reason: missing === null ? 'the partner still knows us' : `the partner still knows us, for less: ${missing}`,
      write: async (tx) => {
        await updatePartner(tx, grant.partner_id, { lastConnectionDateTime: dateTimeOf(tx.now) });
        if (missing !== grant.narrowed) await narrow(tx, grant, missing);
      },
    };
  };
}

/**
 * Says so where what was renewed speaks for another account than the one that consented: nobody agreed to that. What cannot be asked is
 * asked at the next look.
 */
async function otherAccount(
  assist: Assist,
  tenantId: string,
  { id, account: consented }: Grant,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (consented === null) return undefined;
  // As it is now: the look before may have renewed it.
  const asking = async ({ connector, secret, grant }: Access) =>
    grant.revision === 0 ? undefined : connector.account(secret, signal);
  const now = await withAccess(assist, tenantId, id, asking, 'atHand').catch((error: unknown) => {
    if (error instanceof PartnerFailure) return undefined;
    throw error;
  });
  const before = JSON.parse(consented) as PartnerAccount;
  if (now === undefined || now.id === before.id) return undefined;
  const [was, is] = [before, now].map((account) => keepableText(account.email ?? account.name ?? account.id));
  return sentence('otherAccount', { now: is ?? '', before: was ?? '' });
}

async function importDevices(assist: Assist, tenantId: string, grant: Grant, signal: AbortSignal): Promise<void> {
  const partner = await assist.database.read(tenantId, (db) => findPartner(db, grant.partner_id));
  if (partner?.grant_id !== grant.id) return;
  await withAccess(assist, tenantId, grant.id, async ({ connector, secret }) => {
    const devices = connector.devices?.(secret, signal);
    if (devices) await importPartnerDevices(assist, tenantId, partner, devices);
  });
}

function runningUntil(sessionsUntil: number | undefined): string {
  if (sessionsUntil === undefined) return '';
  return `${sentence('and')}${sentence('sessionsMayRun', { instant: new Date(sessionsUntil).toISOString() })}`;
}

/** The partner took away some of what was accepted, or gave it back: it is told once. */
async function narrow(tx: TenantTx, grant: Grant, missing: string | null): Promise<void> {
  const partner = await lockPartner(tx, grant.partner_id);
  if (partner?.grant_id !== grant.id) return;
  await updateGrant(tx, grant.id, { narrowed: missing });
  await audit(tx, 'service', {
    activity: activities.connectionNarrowed,
    resource: partner,
    ...(missing !== null && { result: 'Failure' as const }),
    changes: [{ name: 'Missing', from: grant.narrowed, to: missing }],
  });
}

/** The partner withdrew the grant behind our back: the connection is lost, and what is stored of it is retired. */
async function lose(tx: TenantTx, grant: Grant, reason: string): Promise<void> {
  const partner = await lockPartner(tx, grant.partner_id);
  if (partner?.grant_id !== grant.id) return;
  await transition(tx, 'service', partner, 'lost', { Reason: reason });
}
