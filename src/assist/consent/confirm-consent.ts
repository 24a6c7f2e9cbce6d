import { fail } from '../../model/failures.ts';
import { updateGrant } from '../../store/table/grants.ts';
import { lockPartner } from '../../store/table/partners.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import type { Handler } from '../call.ts';
import { found } from '../partner/partner.ts';
import { transition } from '../partner/transition.ts';
import { demandStanding } from '../standing.ts';
import { demandUnrevoked } from '../unrevoked.ts';
import { accountName, nameOf } from './behind-consent.ts';
import { firstWatch } from './count-consent.ts';
import { accountOf, parkedGrant } from './parked.ts';

/** A caller with the right stands behind the account that consented, which they name: it may be another one than they were shown. */
export const confirmConsent: Handler<'partners.confirmConsent'> = (assist, call) =>
  assist.database.write(call.caller.tenantId, async (tx) => {
    await demandUnrevoked(tx, call);
    const partner = found(await lockPartner(tx, call.key), call.key);
    const grant = await parkedGrant(tx, partner.id);
    await demandStanding(tx, partner.connector);
    const account = accountOf(grant);
    if (account?.id !== call.parameters.accountId) {
      const problem = sentence('otherConsented', { account: account?.id ?? '' });
      throw fail('conflict', { problem, target: 'accountId' });
    }
    await updateGrant(tx, grant.id, { state: 'held', requested_by: null });
    const { userPrincipalName, subject } = call.caller;
    const confirmedBy = JSON.stringify({ userPrincipalName, subject });
    await transition(tx, call, partner, 'consented', {
      grantId: grant.id,
      connectedBy: confirmedBy,
      watchAt: firstWatch(tx, assist, partner.connector),
      PartnerAccount: accountName(account),
      RequestedBy: nameOf(grant.requested_by),
      ConfirmedBy: nameOf(confirmedBy),
    });
  });
