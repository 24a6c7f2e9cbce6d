import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import type { Clock } from '../../src/core/clock.ts';
import type { IssuerSettings } from '../../src/identity/issuers.ts';

export interface TestKey {
  readonly algorithm: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

export async function makeKey(algorithm: string, kid?: string): Promise<TestKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm);
  return { algorithm, privateKey, jwk: { ...(await exportJWK(publicKey)), ...(kid && { kid }) } };
}

/** An OpenID provider with nothing but discovery and keys, over a real socket; counts what it is asked. */
export class TestIssuer implements AsyncDisposable {
  readonly origin: string;
  keys: JWK[] = [];
  /** Answers 500 while set. */
  down = false;
  /** What its configuration names, when not the truth. */
  claimed: Record<string, unknown> = {};
  /** Its keys have no end while set. */
  endless = false;
  requests = 0;
  readonly #close: () => void;

  private constructor(origin: string, close: () => void) {
    this.origin = origin;
    this.#close = close;
  }

  static async start(): Promise<TestIssuer> {
    const server = createServer((request, response) => {
      issuer.requests += 1;
      response.statusCode = issuer.down ? 500 : 200;
      response.setHeader('Content-Type', 'application/json');
      const body = request.url?.includes('openid-configuration')
        ? { issuer: issuer.template, jwks_uri: `${issuer.origin}/keys`, ...issuer.claimed }
        : { keys: issuer.keys };
      if (!issuer.endless || !request.url?.endsWith('/keys')) return void response.end(JSON.stringify(body));
      const more = () => {
        while (!response.destroyed && response.write(' '.repeat(2 ** 16)));
      };
      response.on('drain', more);
      more();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const issuer = new TestIssuer(`http://127.0.0.1:${port}`, () => {
      server.close();
      server.closeAllConnections();
    });
    return issuer;
  }

  get template(): string {
    return `${this.origin}/{tenantid}/v2.0`;
  }

  /** Makes a key, and publishes it alone. */
  async publishNew(algorithm: string, kid: string): Promise<TestKey> {
    const key = await makeKey(algorithm, kid);
    this.keys = [key.jwk];
    return key;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#close();
  }
}

export const tenantId = '8a6b4e0e-5d0c-4b5e-9d51-0d1c7f1a2b3c';

/** How the service is told of `issuer`, as of Entra without roles, changed by `settings`. */
export function settingsOf(issuer: TestIssuer, settings: Partial<IssuerSettings> = {}): IssuerSettings {
  return {
    issuer: issuer.template,
    audiences: ['https://graph.microsoft.com'],
    accessToken: 'entra',
    personPermissions: 'scopesAlone',
    ...settings,
  };
}

/** A good token of `issuer`, changed by `claims` (undefined takes one away). */
export function sign(
  issuer: TestIssuer,
  key: TestKey,
  clock: Clock,
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
): Promise<string> {
  const seconds = Math.floor(clock.now() / 1000);
  const tid = claims.tid ?? tenantId;
  const payload: JWTPayload = {
    aud: 'https://graph.microsoft.com',
    iss: issuer.template.replace('{tenantid}', String(tid)),
    iat: seconds,
    nbf: seconds,
    exp: seconds + 3600,
    tid,
    oid: 'aaaaaaaa-0000-4000-8000-000000000001',
    sub: 'pairwise-subject',
    azp: 'app-1',
    azpacr: '0',
    scp: 'DeviceManagementServiceConfig.ReadWrite.All User.Read',
    ...claims,
  };
  return new SignJWT(JSON.parse(JSON.stringify(payload)))
    .setProtectedHeader({ alg: key.algorithm, typ: 'JWT', ...(key.jwk.kid && { kid: key.jwk.kid }), ...header })
    .sign(key.privateKey);
}
