import type { DelegationOnboarding, Invitation, Offer } from '../../partner/onboarding.ts';
import { PartnerFailure } from '../../partner/partner-failure.ts';
import { beginMaking, endMaking } from '../../store/table/grant-refresh.ts';
import { findOfferedGrant, updateGrant } from '../../store/table/grants.ts';
import { takeOnboarding } from '../../store/table/onboardings.ts';
import { lockPartner } from '../../store/table/partners.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import type { Assist } from '../assist.ts';
import { type Access, openGrant } from '../grant/access.ts';
import { ownerOf, resealGrant } from '../grant/grant-seal.ts';
import { canHappen } from '../partner/onboarding.ts';
import { mayBegin } from '../standing.ts';
import { type AwaitedOnboarding, findAwaited } from './awaited-onboarding.ts';
import { isSameBrowser, keepableAccount } from './behind-consent.ts';
import { countConsent } from './count-consent.ts';
import { giveUp } from './give-up.ts';
import type { CompletedOnboarding, OnboardingOutcome } from './onboarding-outcome.ts';
import { type OnboardingState, readState } from './onboarding-state.ts';

/** What the page says where something is given, or nothing needs to be. */
export interface OfferPage {
  readonly organisation: string | null;
  readonly partner: string | null;
  /** What to do at the partner; `undefined` where nothing is given there. */
  readonly invitation: (Invitation & Pick<DelegationOnboarding, 'steps'>) | undefined;
  readonly offers: readonly Offer[];
  /** Why the partner could not be asked. */
  readonly trouble: string | undefined;
}

interface Opened extends AwaitedOnboarding {
  readonly state: OnboardingState;
  readonly access: Access;
}

/** What was offered so far to the account that an onboarding was begun with; it is made now where it is not there yet. */
export async function findOffers(
  assist: Assist,
  state: string,
  browser: string | undefined,
): Promise<OfferPage | CompletedOnboarding> {
  const opened = await open(assist, state, browser);
  if ('kind' in opened) return opened;
  const { tenant, partner, access } = opened;
  const { onboarding } = access.connector;
  const about = { organisation: tenant.displayName, partner: partner.displayName };
  const none = { ...about, invitation: undefined, offers: [], trouble: undefined };
  if (onboarding.kind !== 'delegation') return none;
  try {
    const invitation = await made(assist, opened, onboarding);
    if (!invitation) return { kind: 'expired' };
    const { steps } = onboarding;
    return {
      ...none,
      invitation: { ...invitation, ...(steps && { steps }) },
      offers: await onboarding.offered(access.secret),
    };
  } catch (error) {
    if (!(error instanceof PartnerFailure)) throw error;
    const { tenant_id: tenantId, id: partnerId } = partner;
    assist.log.warn({ tenantId, partnerId, reason: error.message }, 'the partner could not be asked what it offers');
    return { ...none, trouble: error.message };
  }
}

/**
 * Makes the account where it is not there yet; `undefined` when it is not wanted any more. Whoever disconnects meanwhile removes it after this, unless this
 * takes longer than it can: then it is removed here.
 */
async function made(
  { database, log }: Assist,
  { tenant: { tenant_id: tenantId }, access: { connector, grant, secret } }: Opened,
  onboarding: DelegationOnboarding,
): Promise<Invitation | undefined> {
  const until = await database.write(tenantId, (tx) => beginMaking(tx, grant.id));
  if (until === undefined) return undefined;
  try {
    return await onboarding.begin(secret);
  } finally {
    if (await database.write(tenantId, (tx) => endMaking(tx, grant.id, until))) {
      await connector
        .revoke(secret)
        .catch((err: unknown) =>
          log.error({ err, tenantId, grant: grant.id }, 'an account that was made too late is left at the partner'),
        );
    }
  }
}

/** What is taken of what is offered, by id. */
export type OfferAnswer = 'refused' | readonly string[];

