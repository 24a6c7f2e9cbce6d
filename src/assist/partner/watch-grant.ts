import { dateTimeOf } from '../../edm/date-time.ts';
import type { Duty } from '../../obligations/duty.ts';
import { spread } from '../../obligations/pause.ts';
import { PartnerFailure } from '../../partner/partner-failure.ts';
import { findGrant, type Grant } from '../../store/table/grants.ts';
import { lockPartner, updatePartner } from '../../store/table/partners.ts';
import type { TenantTx } from '../../store/tenant.ts';
import type { Assist } from '../assist.ts';
import { type Access, withAccess } from '../grant/access.ts';
import { transition } from './transition.ts';

/** Asks the partner now and then whether it still knows us, for as long as the grant is in force. */
export function watchGrant(assist: Assist): Duty<'grant.watch'> {
  return async ({ tenantId, subject, signal }) => {
    const grant = await assist.database.read(tenantId, (db) => findGrant(db, subject));
    if (grant?.state !== 'held') return { kind: 'done' };
    try {
      const checking = ({ connector, secret }: Access) => connector.check(secret, signal);
      const standing = await withAccess(assist, tenantId, grant.id, checking);
      if (standing.kind === 'gone') return { kind: 'done', write: (tx) => lose(tx, grant, standing.because) };
    } catch (error) {
      if (!(error instanceof PartnerFailure) || error.reason !== 'grantGone') throw error;
      return { kind: 'done', write: (tx) => lose(tx, grant, error.message) };
    }
    return {
      kind: 'again',
      inMs: spread(assist.watchIntervalMs),
      reason: 'the partner still knows us',
      write: async (tx) => {
        await updatePartner(tx, grant.partner_id, { lastConnectionDateTime: dateTimeOf(tx.now) });
      },
    };
  };
}

/** The partner withdrew the grant behind our back: the connection is lost, and what is stored of it is retired. */
async function lose(tx: TenantTx, grant: Grant, reason: string): Promise<void> {
  const partner = await lockPartner(tx, grant.partner_id);
  if (partner?.grant_id !== grant.id) return;
  await transition(tx, 'service', partner, 'lost', { Reason: reason });
}
