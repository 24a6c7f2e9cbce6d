import type { OnboardingTable, PartnerTable } from '../../store/schema/connection.ts';
import type { TenantTable } from '../../store/schema.ts';
import { findOnboarding } from '../../store/table/onboardings.ts';
import { findPartner } from '../../store/table/partners.ts';
import { findTenant, isServed } from '../../store/table/tenants.ts';
import type { Assist } from '../assist.ts';
import type { OnboardingState } from './onboarding-state.ts';

/** An onboarding that consent is awaited for, and whose it is. */
export interface AwaitedOnboarding {
  readonly tenant: TenantTable;
  readonly partner: PartnerTable;
  readonly onboarding: OnboardingTable;
}

/**
 * The onboarding that a state belongs to; `undefined` where none is awaited with it. Whoever guesses at one asks the same of the
 * database, and learns the same, whether or not the organisation that it names is a customer.
 */
export async function findAwaited(
  assist: Pick<Assist, 'database' | 'clock'>,
  { tenantId, partnerId, hash }: OnboardingState,
): Promise<AwaitedOnboarding | undefined> {
  const { tenant, partner, onboarding } = await assist.database.read(tenantId, async (db) => ({
    tenant: await findTenant(db),
    partner: await findPartner(db, partnerId),
    onboarding: await findOnboarding(db, partnerId),
  }));
  if (!tenant || !isServed(tenant) || !partner || onboarding?.state_hash !== hash) return undefined;
  return onboarding.expires_at > assist.clock.now() ? { tenant, partner, onboarding } : undefined;
}
