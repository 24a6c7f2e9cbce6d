import { later } from '../../core/clock.ts';
import { newId } from '../../core/id.ts';
import type { Secret } from '../../core/secret.ts';
import { owe } from '../../obligations/owe.ts';
import type { Granted } from '../../partner/granted.ts';
import { PartnerFailure } from '../../partner/partner-failure.ts';
import type { OnboardingTable, PartnerTable } from '../../store/schema/connection.ts';
import { insertGrant } from '../../store/table/grants.ts';
import { takeOnboarding } from '../../store/table/onboardings.ts';
import { insertPresentedCode, type PresentedCode } from '../../store/table/presented-codes.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import { type Assist, connectorNamed } from '../assist.ts';
import { openCode, openVerifier, sealCode } from '../grant/consent-seal.ts';
import { nothingStored } from '../grant/store-grant.ts';
import type { OnboardingState } from './onboarding-state.ts';

/**
 * How long a callback may take to commit what came of a code, before that is settled without it, in milliseconds: longer than the
 * time limits of all its calls together.
 */
const settleAfterMs = 60_000;

/**
 * Spends the state, and keeps the code with its verifier, sealed, until what came of it is committed: from here on somebody will find
 * out, however the process ends. `undefined` when the state is spent or has expired.
 */
export async function presentCode(
  assist: Assist,
  { tenantId, partnerId, hash }: OnboardingState,
  { connector }: PartnerTable,
  onboarding: OnboardingTable,
  code: Secret,
): Promise<PresentedCode | undefined> {
  const of = connectorNamed(assist, connector)?.onboarding;
  const boundTo = {
    client_id: of?.kind === 'oauthCode' ? of.clientId : null,
    redirect_uri: assist.redirectUri(),
  };
  const verifier = await openVerifier(assist.masterKeys, tenantId, onboarding);
  const sealed = await sealCode(assist.masterKeys, tenantId, onboarding, { verifier, code });
  const id = newId();
  return assist.database.write(tenantId, async (tx): Promise<PresentedCode | undefined> => {
    const taken = await takeOnboarding(tx, partnerId, hash);
    if (!taken || taken.expires_at <= tx.now) return undefined;
    const presented = {
      id,
      partner_id: partnerId,
      connector,
      state_hash: hash,
      ...sealed,
      ...boundTo,
      requested_by: taken.requested_by,
      confirmed_by: taken.confirmed_by,
      presented_at: tx.now,
    };
    await insertPresentedCode(tx, presented);
    // Whoever disconnects from here on finds that something may come of it.
    const state = 'presented';
    await insertGrant(tx, { ...nothingStored, id, partner_id: partnerId, connector, state, obtained_at: tx.now });
    await owe(tx, { kind: 'onboarding.settle', subject: id, dueAt: later(tx.now, settleAfterMs) });
    return presented;
  });
}

/**
 * Presents a code to the partner, for the first time or again, with what it was presented with first: that it is denied to another app, or for another
 * page, says nothing of what came of it (RFC 6749, section 5.2, `invalid_grant`). @throws PartnerFailure @throws SealBroken
 */
export async function exchangePresented(
  assist: Assist,
  tenantId: string,
  presented: PresentedCode,
  signal?: AbortSignal,
): Promise<Granted> {
  const connector = connectorNamed(assist, presented.connector);
  if (!connector) throw new PartnerFailure('refused', `the connector '${presented.connector}' is not configured`);
  const { onboarding } = connector;
  if (onboarding.kind !== 'oauthCode') throw new PartnerFailure('refused', `${connector.name} takes no codes`);
  const { client_id: given, redirect_uri: redirectUri } = presented;
  if (given !== null && given !== onboarding.clientId) {
    throw new PartnerFailure('refused', sentence('givenToOtherApp', { given, now: onboarding.clientId }));
  }
  const { verifier, code } = await openCode(assist.masterKeys, tenantId, presented);
  const request = { code, codeVerifier: verifier.reveal(), redirectUri: redirectUri ?? assist.redirectUri() };
  return onboarding.exchange(request, signal);
}
