import { isGuid } from '../../core/guid.ts';
import { dateTimeOf } from '../../edm/date-time.ts';
import { tenant } from '../../model/tenant.ts';
import type { TenantTable } from '../../store/schema.ts';
import type { Assist } from '../assist.ts';
import type { Call } from '../call.ts';
import { foundIn } from '../found.ts';
import type { ScopeOf } from '../scope.ts';

/** An organisation as the contract shows it. */
export function shownTenant({ trustedIssuers }: Pick<Assist, 'trustedIssuers'>, row: TenantTable) {
  const { tenant_id: tenantId, displayName, subscriptionState, intuneAccountId, created_at, suspended_at } = row;
  return {
    id: tenantId,
    tenantId,
    displayName,
    subscriptionState,
    intuneAccountId,
    createdDateTime: dateTimeOf(created_at),
    suspendedDateTime: suspended_at === null ? null : dateTimeOf(suspended_at),
    trustedIssuers: trustedIssuers(tenantId),
  };
}

/** A call that may name any organisation. */
export type TenantCall = Call<ScopeOf<'everyOrganisation'>>;

/** The key of an organisation, or the 404: what is no tenant id must not become one in a statement. */
export function tenantKey({ key }: Pick<TenantCall, 'key' | 'scope'>): string {
  return foundIn(tenant, isGuid(key) ? key : undefined, key);
}
