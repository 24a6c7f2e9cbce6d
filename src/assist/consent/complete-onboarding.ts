import { SealBroken } from '../../core/seal.ts';
import { Secret } from '../../core/secret.ts';
import { takeOnboarding } from '../../store/table/onboardings.ts';
import { lockPartner } from '../../store/table/partners.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import type { Assist } from '../assist.ts';
import { type AwaitedOnboarding, findAwaited } from './awaited-onboarding.ts';
import { isSameBrowser } from './behind-consent.ts';
import { exchangeCode } from './exchange-code.ts';
import { giveUp } from './give-up.ts';
import type { CompletedOnboarding, OnboardingOutcome } from './onboarding-outcome.ts';
import { type OnboardingState, readState } from './onboarding-state.ts';
import { presentCode } from './present-code.ts';

/** What came back with the browser (RFC 6749, sections 4.1.2 and 4.1.2.1). */
export interface Callback {
  readonly state: string | null;
  readonly code: string | null;
  readonly error: string | null;
  /** The secret that the browser keeps for this state since it went on to the partner. */
  readonly browser: string | undefined;
}

/** Completes an onboarding with what the partner sent back. Once a code is presented the state is spent, whatever comes of it. */
export async function completeOnboarding(assist: Assist, callback: Callback): Promise<CompletedOnboarding> {
  try {
    return await complete(assist, callback);
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error;
    // What the consent needs is sealed under a key that is not here: nothing is spent, and another replica may have it already.
    assist.log.warn({ reason: error.message }, 'a consent that came back does not open');
    return { kind: 'unavailable' };
  }
}

async function complete(assist: Assist, callback: Callback): Promise<CompletedOnboarding> {
  const state = readState(callback.state);
  if (!state || (callback.error === null && callback.code === null)) return { kind: 'unknown' };
  // Looked at before it is taken, so that a forged or outdated state does not touch the onboarding that is really awaited.
  const awaited = await findAwaited(assist, state);
  if (!awaited) return { kind: 'expired' };
  const organisation = awaited.tenant.displayName;
  if (!isSameBrowser(assist, awaited.onboarding, callback.browser)) {
    return { kind: 'otherBrowser', partner: awaited.partner.displayName, organisation };
  }
  return { ...(await take(assist, state, awaited, callback)), organisation };
}

async function take(
  assist: Assist,
  state: OnboardingState,
  { partner, onboarding }: AwaitedOnboarding,
  callback: Callback,
): Promise<OnboardingOutcome> {
  if (callback.code === null) return deny(assist, state, callback.error ?? '');
  const presented = await presentCode(assist, state, partner, onboarding, new Secret(callback.code));
  return presented ? exchangeCode(assist, state.tenantId, presented, partner) : { kind: 'expired' };
}

async function deny(
  assist: Assist,
  { tenantId, partnerId, hash }: OnboardingState,
  error: string,
): Promise<OnboardingOutcome> {
  return assist.database.write(tenantId, async (tx): Promise<OnboardingOutcome> => {
    const partner = await lockPartner(tx, partnerId);
    const onboarding = await takeOnboarding(tx, partnerId, hash);
    if (!partner || !onboarding || onboarding.expires_at <= assist.clock.now()) return { kind: 'expired' };
    const denied = error === 'access_denied';
    await giveUp(tx, partnerId, sentence(denied ? 'declined' : 'answeredWithError'));
    return { kind: denied ? 'denied' : 'failed', partner: partner.displayName };
  });
}
