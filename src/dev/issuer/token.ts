import type { Answer } from '../../http/exchange.ts';
import { accessTokenClaims, type TokenVersion, versionFor } from './access-token.ts';
import { json } from './answers.ts';
import { registeredAt } from './authority.ts';
import { authenticate, credentialsOf } from './client-authentication.ts';
import type { DevelopmentUser } from './directory.ts';
import { refusal } from './entra-error.ts';
import { type Granted, grants, type TokenRequest } from './grants.ts';
import type { Call, Issuing } from './issuing.ts';
import { personsTokens } from './persons-tokens.ts';
import { permissionsFor, type RequestedAccess, readScope, scopeOf } from './scopes.ts';
import { sign } from './signing-key.ts';

/** The token endpoint (RFC 6749, section 3.2). @throws EntraError */
export async function token(issuing: Issuing, call: Call): Promise<Answer> {
  const { form, place } = call;
  const credentials = credentialsOf(call);
  const registered = registeredAt(issuing.directory, place.tenant, credentials.clientId);
  const authentication = await authenticate(issuing, call, registered, credentials);
  const type = form.get('grant_type');
  if (type === null) throw refusal('missing', { parameter: 'grant_type' });
  const grant = grants.get(type);
  if (grant === undefined) throw refusal('grantType');
  const request = { ...call, ...registered, authentication };
  // What cannot be had is refused before a code is used up.
  const asked = readScope(scopeOf(form), issuing.audiences);
  const granted = await grant(issuing, request);
  // One refresh token is good for every API.
  const access = asked.words.length > 0 ? asked : readScope(granted.scope, issuing.audiences);
  return json(200, await tokens(issuing, request, granted, access));
}

async function tokens(issuing: Issuing, request: TokenRequest, granted: Granted, access: RequestedAccess) {
  const { clock, lifetimeSeconds } = issuing;
  const { client, tenants, place, authentication, form } = request;
  const { user } = granted;
  const { audience } = access;
  const key = await issuing.signingKey;
  const permissions = permissionsFor(access, client, user);
  const claims = accessTokenClaims({
    tenantId: user?.tenantId ?? tenants[0]?.tenantId ?? '',
    client,
    user,
    audience,
    permissions,
    version: versionFor(audience, place.version),
    origin: issuing.origin(),
    now: clock.now(),
    lifetimeSeconds,
    authentication,
  });
  const forPerson = user && (await personsTokens(issuing, request, granted, user));
  const scope = user && { scope: grantedScope(place.version, access, permissions) };
  const clientInfo = user && form.get('client_info') === '1' && { client_info: clientInfoOf(user) };
  const members = {
    token_type: 'Bearer',
    ...scope,
    access_token: await sign(key, 'JWT', claims),
    ...forPerson,
    ...clientInfo,
  };
  if (place.version === '2.0') return { ...members, expires_in: lifetimeSeconds, ext_expires_in: lifetimeSeconds };
  // Numbers are texts in this generation.
  const now = Math.floor(clock.now() / 1000);
  return {
    ...members,
    expires_in: String(lifetimeSeconds),
    ext_expires_in: String(lifetimeSeconds),
    expires_on: String(now + lifetimeSeconds),
    not_before: String(now),
    resource: audience,
  };
}

/** MSAL finds a token in its cache again only if `scope` names what was asked for, `.default` included. */
function grantedScope(
  version: TokenVersion,
  { audience, words }: RequestedAccess,
  permissions: readonly string[],
): string {
  if (version === '1.0') return permissions.join(' ');
  const api = audience.replace(/\/$/, '');
  return [...new Set([...words, ...permissions.map((permission) => `${api}/${permission}`)])].join(' ');
}

/** What MSAL names an account by in its cache. */
function clientInfoOf({ oid, tenantId }: DevelopmentUser): string {
  return Buffer.from(JSON.stringify({ uid: oid, utid: tenantId })).toString('base64url');
}
