import type { Caller } from '../../identity/caller.ts';
import { fail } from '../../model/failures.ts';
import type { Assist } from '../assist.ts';

/** Lets the operator's callers pass. Organisations belong to no organisation, so a permission in one of them is not enough. */
export function demandOperator(
  { operatorTenant }: Pick<Assist, 'operatorTenant'>,
  { tenantId }: Pick<Caller, 'tenantId'>,
): void {
  if (operatorTenant === tenantId) return;
  const internal = operatorTenant
    ? `the caller's tenant is ${tenantId}, operatorTenant is ${operatorTenant}`
    : `operatorTenant is not set; operatorTenant=${tenantId} would admit the caller`;
  const problem = operatorTenant
    ? "Organisations are administered from the operator's tenant only."
    : 'Nobody can administer organisations here: this service has no operatorTenant in its settings.';
  throw fail('operatorOnly', { problem }, { internal });
}
