import { SealBroken } from '../../core/seal.ts';
import { dateTimeOf } from '../../edm/date-time.ts';
import { activities } from '../../model/audit-activities.ts';
import type { Duty, Outcome } from '../../obligations/duty.ts';
import type { Granted } from '../../partner/granted.ts';
import { PartnerFailure } from '../../partner/partner-failure.ts';
import { findGrant, lockGrant } from '../../store/table/grants.ts';
import { findPartner } from '../../store/table/partners.ts';
import { findPresentedCode, type PresentedCode, takePresentedCode } from '../../store/table/presented-codes.ts';
import type { TenantTx } from '../../store/tenant.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import type { Assist } from '../assist.ts';
import { audit } from '../audit/audit.ts';
import { storeGrant } from '../grant/store-grant.ts';
import { retire } from '../retirement/retire.ts';
import { giveUp } from './give-up.ts';
import { nothingCame } from './nothing-came.ts';
import { exchangePresented } from './present-code.ts';

/** How long a partner remembers a code at least, in milliseconds: RFC 6749, section 4.1.2, recommends no longer a lifetime. */
const rememberedMs = 10 * 60_000;

/**
 * Makes sure that nothing stays of a consent whose outcome nobody committed: presents the code again. RFC 6749, section 4.1.2: a
 * server that is shown a code twice denies it, and should revoke what came of the first time. Where the first time never arrived,
 * tokens come, and are stored only to be retired.
 */
export function settleOnboarding(assist: Assist): Duty<'onboarding.settle'> {
  return async ({ tenantId, subject, signal }) => {
    const { presented, grant } = await assist.database.read(tenantId, async (db) => ({
      presented: await findPresentedCode(db, subject),
      grant: await findGrant(db, subject),
    }));
    if (!presented) return { kind: 'done' };
    const isStored = grant && (grant.sealed_grant !== null || grant.state === 'retired');
    if (isStored) return { kind: 'done', write: (tx) => settle(tx, presented, sentence('tokensStored')) };
    try {
      const granted = await exchangePresented(assist, tenantId, presented, signal);
      return await retired(assist, tenantId, presented, granted);
    } catch (error) {
      const isBroken = error instanceof SealBroken;
      if (!isBroken && !(error instanceof PartnerFailure && error.reason === 'grantGone')) throw error;
      // By the clock that it was presented by, which a transaction that writes has.
      const now = await assist.database.write(tenantId, async (tx) => tx.now);
      const isLate = now - presented.presented_at > rememberedMs;
      const why = error.message;
      // Another replica may have the key already.
      if (isBroken && !isLate && error.keyId !== undefined) throw error;
      if (isBroken) return unconfirmed(presented, sentence('codeDoesNotOpen'));
      if (isLate) return unconfirmed(presented, sentence('askedTooLate', { why }));
      return { kind: 'done', write: (tx) => settle(tx, presented, sentence('codeDenied', { why })) };
    }
  };
}

async function retired(assist: Assist, tenantId: string, presented: PresentedCode, granted: Granted): Promise<Outcome> {
  const store = await storeGrant(assist, tenantId, presented, granted);
  return {
    kind: 'done',
    write: async (tx) => {
      if (await store(tx)) await retire(tx, presented.id);
      await settle(tx, presented, sentence('notReachedBefore'));
    },
  };
}

function unconfirmed(presented: PresentedCode, because: string): Outcome {
  const instant = dateTimeOf(presented.presented_at);
  const reason = sentence('consentUnanswered', { instant, why: because, partner: presented.connector });
  return { kind: 'done', unconfirmed: reason, write: (tx) => settle(tx, presented, reason, 'Failure') };
}

/** Commits what is known; a grant that was stored is retired, and one of which nothing came is over. */
async function settle(
  tx: TenantTx,
  { id, partner_id }: PresentedCode,
  what: string,
  result?: 'Failure',
): Promise<void> {
  if (!(await takePresentedCode(tx, id))) return;
  if ((await lockGrant(tx, id))?.state === 'presented') await retire(tx, id);
  await giveUp(tx, partner_id, sentence('cutShort'));
  await nothingCame(tx, id, what, result && what);
  const partner = await findPartner(tx, partner_id);
  await audit(tx, 'service', {
    activity: activities.onboardingSettled,
    resource: { id: partner_id, displayName: partner?.displayName ?? null },
    ...(result && { result }),
    changes: [{ name: 'Settled', from: null, to: what }],
  });
}
