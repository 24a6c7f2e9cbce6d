import { isGuid } from '../core/guid.ts';
import type { Rows } from '../edm/operation.ts';
import type { Caller } from '../identity/caller.ts';
import { fail } from '../model/failures.ts';
import type { DeviceScope } from '../store/table/managed-devices.ts';
import { sentence } from '../text/recorded/sentences.ts';
import type { Assist } from './assist.ts';

/** Which rows one request may see, of those that its path leads to. */
export type Scope = DeviceScope | { readonly kind: 'everyOrganisation' } | { readonly kind: 'service' };

/** The scopes that paths with these rows resolve to. */
export type ScopeOf<R extends Rows> = Extract<Scope, { readonly kind: R extends 'caller' ? 'user' : R }>;

type Asking = Pick<Caller, 'tenantId' | 'subject' | 'userPrincipalName'>;

/** As much of a path as its scope depends on. */
interface Reached {
  readonly rows: Rows;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** What a caller may see by a path. @throws `operatorOnly` where it leads to organisations and the caller is no operator's */
export function scopeOf(assist: Pick<Assist, 'operatorTenant'>, caller: Asking, reached: Reached): Scope {
  const { rows } = reached;
  switch (rows) {
    case 'user':
      return ofUser(reached.pathParameters.user);
    case 'caller':
      return { kind: 'user', userId: caller.subject, userPrincipalName: caller.userPrincipalName };
    case 'everyOrganisation':
      demandOperator(assist, caller);
      return { kind: rows };
    case 'organisation':
    case 'comanaged':
    case 'service':
      return { kind: rows };
  }
}

function ofUser(user: string | undefined): DeviceScope {
  if (user === undefined) throw new Error('a path that leads to the rows of a user does not name one');
  return isGuid(user) ? { kind: 'user', userId: user } : { kind: 'user', userPrincipalName: user };
}

/** Lets the operator's callers pass. Organisations belong to no organisation, so a permission in one of them is not enough. */
export function demandOperator({ operatorTenant }: Pick<Assist, 'operatorTenant'>, { tenantId }: Asking): void {
  if (operatorTenant === tenantId) return;
  const internal = operatorTenant
    ? `the caller's tenant is ${tenantId}, operatorTenant is ${operatorTenant}`
    : `operatorTenant is not set; operatorTenant=${tenantId} would admit the caller`;
  const problem = operatorTenant ? sentence('operatorsOnly') : sentence('noOperator');
  throw fail('operatorOnly', { problem }, { internal });
}
