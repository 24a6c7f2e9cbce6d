import { isGuid } from '../../core/id.ts';
import { dateTimeOf } from '../../edm/date-time.ts';
import { tenant } from '../../model/tenant.ts';
import type { TenantTable } from '../../store/schema.ts';
import { foundIn } from '../found.ts';

/** An organisation as the contract shows it. */
export function shownTenant(row: TenantTable) {
  const { tenant_id: tenantId, displayName, subscriptionState, intuneAccountId, created_at, suspended_at } = row;
  return {
    id: tenantId,
    tenantId,
    displayName,
    subscriptionState,
    intuneAccountId,
    createdDateTime: dateTimeOf(created_at),
    suspendedDateTime: suspended_at === null ? null : dateTimeOf(suspended_at),
  };
}

/** The key of an organisation, or the 404: what is no tenant id must not become one in a statement. */
export function tenantKey(key: string): string {
  return foundIn(tenant, isGuid(key) ? key : undefined, key);
}
