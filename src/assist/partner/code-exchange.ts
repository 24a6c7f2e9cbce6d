import { later } from '../../core/clock.ts';
import { newId } from '../../core/id.ts';
import { open, type SealContext, seal, unwrapDataKey } from '../../core/seal.ts';
import type { Secret } from '../../core/secret.ts';
import { owe } from '../../obligations/owe.ts';
import type { Granted } from '../../partner/connector.ts';
import { PartnerFailure } from '../../partner/partner-failure.ts';
import type { OnboardingTable, PartnerTable } from '../../store/schema.ts';
import { takeOnboarding } from '../../store/table/onboardings.ts';
import { insertPresentedCode, type PresentedCode } from '../../store/table/presented-codes.ts';
import { type Assist, connectorNamed } from '../assist.ts';
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
  const { wrapped_key, sealed_verifier } = onboarding;
  const context = contextOf(tenantId, { partner_id: partnerId, state_hash: hash });
  const dataKey = await unwrapDataKey(assist.masterKeys, context, wrapped_key);
  const sealed_code = await seal(dataKey, { ...context, field: 'code' }, code);
  const id = newId();
  return assist.database.write(tenantId, async (tx): Promise<PresentedCode | undefined> => {
    const taken = await takeOnboarding(tx, partnerId, hash);
    if (!taken || taken.expires_at <= tx.now) return undefined;
    const presented = {
      id,
      partner_id: partnerId,
      connector,
      state_hash: hash,
      wrapped_key,
      sealed_verifier,
      sealed_code,
      requested_by: taken.requested_by,
      confirmed_by: taken.confirmed_by,
      presented_at: tx.now,
    };
    await insertPresentedCode(tx, presented);
    await owe(tx, { kind: 'onboarding.settle', subject: id, dueAt: later(tx.now, settleAfterMs) });
    return presented;
  });
}

/** Presents a code to the partner, for the first time or again. @throws PartnerFailure @throws SealBroken */
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
  const context = contextOf(tenantId, presented);
  const dataKey = await unwrapDataKey(assist.masterKeys, context, presented.wrapped_key);
  const codeVerifier = (await open(dataKey, context, presented.sealed_verifier)).reveal();
  const code = await open(dataKey, { ...context, field: 'code' }, presented.sealed_code);
  return onboarding.exchange({ code, codeVerifier, redirectUri: assist.redirectUri() }, signal);
}

/** As the verifier is sealed when the onboarding begins. */
function contextOf(tenantId: string, of: Pick<PresentedCode, 'partner_id' | 'state_hash'>): SealContext {
  return { tenantId, partnerId: of.partner_id, grantId: of.state_hash, field: 'codeVerifier' };
}
