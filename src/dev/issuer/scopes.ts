import { graphOrigin } from '../../model/microsoft.ts';
import type { DevelopmentClient, DevelopmentUser } from './directory.ts';
import { refusal } from './entra-error.ts';

/** The scopes of OpenID Connect, which belong to no API. */
export const openIdScopes = ['openid', 'profile', 'email', 'offline_access'] as const;

/** What a `scope` parameter asks of an API. */
export interface RequestedAccess {
  /** As asked for, a slash at its end included: Entra copies it into `aud`. */
  readonly audience: string;
  /** Permission names, or everything granted beforehand (`.default`). */
  readonly permissions: readonly string[] | 'default';
  /** The words of `scope` that say so, unchanged. */
  readonly words: readonly string[];
}

/**
 * Reads Entra's scope syntax: `{audience}/{permission}`, `{audience}/.default`, a bare permission of Graph. Without any, Graph's
 * `.default` is meant.
 * @throws EntraError when they name more than one API, or one that is not in `audiences`.
 */
export function readScope(scope: string, audiences: readonly string[]): RequestedAccess {
  const words = scope.split(' ').filter((word) => word !== '' && !isOpenIdScope(word));
  const read = words.map((word) => {
    const slash = word.lastIndexOf('/');
    const audience = slash < 0 ? graphOrigin : word.slice(0, slash);
    if (!audiences.includes(audience.replace(/\/$/, '')))
      throw refusal('apiUnknown', { name: audience, known: audiences.join(', ') });
    return { audience, permission: word.slice(slash + 1) };
  });
  const audience = read[0]?.audience ?? graphOrigin;
  if (read.some((one) => one.audience !== audience)) throw refusal('severalApis');
  const permissions = read.map(({ permission }) => permission);
  return {
    audience,
    permissions: permissions.length === 0 || permissions.includes('.default') ? 'default' : permissions,
    words,
  };
}

/** What a token says that an application may: for a person what it was granted and asks for, whoever that is; by itself its roles. */
export function permissionsFor(
  { permissions }: Pick<RequestedAccess, 'permissions'>,
  { scopes, roles }: DevelopmentClient,
  user: DevelopmentUser | undefined,
): readonly string[] {
  if (user === undefined) return roles;
  return permissions === 'default' ? scopes : scopes.filter((scope) => permissions.includes(scope));
}

/**
 * What a request asks for, in the newer endpoints' syntax: the older ones name the API in `resource`, and leave its permissions to
 * what was granted beforehand.
 */
export function scopeOf(parameters: URLSearchParams): string {
  const resource = parameters.get('resource');
  return `${parameters.get('scope') ?? ''} ${resource === null ? '' : `${resource}/.default`}`.trim();
}

function isOpenIdScope(word: string): boolean {
  return (openIdScopes as readonly string[]).includes(word);
}
