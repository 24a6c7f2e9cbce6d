import { createHash } from 'node:crypto';
import type { Authentication } from './access-token.ts';
import { directoryName, isAnyTenant, peopleOf, personNamed, type Registered } from './authority.ts';
import { isPublic } from './client-authentication.ts';
import type { DevelopmentUser } from './directory.ts';
import { refusal } from './entra-error.ts';
import type { Call, Issuing } from './issuing.ts';
import { readScope, scopeOf } from './scopes.ts';
import { verified } from './signing-key.ts';

/** A request for tokens whose client has proven who it is. */
export interface TokenRequest extends Call, Registered {
  readonly authentication: Authentication;
}

/** What a request is good for. */
export interface Granted {
  /** Whom the tokens speak for; without one, for the application itself. */
  readonly user?: DevelopmentUser;
  /** What the person consented to. */
  readonly scope: string;
  readonly nonce?: string | null;
}

/** @throws EntraError when it is good for nothing */
type Grant = (issuing: Issuing, request: TokenRequest) => Granted | Promise<Granted>;

/** By `grant_type`. */
export const grants: ReadonlyMap<string, Grant> = new Map<string, Grant>([
  ['authorization_code', authorizationCode],
  ['refresh_token', refreshToken],
  ['urn:ietf:params:oauth:grant-type:device_code', deviceCode],
  // What MSAL for JavaScript calls it.
  ['device_code', deviceCode],
  ['client_credentials', clientCredentials],
  ['password', password],
  ['urn:ietf:params:oauth:grant-type:jwt-bearer', onBehalfOf],
]);

/** RFC 6749, section 4.1.3, with PKCE: RFC 7636, section 4.6. */
function authorizationCode({ codes, clock }: Issuing, request: TokenRequest): Granted {
  const { form, client, tenants, authentication } = request;
  const name = required(form, 'code');
  const code = codes.get(name);
  if (code?.clientId !== client.clientId) throw refusal('codeUnknown');
  if (code.redeemed) throw refusal('codeRedeemed');
  if (clock.now() >= code.expiresAt) throw refusal('codeExpired');
  const replyAddress = form.get('redirect_uri');
  if (replyAddress !== code.redirectUri) {
    throw refusal('replyAddress', { sent: replyAddress ?? '', right: code.redirectUri });
  }
  const verifier = form.get('code_verifier');
  if (code.challenge !== null && challengeOf(verifier ?? '') !== code.challenge) throw refusal('codeVerifier');
  // A registration with a secret can be a public client too: PKCE then shows that it is the one that began.
  if (authentication === 'none' && code.challenge === null && !isPublic(client)) throw refusal('credentialMissing');
  if (!tenants.some(({ tenantId }) => tenantId === code.user.tenantId)) throw refusal('codeOfOtherTenant');
  codes.replace(name, { ...code, redeemed: true });
  return { user: code.user, scope: code.scope, nonce: code.nonce };
}

function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

/** RFC 6749, section 6. A refresh token is good until it expires, however many came after it, as in Entra. */
async function refreshToken(issuing: Issuing, request: TokenRequest): Promise<Granted> {
  const { form, client, tenants, authentication } = request;
  const token = required(form, 'refresh_token');
  const claims = await verified(await issuing.signingKey, 'refresh+jwt', token, issuing.clock.now());
  if (claims?.client_id !== client.clientId) throw refusal('refreshToken');
  if (claims.confidential === true && authentication === 'none') throw refusal('credentialMissing');
  const user = peopleOf(issuing.directory, tenants).find(
    ({ oid, tenantId }) => oid === claims.oid && tenantId === claims.tid,
  );
  if (user === undefined) throw refusal('personNotInTenant');
  return { user, scope: String(claims.scope) };
}

/** RFC 8628, section 3.4. */
function deviceCode({ deviceCodes, clock }: Issuing, { form, client, tenants }: TokenRequest): Granted {
  // MSAL for Python sends the code under its older name as well.
  const name = form.get('device_code') ?? required(form, 'code');
  const code = deviceCodes.get(name);
  if (code?.clientId !== client.clientId) throw refusal('deviceCodeUnknown');
  if (code.redeemed) throw refusal('codeRedeemed');
  if (clock.now() >= code.expiresAt) throw refusal('deviceCodeExpired');
  const { user } = code;
  if (user === undefined) throw refusal('authorizationPending');
  if (!tenants.some(({ tenantId }) => tenantId === user.tenantId)) throw refusal('codeOfOtherTenant');
  deviceCodes.replace(name, { ...code, redeemed: true });
  return { user, scope: code.scope };
}

/** RFC 6749, section 4.4. */
function clientCredentials({ audiences }: Issuing, { form, place, authentication }: TokenRequest): Granted {
  if (authentication === 'none') throw refusal('credentialMissing');
  if (isAnyTenant(place.tenant)) throw refusal('tenantMissing', { name: place.tenant });
  const scope = scopeOf(form);
  if (scope !== '' && readScope(scope, audiences).permissions === 'default') return { scope };
  throw refusal('scopeNotDefault', { scope });
}

/** RFC 6749, section 4.3. Any password is right. */
function password({ directory }: Issuing, { form, tenants, place }: TokenRequest): Granted {
  const name = required(form, 'username');
  const user = personNamed(peopleOf(directory, tenants), name);
  if (user !== undefined) return { user, scope: scopeOf(form) };
  throw refusal('personUnknown', { name, where: directoryName(place.tenant, tenants) });
}

/** A service passes on the token that it was called with (RFC 7523, section 2.1). */
async function onBehalfOf(issuing: Issuing, request: TokenRequest): Promise<Granted> {
  const { form, tenants, authentication } = request;
  if (authentication === 'none') throw refusal('credentialMissing');
  const assertion = required(form, 'assertion');
  const claims = await verified(await issuing.signingKey, 'JWT', assertion, issuing.clock.now());
  const isPersons = claims?.idtyp === 'user';
  const user = peopleOf(issuing.directory, tenants).find(
    ({ oid, tenantId }) => oid === claims?.oid && tenantId === claims.tid,
  );
  if (isPersons && user !== undefined) return { user, scope: scopeOf(form) };
  throw refusal('onBehalfOf');
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value === null) throw refusal('missing', { parameter: name });
  return value;
}
