import { fail } from '../../model/failures.ts';
import type { PartnerAccount } from '../../partner/granted.ts';
import { findParkedGrant, type Grant } from '../../store/table/grants.ts';
import type { TenantDb } from '../../store/tenant.ts';
import { sentence } from '../../text/recorded/sentences.ts';

/** The grant of a partner that waits to be confirmed, or the 409 that says that none does. */
export async function parkedGrant(db: TenantDb, partnerId: string): Promise<Grant> {
  const grant = await findParkedGrant(db, partnerId);
  if (grant) return grant;
  const problem = sentence('nobodyWaits');
  throw fail('conflict', { problem, target: 'onboardingStatus' });
}

/** Whose account consented. */
export function accountOf({ account }: Grant): PartnerAccount | undefined {
  return account === null ? undefined : (JSON.parse(account) as PartnerAccount);
}
