import type { Callback, completeOnboarding } from '../../assist/consent/complete-onboarding.ts';
import type { OnboardingOutcome } from '../../assist/consent/onboarding-outcome.ts';
import type { Exchange, Surface } from '../exchange.ts';
import { connectPage, shown } from './connect-page.ts';
import { consentCookie } from './consent-cookie.ts';

/** What a browser that comes back from the partner is told. */
export type Complete = (callback: Callback) => ReturnType<typeof completeOnboarding>;

export const statusOf: Readonly<Record<OnboardingOutcome['kind'], number>> = {
  connected: 200,
  denied: 200,
  parked: 200,
  otherBrowser: 400,
  expired: 400,
  unknown: 400,
  failed: 502,
  unsettled: 503,
  unavailable: 503,
};

/** The page that a browser comes back to from the partner. */
export function createCallback(complete: Complete): Surface {
  return async (exchange) => {
    const query = new URLSearchParams(exchange.search);
    const state = query.get('state');
    const { secret: browser } = consentCookie(exchange, state ?? '');
    const outcome = await complete({ state, code: query.get('code'), error: query.get('error'), browser });
    return outcomePage(exchange, statusOf[outcome.kind], outcome);
  };
}

export function outcomePage(exchange: Exchange, status: number, outcome: Awaited<ReturnType<Complete>>) {
  const { organisation } = outcome;
  const { partner, account } = { partner: undefined, account: undefined, ...outcome };
  const named = { partner: shown(partner), account: shown(account) ?? undefined, organisation: shown(organisation) };
  return connectPage(exchange, status, ({ callback }) => callback[outcome.kind](named));
}
