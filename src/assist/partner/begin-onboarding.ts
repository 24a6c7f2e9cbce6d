import { randomBytes } from 'node:crypto';
import { newDataKey, seal } from '../../core/seal.ts';
import { Secret } from '../../core/secret.ts';
import { dateTimeOf } from '../../edm/date-time.ts';
import { activities } from '../../model/audit-activities.ts';
import { fail } from '../../model/failures.ts';
import { owe } from '../../obligations/owe.ts';
import { putOnboarding } from '../../store/table/onboardings.ts';
import { lockPartner, updatePartner } from '../../store/table/partners.ts';
import { connectorNamed } from '../assist.ts';
import { audit } from '../audit/audit.ts';
import type { Handler } from '../call.ts';
import { demand } from './onboarding.ts';
import { newState } from './onboarding-state.ts';
import { found } from './partner.ts';

/** Makes the URL where an administrator consents. Whoever began before begins anew: the older URL stops working. */
export const beginOnboarding: Handler<'remoteAssistancePartners.beginOnboarding'> = (assist, call) => {
  const { tenantId } = call.caller;
  return assist.database.write(tenantId, async (tx) => {
    const partner = found(await lockPartner(tx, call.key), call.key);
    const next = demand(partner.onboardingStatus, 'beginOnboarding');
    const connector = connectorNamed(assist, partner.connector);
    if (!connector) {
      const problem = `The connector '${partner.connector}' of this partner is not configured on this service.`;
      throw fail('notPossible', { problem, target: 'displayName' });
    }

    const { state, hash } = newState(tenantId, partner.id);
    // RFC 7636, section 4.1: 32 random octets make a verifier of 43 characters.
    const codeVerifier = randomBytes(32).toString('base64url');
    const onboardingUrl = await connector.authorizationUrl({ state, codeVerifier, redirectUri: assist.redirectUri() });

    const context = { tenantId, partnerId: partner.id, grantId: hash, field: 'codeVerifier' };
    const { dataKey, wrapped } = await newDataKey(assist.masterKeys, context);
    const expiresAt = tx.now + assist.onboardingLifetimeMs;
    await putOnboarding(tx, {
      partner_id: partner.id,
      state_hash: hash,
      wrapped_key: wrapped,
      sealed_verifier: await seal(dataKey, context, new Secret(codeVerifier)),
      expires_at: expiresAt,
      requested_by: JSON.stringify({ userPrincipalName: call.caller.userPrincipalName, subject: call.caller.subject }),
    });
    await updatePartner(tx, partner.id, {
      onboardingStatus: next,
      onboardingUrl,
      onboardingRequestExpiryDateTime: dateTimeOf(expiresAt),
    });
    await owe(tx, { kind: 'onboarding.expire', subject: partner.id, payload: {}, dueAt: expiresAt });
    await audit(tx, call, {
      activity: activities.onboardingBegun,
      resource: partner,
      changes: [{ name: 'OnboardingStatus', from: partner.onboardingStatus, to: next }],
    });
  });
};
