import { newId } from '../../core/id.ts';
import { issuerOf, subjectOf, type TokenVersion } from './access-token.ts';
import type { DevelopmentClient, DevelopmentUser } from './directory.ts';
import type { Granted, TokenRequest } from './grants.ts';
import type { Issuing } from './issuing.ts';
import { scopeOf } from './scopes.ts';
import { sign } from './signing-key.ts';

const refreshTokenSeconds = 90 * 86_400;

/** What a person's token comes with: the older endpoints give both always, the newer ones on request. */
export async function personsTokens(issuing: Issuing, request: TokenRequest, granted: Granted, user: DevelopmentUser) {
  const { client, place, form, authentication } = request;
  const words = `${granted.scope} ${scopeOf(form)}`.split(' ');
  const wants = (word: string) => place.version === '1.0' || words.includes(word);
  const key = await issuing.signingKey;
  const now = Math.floor(issuing.clock.now() / 1000);
  const refresh = {
    client_id: client.clientId,
    oid: user.oid,
    tid: user.tenantId,
    scope: granted.scope,
    confidential: authentication !== 'none',
    iat: now,
    exp: now + refreshTokenSeconds,
    // Each is another one, also within a second.
    jti: newId(),
  };
  return {
    ...(wants('offline_access') && { refresh_token: await sign(key, 'refresh+jwt', refresh) }),
    ...(wants('openid') && {
      id_token: await sign(key, 'JWT', idToken(issuing, place.version, client, user, granted)),
    }),
  };
}

/** Entra's ID token claims reference. */
function idToken(
  { clock, origin, lifetimeSeconds }: Issuing,
  version: TokenVersion,
  { clientId }: DevelopmentClient,
  user: DevelopmentUser,
  { nonce }: Granted,
) {
  const { oid, tenantId, userPrincipalName, displayName } = user;
  const iat = Math.floor(clock.now() / 1000);
  return {
    iss: issuerOf(origin(), tenantId, version),
    aud: clientId,
    iat,
    nbf: iat,
    exp: iat + lifetimeSeconds,
    sub: subjectOf(user, clientId),
    oid,
    tid: tenantId,
    ver: version,
    name: displayName,
    ...(version === '1.0'
      ? { upn: userPrincipalName, unique_name: userPrincipalName }
      : { preferred_username: userPrincipalName }),
    ...(nonce && { nonce }),
  };
}
