import { instantOf, later } from '../../core/clock.ts';
import type { Secret } from '../../core/secret.ts';
import { dateTimeOf, millisecondsOf } from '../../edm/date-time.ts';
import { activities } from '../../model/audit-activities.ts';
import { type Duty, type Job, LeaseLost } from '../../obligations/duty.ts';
import { owe } from '../../obligations/owe.ts';
import type { Connector } from '../../partner/connector.ts';
import { PartnerFailure } from '../../partner/partner-failure.ts';
import type { NewSession, PartnerSession } from '../../partner/session.ts';
import type { TenantTable } from '../../store/schema.ts';
import { findGrant, lockGrant } from '../../store/table/grants.ts';
import { everyDevice, findManagedDevice, type ManagedDevice } from '../../store/table/managed-devices.ts';
import { listKnowing } from '../../store/table/partner-devices.ts';
import { findSession, lockSession, openingMs, type Session, updateSession } from '../../store/table/sessions.ts';
import { findTenant } from '../../store/table/tenants.ts';
import type { TenantTx } from '../../store/tenant.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import type { Assist } from '../assist.ts';
import { audit } from '../audit/audit.ts';
import { withAccess } from '../grant/access.ts';
import { mayBegin } from '../standing.ts';
import { notOpened } from './not-opened.ts';
import { noteAssistance } from './note-assistance.ts';
import { notedDeviceId } from './noted-device-id.ts';
import { sessionResource } from './session.ts';
import { isOfUse, openSealed, sealSession } from './session-seal.ts';

/**
 * Opens a session at the partner. The call is announced in the session before it is made, under the lock of a grant that is still
 * held, and a grant is retired only when no call is under way; so a session that is opened while the partner is being disconnected
 * is found and closed, by this duty or by the retirement.
 */
export function openSession(assist: Assist): Duty<'session.open'> {
  return async (job, steps) => {
    const { tenantId, subject } = job;
    const session = await assist.database.read(tenantId, (db) => findSession(db, subject));
    if (!session || (session.status !== 'requested' && session.opening_until === null)) return { kind: 'done' };
    const device = await assist.database.read(tenantId, (db) => findManagedDevice(db, session.deviceId, everyDevice));
    const tenant = await assist.database.read(tenantId, findTenant);
    const knowing = await assist.database.read(tenantId, (db) => listKnowing(db, session.deviceId));
    const known = knowing.find(({ partner_id }) => partner_id === session.partnerId);
    // What an earlier attempt may have opened is not known before the partner has said what is open, nor closed before it has said so.
    let isKnown = session.opening_until === null;
    try {
      await withAccess(assist, tenantId, session.grant_id, async ({ connector, secret }) => {
        const asked = newSession(
          session,
          connector,
          tenant ?? { tenant_id: tenantId, displayName: null },
          device,
          known?.partner_device_id ?? notedDeviceId(device?.notes, connector.name),
        );
        // An attempt that was cut short may have opened it, and so may one whose answer was lost.
        const [found, ...others] = job.attempt > 1 ? await connector.openSessions(secret, asked.key, job.signal) : [];
        isKnown = true;
        const announced = await assist.database.write(tenantId, (tx) => announce(tx, session));
        if (!found && !announced) return;
        const opened = found ?? (await connector.openSession(secret, asked, job.signal));
        const undo = async () => {
          isKnown = false;
          for (const each of [opened, ...others]) await closeAgain(connector, secret, each);
          isKnown = true;
        };
        if (!isOfUse(opened)) {
          await undo();
          throw new PartnerFailure('refused', sentence('noLink'));
        }
        const sealed = await sealedUnder(assist, job, session, opened);
        let kept = false;
        try {
          await steps.save({ opened: true }, async (tx) => {
            kept = sealed !== undefined && (await keep(tx, assist, session, opened, sealed, connector));
          });
        } catch (error) {
          if (!(error instanceof LeaseLost)) throw error;
          // Whoever has the lease now may have found this one, or opened another.
          kept = await isTheOne(assist, tenantId, session, opened);
        }
        if (kept) return;
        // Nobody waits for it any more. Closed also where the attempt no longer counts.
        await undo();
      });
    } catch (error) {
      if (!(error instanceof PartnerFailure)) throw error;
      return notOpened(assist, job, session, error, isKnown);
    }
    return { kind: 'done', write: async (tx) => void (await updateSession(tx, session.id, { opening_until: null })) };
  };
}

