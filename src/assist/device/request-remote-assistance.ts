import { canonicalId } from '../../core/guid.ts';
import { newRecordId } from '../../core/id.ts';
import { dateTimeOf, millisecondsOf } from '../../edm/date-time.ts';
import { activities } from '../../model/audit-activities.ts';
import { fail } from '../../model/failures.ts';
import { owe } from '../../obligations/owe.ts';
import type { PartnerTable } from '../../store/schema/connection.ts';
import { lockGrant } from '../../store/table/grants.ts';
import {
  type DeviceScope,
  findManagedDevice,
  lockManagedDevice,
  type ManagedDevice,
} from '../../store/table/managed-devices.ts';
import { listKnowing } from '../../store/table/partner-devices.ts';
import { listOnboardedPartners, listPartnerNames } from '../../store/table/partners.ts';
import { findLiveSession, findSession, insertSession, lockSession, type Session } from '../../store/table/sessions.ts';
import type { TenantDb, TenantTx } from '../../store/tenant.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import { type Assist, connectorNamed } from '../assist.ts';
import { audit } from '../audit/audit.ts';
import { type Call, type Handler, requester } from '../call.ts';
import { once } from '../once.ts';
import { noteAssistance } from '../session/note-assistance.ts';
import { beginClosing } from '../session/session.ts';
import { demandStanding, mayBegin } from '../standing.ts';
import { demandUnrevoked } from '../unrevoked.ts';
import { deviceAt } from './managed-device.ts';

/**
 * Asks for remote assistance on a device. Session, obligation, what the device tells of it and audit event are one commit; the
 * partner is asked afterwards, by the duty `session.open`. While a session of the device is asked for or open, that is the answer.
 */
export const requestRemoteAssistance: Handler<'managedDevices.requestRemoteAssistance'> = (assist, call) =>
  assist.database.write(call.caller.tenantId, async (tx) => {
    const id = newRecordId(tx.now);
    const made = async (earlier: string) => ((await findSession(tx, earlier)) ? 'made' : undefined);
    await once(tx, call, 'managedDevices.requestRemoteAssistance', id, {
      made,
      make: async () => {
        await request(assist, tx, call, id);
        return 'made';
      },
    });
  });

async function request(assist: Assist, tx: TenantTx, call: Call<DeviceScope>, id: string): Promise<void> {
  await deviceAt(tx, call, findManagedDevice);
  // A suspension that is being committed closes what is open: who comes after it finds the organisation not served.
  await demandUnrevoked(tx, call);
  const partner = await connectedPartner(assist, tx, call.key, (call.parameters.partnerId ?? null) as string | null);
  const device = await deviceAt(tx, call, lockManagedDevice);
  const live = await findLiveSession(tx, device.id);
  if (live && !(live.status === 'open' && millisecondsOf(live.expirationDateTime) <= tx.now))
    return tellRequest(tx, call, device, live);
  // It has expired, and nobody has closed it yet.
  if (live) {
    const expired = await lockSession(tx, live.id);
    if (expired) await beginClosing(tx, expired, 'expired');
  }

  await insertSession(tx, {
    id,
    status: 'requested',
    partnerId: partner.id,
    partnerDisplayName: partner.displayName,
    deviceId: device.id,
    deviceName: device.deviceName,
    userPrincipalName: device.userPrincipalName,
    requestedBy: requester(call),
    requester_subject: call.caller.subject,
    requester_application: call.caller.applicationId ?? null,
    requestedDateTime: dateTimeOf(tx.now),
    openedDateTime: null,
    expirationDateTime: dateTimeOf(tx.now + assist.sessionLifetimeMs),
    closedDateTime: null,
    closeReason: null,
    unconfirmedUntil: null,
    errorDetails: null,
    connections: '[]',
    grant_id: partner.grant_id,
    opening_until: null,
    sealed_code: null,
    sealed_supporter_link: null,
    sealed_end_user_link: null,
  });
  await noteAssistance(tx, device.id, 'pending');
  await owe(tx, { kind: 'session.open', subject: id });
  await tellRequest(tx, call, device, { id, partnerDisplayName: partner.displayName });
}

/** Everybody who asks is in the trail, also who is given the session that somebody else has asked for. */
function tellRequest(
  tx: TenantTx,
  call: Call,
  device: Pick<ManagedDevice, 'id' | 'deviceName'>,
  session: Pick<Session, 'id' | 'partnerDisplayName'>,
): Promise<void> {
  return audit(tx, call, {
    activity: activities.sessionRequested,
    resource: { id: device.id, displayName: device.deviceName },
    changes: [
      { name: 'Session', from: null, to: session.id },
      { name: 'Partner', from: null, to: session.partnerDisplayName },
    ],
  });
}

type Connected = PartnerTable & { readonly grant_id: string };

/**
 * The partner that a session is opened at: the one that is asked for; else of several one that knows the device, then one that needs not
 * know it, and of those the one whose connector stands first in the settings.
 */
async function connectedPartner(
  assist: Assist,
  tx: TenantTx,
  deviceId: string,
  partnerId: string | null,
): Promise<Connected> {
  const order = assist.connectors.map(({ name }) => name);
  const knowing = new Set((await listKnowing(tx, deviceId)).map(({ partner_id }) => partner_id));
  const rank = ({ id, connector }: PartnerTable) => {
    if (knowing.has(id)) return 0;
    return connectorNamed(assist, connector)?.capabilities.deviceBound ? 2 : 1;
  };
  const connected = await listOnboardedPartners(tx);
  if (partnerId !== null && !connected.some(({ id }) => id === canonicalId(partnerId))) {
    const problem = sentence('noSuchPartner', { id: partnerId, why: await help(tx) });
    throw fail('notPossible', { problem, target: 'partnerId' });
  }
  const usable = connected
    .filter(({ connector }) => order.includes(connector))
    .filter(({ id }) => partnerId === null || id === canonicalId(partnerId))
    .sort((one, other) => rank(one) - rank(other) || order.indexOf(one.connector) - order.indexOf(other.connector));
  for (const partner of usable) {
    // A disconnect that is just being committed has the grant; who comes after it finds it retiring.
    const grant = partner.grant_id === null ? undefined : await lockGrant(tx, partner.grant_id);
    if (grant?.state === 'held' && (await mayBegin(tx, grant.connector))) return { ...partner, grant_id: grant.id };
  }
  for (const { connector } of usable) await demandStanding(tx, connector);
  throw fail('notPossible', { problem: await help(tx), target: 'remoteAssistancePartner' });
}

async function help(db: TenantDb): Promise<string> {
  const [partner] = await listPartnerNames(db);
  const why = partner
    ? sentence('connectIt', { partner: partner.displayName || partner.id, id: partner.id })
    : sentence('createIt');
  return sentence('noPartner', { why });
}