/** Takes or refuses what is offered. The answer is read of nobody but the browser that it is expected of. */
export async function answerOffers(
  assist: Assist,
  state: string,
  browser: string | undefined,
  read: () => Promise<OfferAnswer>,
): Promise<OfferPage | CompletedOnboarding> {
  const opened = await open(assist, state, browser);
  if ('kind' in opened) return opened;
  const answer = await read();
  if (answer === 'refused') return refuse(assist, opened);
  return (await take(assist, opened, answer)) ?? findOffers(assist, state, browser);
}

/**
 * Takes some of what is offered, and nothing else: that is the consent. What is taken is decided before the transaction, and changes
 * nothing at the partner, so that it may be cut short at any instant. `undefined` where it cannot be taken.
 */
async function take(
  assist: Assist,
  opened: Opened,
  offerIds: readonly string[],
): Promise<CompletedOnboarding | undefined> {
  const { tenant, access } = opened;
  const { onboarding } = access.connector;
  const { wrapped_key: wrapped } = access.grant;
  if (wrapped === null || (onboarding.kind === 'delegation' && offerIds.length === 0)) return undefined;
  try {
    const { granted, account } =
      onboarding.kind === 'delegation'
        ? await onboarding.accept(access.secret, offerIds)
        : { granted: undefined, account: await access.connector.account(access.secret) };
    const owner = ownerOf(tenant.tenant_id, access.grant);
    const sealed = granted && (await resealGrant(assist.masterKeys, owner, wrapped, granted));
    return {
      ...(await consent(assist, opened, { ...sealed, account: JSON.stringify(keepableAccount(account) ?? account) })),
      organisation: tenant.displayName,
    };
  } catch (error) {
    if (!(error instanceof PartnerFailure)) throw error;
    return undefined;
  }
}

function consent(
  assist: Assist,
  { state, access: { grant } }: Opened,
  changes: Parameters<typeof updateGrant>[2],
): Promise<OnboardingOutcome> {
  return assist.database.write(state.tenantId, async (tx): Promise<OnboardingOutcome> => {
    const partner = await lockPartner(tx, state.partnerId);
    const taken = await takeOnboarding(tx, state.partnerId, state.hash);
    if (!partner || !taken || taken.expires_at <= tx.now) return { kind: 'expired' };
    const isWanted = canHappen(partner.onboardingStatus, 'consented') && (await mayBegin(tx, partner.connector));
    if (!isWanted) {
      await giveUp(tx, partner.id, sentence('mayNotConnect'));
      return { kind: 'failed', partner: partner.displayName };
    }
    await updateGrant(tx, grant.id, { ...changes, state: 'held' });
    return countConsent(tx, assist, partner, grant.id, taken, JSON.parse(String(changes.account)));
  });
}

/** Takes nothing of what is offered: the account that was made for it is owed for removal. */
function refuse(assist: Assist, { state: { tenantId, partnerId, hash } }: Opened): Promise<OnboardingOutcome> {
  return assist.database.write(tenantId, async (tx): Promise<OnboardingOutcome> => {
    const partner = await lockPartner(tx, partnerId);
    if (!partner || !(await takeOnboarding(tx, partnerId, hash))) return { kind: 'expired' };
    await giveUp(tx, partnerId, sentence('offerRefused'));
    return { kind: 'denied', partner: partner.displayName };
  });
}

/** The onboarding with that state, in the browser that it is bound to, and its grant; or what to tell instead. */
async function open(assist: Assist, text: string, browser: string | undefined): Promise<Opened | CompletedOnboarding> {
  const state = readState(text);
  if (!state) return { kind: 'unknown' };
  const awaited = await findAwaited(assist, state);
  if (!awaited) return { kind: 'expired' };
  const { partner, tenant } = awaited;
  if (!isSameBrowser(assist, awaited.onboarding, browser)) {
    return { kind: 'otherBrowser', partner: partner.displayName, organisation: tenant.displayName };
  }
  const grant = await assist.database.read(state.tenantId, (db) => findOfferedGrant(db, partner.id));
  const access = grant && (await openGrant(assist, state.tenantId, grant.id));
  return access ? { ...awaited, state, access } : { kind: 'expired' };
}
