import { SealBroken } from '../../core/seal.ts';
import { owe } from '../../obligations/owe.ts';
import type { Granted, PartnerAccount } from '../../partner/granted.ts';
import { PartnerFailure } from '../../partner/partner-failure.ts';
import type { PartnerTable } from '../../store/schema/connection.ts';
import { findGrant, findParkedGrant, lockGrant, updateGrant } from '../../store/table/grants.ts';
import { cancelObligations } from '../../store/table/obligations.ts';
import { findOnboarding } from '../../store/table/onboardings.ts';
import { lockPartner } from '../../store/table/partners.ts';
import { findPresentedCode, type PresentedCode, takePresentedCode } from '../../store/table/presented-codes.ts';
import type { TenantTx } from '../../store/tenant.ts';
import { isUnavailable, retryWhileUnavailable } from '../../store/unavailable.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import { type Assist, connectorNamed } from '../assist.ts';
import { storeGrant } from '../grant/store-grant.ts';
import { canHappen } from '../partner/onboarding.ts';
import { retire } from '../retirement/retire.ts';
import { mayBegin } from '../standing.ts';
import { accountName, keepableAccount } from './behind-consent.ts';
import { countConsent } from './count-consent.ts';
import { giveUp } from './give-up.ts';
import { nothingCame } from './nothing-came.ts';
import type { OnboardingOutcome } from './onboarding-outcome.ts';
import { exchangePresented } from './present-code.ts';

/** How long a commit whose acknowledgement was lost is looked for, in milliseconds; then it is left to the duty that settles. */
const readBackMs = 5000;

/**
 * Exchanges a code that is kept. The grant is stored as soon as it is there, under the id that was kept with the code, and the
 * consent is committed when it is known whom it speaks for. Whatever is cut short in between, `onboarding.settle` finds.
 */
export async function exchangeCode(
  assist: Assist,
  tenantId: string,
  presented: PresentedCode,
  { displayName }: PartnerTable,
): Promise<OnboardingOutcome> {
  let granted: Granted;
  try {
    granted = await exchangePresented(assist, tenantId, presented);
  } catch (error) {
    if (!(error instanceof PartnerFailure) && !(error instanceof SealBroken)) throw error;
    return failed(assist, tenantId, presented, displayName, error);
  }
  try {
    const wanted = await known(assist, () => keep(assist, tenantId, presented, granted));
    if (!wanted) return { kind: 'failed', partner: displayName };
    // Whom the grant speaks for is good to show, and no reason to refuse a grant that works.
    const connector = connectorNamed(assist, presented.connector);
    const account = await connector?.account(granted.grant).then(keepableAccount, () => undefined);
    return await known(assist, () => assist.database.write(tenantId, (tx) => consent(tx, assist, presented, account)));
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    return { kind: 'unsettled', partner: displayName };
  }
}

async function failed(
  assist: Assist,
  tenantId: string,
  { id, partner_id: partnerId }: PresentedCode,
  partner: string | null,
  error: PartnerFailure | SealBroken,
): Promise<OnboardingOutcome> {
  const nothing = error instanceof SealBroken || error.undone;
  assist.log.warn({ tenantId, partnerId, reason: error.message }, 'onboarding failed');
  await assist.database
    .write(tenantId, async (tx) => {
      if (nothing) {
        await takePresentedCode(tx, id);
        await cancelObligations(tx, 'onboarding.settle', id);
        await nothingCame(tx, id, error.message);
      } else {
        await owe(tx, { kind: 'onboarding.settle', subject: id });
        if ((await lockGrant(tx, id))?.state === 'presented') await retire(tx, id);
      }
      await giveUp(
        tx,
        partnerId,
        nothing ? error.message : `${error.message}${sentence('and')}${sentence('notKnownWhether')}`,
      );
    })
    // It is settled later, then.
    .catch((err: unknown) => assist.log.warn({ err, tenantId, partnerId }, 'a failed onboarding is not recorded yet'));
  return { kind: nothing ? 'failed' : 'unsettled', partner };
}

/** Stores the grant; `false` when the code is settled by somebody else meanwhile, and it is to be retired. */
async function keep(assist: Assist, tenantId: string, presented: PresentedCode, granted: Granted): Promise<boolean> {
  const store = await storeGrant(assist, tenantId, presented, granted);
  return assist.database.write(tenantId, async (tx) => {
    const isKept = await findPresentedCode(tx, presented.id);
    const isEnding = await store(tx);
    const isLeft = !isKept && (await findGrant(tx, presented.id))?.state === 'presented';
    if (isEnding || isLeft) await retire(tx, presented.id);
    return isKept !== undefined;
  });
}

/** A commit that may or may not be done is made again: what it does, it does once. */
function known<T>({ clock }: Assist, commit: () => Promise<T>): Promise<T> {
  const until = clock.elapsed() + readBackMs;
  return retryWhileUnavailable(commit, { clock, until: () => until, pauseMs: 200 });
}

/**
 * Commits the consent. If the onboarding was replaced or taken back while the partner was asked, the grant is not wanted any more,
 * and retired, so that nothing of it stays behind at the partner. Of two consents that came at once, the first is the one that waits
 * to be confirmed.
 */
async function consent(
  tx: TenantTx,
  assist: Assist,
  presented: PresentedCode,
  account: PartnerAccount | undefined,
): Promise<OnboardingOutcome> {
  const { id, partner_id: partnerId } = presented;
  const partner = await lockPartner(tx, partnerId);
  const shown = accountName(account);
  const displayName = partner?.displayName ?? null;
  if (partner?.grant_id === id) return { kind: 'connected', partner: displayName, account: shown };
  if (!(await takePresentedCode(tx, id))) {
    const isParked = (await findGrant(tx, id))?.state === 'parked';
    return isParked
      ? { kind: 'parked', partner: displayName, account: shown }
      : { kind: 'failed', partner: displayName };
  }
  await cancelObligations(tx, 'onboarding.settle', id);
  const isPresented = (await lockGrant(tx, id))?.state === 'presented';
  const newer = (await findOnboarding(tx, partnerId)) ?? (await findParkedGrant(tx, partnerId));
  const wanted =
    isPresented &&
    partner &&
    !newer &&
    canHappen(partner.onboardingStatus, 'consented') &&
    (await mayBegin(tx, partner.connector));
  if (!wanted) {
    if (isPresented) await retire(tx, id);
    return { kind: 'failed', partner: displayName };
  }
  await updateGrant(tx, id, { state: 'held', account: account ? JSON.stringify(account) : null });
  return countConsent(tx, assist, partner, id, presented, account);
}