/** Notes that a call is about to be made; `false` when the session is not wanted any more or its grant not in force. */
async function announce(tx: TenantTx, { id, grant_id }: Session): Promise<boolean> {
  const grant = await lockGrant(tx, grant_id);
  const current = await lockSession(tx, id);
  if (grant?.state !== 'held' || current?.status !== 'requested') return false;
  if (!(await mayBegin(tx, grant.connector))) return false;
  return updateSession(tx, id, { opening_until: later(tx.now, openingMs), openings: current.openings + 1 });
}

/** Whether a session of the partner's became ours through somebody else, who is given time to say so. */
async function isTheOne(assist: Assist, tenantId: string, { id }: Session, opened: PartnerSession): Promise<boolean> {
  const until = assist.clock.elapsed() + openingMs;
  for (;;) {
    const known = await assist.database.read(tenantId, async (db) => {
      const session = await findSession(db, id);
      const ref = session && (await openSealed(assist, db, session, 'sealed_code'));
      return { status: session?.status, ref: ref?.reveal() };
    });
    if (known.status !== 'requested' || assist.clock.elapsed() >= until) return known.ref === opened.ref;
    await assist.clock.wait(250);
  }
}

async function sealedUnder(assist: Assist, { tenantId }: Job, session: Session, opened: PartnerSession) {
  const grant = await assist.database.read(tenantId, (db) => findGrant(db, session.grant_id));
  return grant && sealSession(assist, tenantId, grant, session.id, opened);
}

function newSession(
  session: Session,
  { terms }: Connector,
  tenant: Pick<TenantTable, 'tenant_id' | 'displayName'>,
  device: ManagedDevice | undefined,
  partnerDeviceId: string | null,
): NewSession {
  const name = device?.userDisplayName || undefined;
  const email = device?.emailAddress || undefined;
  const who = session.requestedBy === null ? '' : `, asked for by ${session.requestedBy}`;
  const serial = device?.serialNumber ? ` (${device.serialNumber})` : '';
  return {
    key: { tenantId: tenant.tenant_id, grantId: session.grant_id, sessionId: session.id },
    organisation: { id: tenant.tenant_id, displayName: tenant.displayName },
    device: {
      partnerDeviceId,
      id: session.deviceId,
      azureADDeviceId: device?.azureADDeviceId ?? null,
      deviceName: session.deviceName,
      serialNumber: device?.serialNumber ?? null,
    },
    supporter: session.requestedBy,
    ...(terms && { terms }),
    description: `Remote assistance on ${session.deviceName ?? session.deviceId}${serial}${who}`,
    validUntil: millisecondsOf(session.expirationDateTime),
    ...((name || email) && { endCustomer: { ...(name && { name }), ...(email && { email }) } }),
  };
}

/** Records the open session; `false` when it was ended meanwhile. */
async function keep(
  tx: TenantTx,
  assist: Assist,
  session: Session,
  { ref, validUntil = Number.POSITIVE_INFINITY }: PartnerSession,
  sealed: Awaited<ReturnType<typeof sealSession>>,
  { terms }: Connector,
): Promise<boolean> {
  const grant = await lockGrant(tx, session.grant_id);
  const current = await lockSession(tx, session.id);
  // A commit whose acknowledgement was lost is made again, and finds what it has done.
  if (current?.status === 'open' && (await openSealed(assist, tx, current, 'sealed_code'))?.reveal() === ref)
    return true;
  if (grant?.state !== 'held' || current?.status !== 'requested') return false;
  const expiresAt = instantOf(Math.min(validUntil, millisecondsOf(session.expirationDateTime)));
  await updateSession(tx, session.id, {
    ...sealed,
    status: 'open',
    openedDateTime: dateTimeOf(tx.now),
    expirationDateTime: dateTimeOf(expiresAt),
    opening_until: null,
  });
  await noteAssistance(tx, session.deviceId, 'done');
  await owe(tx, { kind: 'session.close', subject: session.id, dueAt: expiresAt });
  await owe(tx, { kind: 'session.watch', subject: session.id, dueAt: later(tx.now, assist.sessionPollMs) });
  await audit(tx, 'service', {
    activity: activities.sessionOpened,
    resource: sessionResource(session),
    changes: [
      { name: 'Status', from: 'requested', to: 'open' },
      { name: 'Partner', from: null, to: session.partnerDisplayName },
      { name: 'ExpirationDateTime', from: null, to: dateTimeOf(expiresAt) },
      { name: 'Access', from: null, to: terms?.access.join(', ') },
      { name: 'ConsentPrompt', from: null, to: terms?.consent },
    ],
  });
  return true;
}

function closeAgain(connector: Connector, secret: Secret, { ref }: PartnerSession): Promise<unknown> {
  return connector.capabilities.closesSessions ? connector.closeSession(secret, ref) : Promise.resolve();
}
