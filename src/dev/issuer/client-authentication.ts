import { X509Certificate } from 'node:crypto';
import { decodeJwt, jwtVerify } from 'jose';
import { type Authentication, issuerOf } from './access-token.ts';
import type { Registered } from './authority.ts';
import type { DevelopmentClient } from './directory.ts';
import { refusal } from './entra-error.ts';
import type { Call, Issuing } from './issuing.ts';
import { parsePlace } from './layout.ts';

/** What a client says of itself, unproven. */
export interface Credentials {
  readonly clientId: string | null;
  readonly secret: string | null;
  readonly assertion: string | null;
}

/** Reads `client_secret_basic`, `client_secret_post` and `private_key_jwt` (OpenID Connect Core, section 9). */
export function credentialsOf({ form, exchange }: Call): Credentials {
  const [, encoded = ''] = /^basic +(\S+)$/i.exec(exchange.headers.authorization ?? '') ?? [];
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
  const assertion = form.get('client_assertion');
  return {
    clientId: form.get('client_id') ?? decoded(id) ?? subjectOf(assertion),
    secret: form.get('client_secret') ?? decoded(secret) ?? null,
    assertion,
  };
}

/** @throws EntraError when what is presented is not the client's; presenting nothing is what public clients do */
export async function authenticate(
  issuing: Issuing,
  { place }: Call,
  { client, tenants }: Registered,
  { secret, assertion }: Credentials,
): Promise<Authentication> {
  if (assertion !== null) {
    const problem = await problemOf(assertion);
    if (problem === undefined) return 'certificate';
    throw refusal('assertionWrong', { clientId: client.clientId, why: problem });
  }
  if (secret === null) return 'none';
  if (client.secret === secret) return 'secret';
  throw isPublic(client) ? refusal('clientIsPublic') : refusal('secretWrong', client);

  async function problemOf(token: string): Promise<string | undefined> {
    let problem = 'the application has no certificate';
    for (const pem of client.certificates ?? []) {
      const options = {
        algorithms: ['RS256', 'PS256', 'ES256'],
        issuer: client.clientId,
        subject: client.clientId,
        requiredClaims: ['exp'],
        // MSAL's is valid from one second after it was made.
        clockTolerance: 15,
        currentDate: new Date(issuing.clock.now()),
      };
      try {
        const { payload } = await jwtVerify(token, new X509Certificate(pem).publicKey, options);
        if ([payload.aud].flat().some(isOurs)) return undefined;
        problem = 'its aud is not this token endpoint';
      } catch (error) {
        problem = error instanceof Error ? error.message : String(error);
      }
    }
    return problem;
  }

  /** Whether an `aud` is the token endpoint, by any of its names, or the issuer. */
  function isOurs(audience = ''): boolean {
    const named = parsePlace(URL.parse(audience)?.pathname ?? '');
    const names = [place.tenant.toLowerCase(), ...tenants.map(({ tenantId }) => tenantId)];
    if (named?.name === '/oauth2/token') return names.includes(named.tenant.toLowerCase());
    return tenants.some(({ tenantId }) => audience === issuerOf(issuing.origin(), tenantId, '2.0'));
  }
}

export function isPublic({ secret, certificates = [] }: DevelopmentClient): boolean {
  return secret === undefined && certificates.length === 0;
}

/** Id and secret are percent-encoded before they are joined (RFC 6749, section 2.3.1), which not every client does. */
function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return text;
  }
}

function subjectOf(assertion: string | null): string | null {
  try {
    return assertion === null ? null : (decodeJwt(assertion).sub ?? null);
  } catch {
    return null;
  }
}
