import { lockPartner } from '../../store/table/partners.ts';
import type { Handler } from '../call.ts';
import { found } from '../partner/partner.ts';
import { transition } from '../partner/transition.ts';
import { accountName } from './behind-consent.ts';
import { accountOf, parkedGrant } from './parked.ts';

/** Nobody stands behind the account that consented: its grant is owed for retirement. */
export const denyConsent: Handler<'partners.denyConsent'> = ({ database }, call) =>
  database.write(call.caller.tenantId, async (tx) => {
    const partner = found(await lockPartner(tx, call.key), call.key);
    const account = accountName(accountOf(await parkedGrant(tx, partner.id)));
    await transition(tx, call, partner, 'denied', { Reason: `the account ${account ?? ''} was denied here` });
  });
