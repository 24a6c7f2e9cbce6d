import { newId } from '../../core/id.ts';
import { open, SealBroken, unwrapDataKey } from '../../core/seal.ts';
import { Secret } from '../../core/secret.ts';
import type { PartnerAccount, Tokens } from '../../partner/connector.ts';
import { PartnerFailure } from '../../partner/connector.ts';
import type { OnboardingTable, PartnerTable } from '../../store/schema.ts';
import { findParkedGrant, insertGrant } from '../../store/table/grants.ts';
import { findOnboarding, takeOnboarding } from '../../store/table/onboardings.ts';
import { type LockedPartner, lockPartner } from '../../store/table/partners.ts';
import type { TenantTx } from '../../store/tenant.ts';
import { type Assist, connectorNamed } from '../assist.ts';
import { sealTokens } from '../grant/grant-seal.ts';
import { retire } from '../retirement/retire.ts';
import { findAwaited } from './awaited-onboarding.ts';
import { isSameBrowser } from './behind-consent.ts';
import { countConsent } from './count-consent.ts';
import { canHappen, type OnboardingStatus } from './onboarding.ts';
import { type OnboardingState, readState } from './onboarding-state.ts';
import { transition } from './transition.ts';

/** What came back with the browser (RFC 6749, sections 4.1.2 and 4.1.2.1). */
export interface Callback {
  readonly state: string | null;
  readonly code: string | null;
  readonly error: string | null;
  /** The secret that the browser keeps for this state since it went on to the partner. */
  readonly browser: string | undefined;
}

/** How it ended, for the page that the person sees. */
export type OnboardingOutcome =
  | { readonly kind: 'connected'; readonly partner: string | null; readonly account: string | undefined }
  | { readonly kind: 'denied'; readonly partner: string | null }
  /** The consent counts for nothing until somebody with the right confirms the account. */
  | { readonly kind: 'parked'; readonly partner: string | null; readonly account: string | undefined }
  /** It was not this browser that went on to the partner: nothing changed. */
  | { readonly kind: 'otherBrowser'; readonly partner: string | null }
  /** The link was used before, was replaced by a newer one, or has expired, or was never ours: nothing changed. */
  | { readonly kind: 'expired' }
  /** No link of ours ever looked like this: nothing changed. */
  | { readonly kind: 'unknown' }
  /** The partner did not complete it, or a disconnect came in between; the connection can be begun anew. */
  | { readonly kind: 'failed'; readonly partner: string | null };

/** Completes an onboarding with what the partner sent back. The state is spent by this, whatever comes of it. */
export async function completeOnboarding(
  assist: Assist,
  callback: Callback,
): Promise<OnboardingOutcome & { readonly organisation?: string | null }> {
  const state = readState(callback.state);
  if (!state || (callback.error === null && callback.code === null)) return { kind: 'unknown' };
  // Looked at before it is taken, so that a forged or outdated state does not touch the onboarding that is really awaited.
  const awaited = await findAwaited(assist, state);
  if (!awaited) return { kind: 'expired' };
  const organisation = awaited.tenant.displayName;
  if (!isSameBrowser(assist, awaited.onboarding, callback.browser)) {
    return { kind: 'otherBrowser', partner: awaited.partner.displayName, organisation };
  }
  return { ...(await take(assist, state, awaited.partner, callback)), organisation };
}

async function take(
  assist: Assist,
  state: OnboardingState,
  partner: PartnerTable,
  callback: Callback,
): Promise<OnboardingOutcome> {
  const { tenantId, partnerId } = state;
  if (callback.code === null) return deny(assist, state, callback.error ?? '');
  const onboarding = await assist.database.write(tenantId, (tx) => takeOnboarding(tx, partnerId, state.hash));
  if (!onboarding || onboarding.expires_at <= assist.clock.now()) return { kind: 'expired' };
  return exchange(assist, state, partner, onboarding, new Secret(callback.code));
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
    await giveUp(
      tx,
      partner,
      denied ? 'the administrator declined at the partner' : 'the partner answered with an error',
    );
    return { kind: denied ? 'denied' : 'failed', partner: partner.displayName };
  });
}

