import { activities } from '../../model/audit-activities.ts';
import { fail } from '../../model/failures.ts';
import { bindOnboarding, findOnboarding } from '../../store/table/onboardings.ts';
import { lockPartner } from '../../store/table/partners.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import { audit } from '../audit/audit.ts';
import type { Handler } from '../call.ts';
import { found } from '../partner/partner.ts';
import { demandUnrevoked } from '../unrevoked.ts';
import { readState } from './onboarding-state.ts';

/** Somebody with the right stands behind the consent that one browser, and no other, is going to bring. */
export const confirmOnboarding: Handler<'partners.confirmOnboarding'> = ({ database, clock }, call) =>
  database.write(call.caller.tenantId, async (tx) => {
    await demandUnrevoked(tx, call);
    const partner = found(await lockPartner(tx, call.key), call.key);
    const { state, browser } = call.parameters as { readonly state: string; readonly browser: string };
    if (!/^[\w-]{43}$/.test(browser)) {
      throw fail('bodyValue', { property: 'browser', expected: 'what /connect/browser gives' });
    }
    const { tenantId, partnerId, hash } = readState(state) ?? {};
    const onboarding = await findOnboarding(tx, partner.id);
    const isAwaited = onboarding && onboarding.state_hash === hash && onboarding.expires_at > clock.now();
    if (tenantId !== tx.tenantId || partnerId !== partner.id || hash === undefined || !isAwaited) {
      const problem = sentence('linkUsed');
      throw fail('conflict', { problem, target: 'state' });
    }
    const { userPrincipalName, subject, applicationId } = call.caller;
    const confirmed_by = JSON.stringify({ userPrincipalName, subject, applicationId });
    await bindOnboarding(tx, partner.id, hash, { browser_hash: browser, confirmed_by });
    await audit(tx, call, { activity: activities.onboardingConfirmed, resource: partner });
  });
