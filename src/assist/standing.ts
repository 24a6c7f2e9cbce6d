import type { Failure } from '../core/failure.ts';
import { fail } from '../model/failures.ts';
import { findStanding, type Standing } from '../store/table/severances.ts';
import { isServed } from '../store/table/tenants.ts';
import type { TenantDb } from '../store/tenant.ts';
import { sentence } from '../text/recorded/sentences.ts';

/**
 * Whether anything can begin with a connector: the organisation is served, and the connector is not severed. Asked in the transaction
 * of what begins, and after its locks, so that what ends finds it, or it finds what ended.
 */
export async function mayBegin(db: TenantDb, connector: string): Promise<boolean> {
  return refusalIn(await findStanding(db, connector), connector) === undefined;
}

/** @throws `tenantNotApplicable`, and `notPossible` where the connector is severed */
export async function demandStanding(db: TenantDb, connector: string): Promise<void> {
  const refusal = refusalIn(await findStanding(db, connector), connector);
  if (refusal) throw refusal;
}

function refusalIn({ subscriptionState, severanceId }: Standing, connector: string): Failure | undefined {
  if (subscriptionState === undefined || !isServed({ subscriptionState })) {
    const internal = `the subscription of the tenant is ${subscriptionState}`;
    return fail('tenantNotApplicable', { suspended: subscriptionState !== undefined }, { internal });
  }
  if (severanceId === undefined) return undefined;
  const problem = sentence('severed', { connector });
  return fail('notPossible', { problem, target: 'connector' }, { internal: `severance ${severanceId}` });
}
