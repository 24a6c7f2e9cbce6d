import { SealBroken } from '../../core/seal.ts';
import { bindOnboarding } from '../../store/table/onboardings.ts';
import { type Assist, connectorNamed } from '../assist.ts';
import { openVerifier } from '../grant/consent-seal.ts';
import { type AwaitedOnboarding, findAwaited } from './awaited-onboarding.ts';
import { hashOfBrowser, nameOf } from './behind-consent.ts';
import { readState } from './onboarding-state.ts';

/** What the start page says of a consent that is awaited. */
export interface AwaitedConsent {
  readonly partnerId: string;
  readonly organisation: string | null;
  readonly partner: string | null;
  /** Who began to connect: a user principal name, or a subject. */
  readonly requestedBy: string;
  /** Milliseconds since 1970; `undefined` where it was begun by an older release. */
  readonly requestedAt: number | undefined;
}

/** The consent that is awaited with a state; `undefined` where none is. */
export async function findConsent(assist: Assist, state: string | null): Promise<AwaitedConsent | undefined> {
  const read = readState(state);
  const awaited = read && (await findAwaited(assist, read));
  if (!awaited) return undefined;
  const { tenant, partner, onboarding } = awaited;
  return {
    partnerId: partner.id,
    organisation: tenant.displayName,
    partner: partner.displayName,
    requestedBy: nameOf(onboarding.requested_by) ?? '',
    requestedAt: onboarding.requested_at ?? undefined,
  };
}

/**
 * Where a browser goes on to the partner, to which the consent is bound from here on. Where people sign in, that is a browser in which
 * somebody with the right has confirmed; `undefined` for any other, and where no consent is awaited with the state.
 *
 * @param browser the secret that the browser keeps in its cookie
 */
export async function goOn(assist: Assist, state: string, browser: string): Promise<string | undefined> {
  const read = readState(state);
  const awaited = read && (await findAwaited(assist, read));
  if (!awaited) return undefined;
  const browser_hash = hashOfBrowser(browser);
  if (assist.consentConfirmation === 'signIn') {
    const { onboarding } = awaited;
    return onboarding.confirmed_by !== null && onboarding.browser_hash === browser_hash
      ? consentPage(assist, state, awaited)
      : undefined;
  }
  const isBound = await assist.database.write(read.tenantId, (tx) =>
    bindOnboarding(tx, read.partnerId, read.hash, { browser_hash, confirmed_by: null }),
  );
  return isBound ? consentPage(assist, state, awaited) : undefined;
}

async function consentPage(
  assist: Assist,
  state: string,
  { partner, onboarding }: AwaitedOnboarding,
): Promise<string | undefined> {
  const connector = connectorNamed(assist, partner.connector);
  if (!connector) return undefined;
  if (connector.onboarding.kind !== 'oauthCode') return `${assist.origin()}/connect/offer?state=${state}`;
  try {
    const codeVerifier = (await openVerifier(assist.masterKeys, partner.tenant_id, onboarding)).reveal();
    return await connector.onboarding.authorizationUrl({ state, codeVerifier, redirectUri: assist.redirectUri() });
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error;
    assist.log.warn(
      { tenantId: partner.tenant_id, partnerId: partner.id, reason: error.message },
      'onboarding cannot go on',
    );
    return undefined;
  }
}
