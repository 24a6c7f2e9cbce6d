import { randomBytes } from 'node:crypto';
import { later } from '../../core/clock.ts';
import { newRecordId } from '../../core/id.ts';
import { Secret } from '../../core/secret.ts';
import { fail } from '../../model/failures.ts';
import type { Granted } from '../../partner/granted.ts';
import type { DelegationOnboarding, Onboarding } from '../../partner/onboarding.ts';
import { lockPartner } from '../../store/table/partners.ts';
import { findTenant } from '../../store/table/tenants.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import { connectorNamed } from '../assist.ts';
import type { Handler } from '../call.ts';
import { sealVerifier } from '../grant/consent-seal.ts';
import { storeGrant } from '../grant/store-grant.ts';
import { demand } from '../partner/onboarding.ts';
import { found } from '../partner/partner.ts';
import { transition } from '../partner/transition.ts';
import { demandStanding } from '../standing.ts';
import { newState } from './onboarding-state.ts';

/** Makes the URL where an administrator consents. Whoever began before begins anew: the older URL stops working. */
export const beginOnboarding: Handler<'remoteAssistancePartners.beginOnboarding'> = (assist, call) => {
  const { tenantId } = call.caller;
  return assist.database.write(tenantId, async (tx) => {
    const partner = found(await lockPartner(tx, call.key), call.key);
    demand(partner.onboardingStatus, 'beginOnboarding');
    await demandStanding(tx, partner.connector);
    const connector = connectorNamed(assist, partner.connector);
    if (!connector) {
      const problem = sentence('connectorNotSet', { connector: partner.connector });
      throw fail('notPossible', { problem, target: 'displayName' });
    }

    const { state, hash } = newState(tenantId, partner.id);
    // RFC 7636, section 4.1: 32 random octets make a verifier of 43 characters.
    const codeVerifier = randomBytes(32).toString('base64url');
    const { onboarding } = connector;
    const grantId = newRecordId(tx.now);
    const tenant = await findTenant(tx);
    const granted = grantFor(onboarding, { tenantId, grantId, shownAs: tenant?.displayName ?? null });
    const onboardingUrl =
      assist.consentConfirmation === 'none' && onboarding.kind === 'oauthCode'
        ? await onboarding.authorizationUrl({ state, codeVerifier, redirectUri: assist.redirectUri() })
        : `${assist.origin()}/connect/start?state=${state}`;

    const of = { partner_id: partner.id, state_hash: hash };
    const { userPrincipalName, subject } = call.caller;
    await transition(tx, call, partner, 'beginOnboarding', {
      onboardingUrl,
      storeGrant:
        granted &&
        (await storeGrant(
          assist,
          tenantId,
          { id: grantId, partner_id: partner.id, connector: connector.name },
          granted,
          'offered',
        )),
      awaited: {
        state_hash: hash,
        ...(await sealVerifier(assist.masterKeys, tenantId, of, new Secret(codeVerifier))),
        expires_at: later(tx.now, assist.onboardingLifetimeMs),
        requested_at: tx.now,
        requested_by: JSON.stringify({ userPrincipalName, subject }),
      },
    });
  });
};

/** What is stored before the partner is called for it; `undefined` where the partner gives it later. */
function grantFor(
  onboarding: Onboarding,
  request: Parameters<DelegationOnboarding['prepare']>[0],
): Granted | undefined {
  if (onboarding.kind === 'delegation') return onboarding.prepare(request);
  return onboarding.kind === 'none' ? onboarding.grant() : undefined;
}