/** Back to `notOnboarded`, with the reason in the audit trail. */
async function giveUp(tx: TenantTx, partner: LockedPartner, reason: string): Promise<void> {
  if (!canHappen(partner.onboardingStatus as OnboardingStatus, 'denied')) return;
  await transition(tx, 'service', partner, 'denied', { Reason: reason });
}

async function exchange(
  assist: Assist,
  { tenantId, partnerId, hash }: OnboardingState,
  { connector: connectorName, displayName }: PartnerTable,
  onboarding: OnboardingTable,
  code: Secret,
): Promise<OnboardingOutcome> {
  const connector = connectorNamed(assist, connectorName);
  let tokens: Tokens | undefined;
  let account: PartnerAccount | undefined;
  try {
    if (!connector) throw new PartnerFailure('refused', `the connector '${connectorName}' is not configured`);
    const context = { tenantId, partnerId, grantId: hash, field: 'codeVerifier' };
    const dataKey = await unwrapDataKey(assist.masterKeys, context, onboarding.wrapped_key);
    const codeVerifier = (await open(dataKey, context, onboarding.sealed_verifier)).reveal();
    tokens = await connector.exchange({ code, codeVerifier, redirectUri: assist.redirectUri() });
    // Whom the grant speaks for is good to show, and no reason to refuse a grant that works.
    account = await connector.account(tokens.accessToken).catch(() => undefined);
  } catch (error) {
    if (!(error instanceof PartnerFailure) && !(error instanceof SealBroken)) throw error;
    assist.log.warn({ tenantId, partnerId, reason: error.message }, 'onboarding failed');
    await assist.database.write(tenantId, async (tx) => {
      const partner = await lockPartner(tx, partnerId);
      const newer = await findOnboarding(tx, partnerId);
      if (partner && !newer) await giveUp(tx, partner, error.message);
    });
    return { kind: 'failed', partner: displayName };
  }
  try {
    return await keep(assist, tenantId, partnerId, onboarding, tokens, account);
  } catch (error) {
    // Nobody else has these tokens. Should the commit have gone through all the same, the watch finds the grant gone.
    await connector.revoke(tokens.accessToken).catch(() => {});
    throw error;
  }
}

/**
 * Stores the grant. If the onboarding was replaced or taken back while the partner was asked, the grant is not wanted any more:
 * it is stored only to be retired, so that nothing of it stays behind at the partner.
 */
async function keep(
  assist: Assist,
  tenantId: string,
  partnerId: string,
  onboarding: OnboardingTable,
  tokens: Tokens,
  account: PartnerAccount | undefined,
): Promise<OnboardingOutcome> {
  const grantId = newId();
  const sealed = await sealTokens(assist.masterKeys, { tenantId, partnerId, grantId }, tokens);
  return assist.database.write(tenantId, async (tx): Promise<OnboardingOutcome> => {
    const partner = await lockPartner(tx, partnerId);
    const newer = await findOnboarding(tx, partnerId);
    const wanted = partner && !newer && canHappen(partner.onboardingStatus as OnboardingStatus, 'consented');
    // Of two consents that came at once, the first is the one that waits to be confirmed.
    const other = await findParkedGrant(tx, partnerId);
    await insertGrant(tx, {
      ...sealed,
      id: grantId,
      partner_id: partnerId,
      connector: partner?.connector ?? assist.connectors[0].name,
      state: 'held',
      account: account ? JSON.stringify(account) : null,
      obtained_at: tx.now,
      retired_at: null,
    });
    if (!wanted || other) {
      await retire(tx, grantId);
      return { kind: 'failed', partner: partner?.displayName ?? null };
    }
    return countConsent(tx, assist, partner, grantId, onboarding, account);
  });
}
