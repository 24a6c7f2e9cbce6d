import { EntraError } from './entra-error.ts';

export const graphAudience = 'https://graph.microsoft.com';

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
    const audience = slash < 0 ? graphAudience : word.slice(0, slash);
    if (!audiences.includes(audience.replace(/\/$/, ''))) {
      throw new EntraError(
        'invalid_resource',
        500011,
        `The resource principal named ${audience} was not found in the tenant. Known here: ${audiences.join(', ')}.`,
      );
    }
    return { audience, permission: word.slice(slash + 1) };
  });
  const audience = read[0]?.audience ?? graphAudience;
  if (read.some((one) => one.audience !== audience)) {
    throw new EntraError(
      'invalid_scope',
      28000,
      'The provided scope is not valid because it contains more than one resource.',
    );
  }
  const permissions = read.map(({ permission }) => permission);
  return {
    audience,
    permissions: permissions.length === 0 || permissions.includes('.default') ? 'default' : permissions,
    words,
  };
}

export function isOpenIdScope(word: string): boolean {
  return (openIdScopes as readonly string[]).includes(word);
}
