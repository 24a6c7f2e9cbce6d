import { activities } from '../../model/audit-activities.ts';
import { lockPartner } from '../../store/table/partners.ts';
import { audit } from '../audit/audit.ts';
import type { Handler } from '../call.ts';
import { detach } from './detach.ts';
import { demand } from './onboarding.ts';
import { found } from './partner.ts';

/**
 * Disconnects the organisation from its partner. Status, detached grant, obligation and audit event are one commit; the partner is
 * told afterwards, by the duty `grant.retire`, for as long as it takes.
 */
export const disconnectPartner: Handler<'remoteAssistancePartners.disconnect'> = ({ database }, call) =>
  database.write(call.caller.tenantId, async (tx) => {
    const partner = found(await lockPartner(tx, call.key), call.key);
    const next = demand(partner.onboardingStatus, 'disconnect');
    await detach(tx, partner);
    await audit(tx, call, {
      activity: activities.partnerDisconnected,
      resource: partner,
      changes: [{ name: 'OnboardingStatus', from: partner.onboardingStatus, to: next }],
    });
  });
