import { isGuid } from '../../core/guid.ts';
import { tenant } from '../../model/tenant.ts';
import type { Call } from '../call.ts';
import { foundIn } from '../found.ts';

/** Whose disconnects a path leads to: those of the caller's organisation, or of the one that the operator names. @throws `entityNotFound` */
export function organisationOf({
  caller,
  scope,
  pathParameters,
}: Pick<Call, 'caller' | 'scope' | 'pathParameters'>): string {
  if (scope.kind !== 'everyOrganisation') return caller.tenantId;
  const named = pathParameters.tenant ?? '';
  // What is no tenant id must not become one in a statement.
  return foundIn(tenant, isGuid(named) ? named.toLowerCase() : undefined, named);
}
