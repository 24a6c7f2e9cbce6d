import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../../core/clock.ts';
import { newId } from '../../core/id.ts';

/** The TeamViewer account that signed in. */
export interface Account {
  readonly userid: string;
  readonly email: string;
  readonly name: string;
  readonly company_name: string;
}

/** What the sandbox tells about a grant; times are ISO 8601. It keeps hashes of tokens only, never a token. */
export interface SandboxGrant {
  readonly id: string;
  readonly account: Account;
  readonly issuedAt: string;
  readonly refreshedAt?: string;
  readonly revokedAt?: string;
  readonly revokedBy?: 'client' | 'code used twice' | 'behind our back' | 'with another of its account';
}

export interface Consent {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly codeChallenge: string | undefined;
  readonly account: Account;
}

export interface IssuedTokens {
  readonly grantId: string;
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
}

export interface GrantsSnapshot {
  readonly grants: readonly SandboxGrant[];
  /** By SHA-256 of the token. */
  readonly accessTokens: Readonly<Record<string, { grantId: string; expiresAt: number }>>;
  readonly refreshTokens: Readonly<Record<string, string>>;
}

const codeLifetime = 10 * 60_000;

/** Codes, tokens and the grants that they belong to. */
export class Grants {
  readonly #clock: Clock;
  readonly #accessTokenLifetime: number;
  readonly #rotates: boolean;
  readonly #grants = new Map<string, SandboxGrant>();
  readonly #codes = new Map<string, { consent: Consent; expiresAt: number; used: boolean; grantId?: string }>();
  readonly #accessTokens = new Map<string, { grantId: string; expiresAt: number }>();
  readonly #refreshTokens = new Map<string, string>();

  /** @param accessTokenLifetime milliseconds */
  constructor(clock: Clock, accessTokenLifetime: number, rotates: boolean) {
    this.#clock = clock;
    this.#accessTokenLifetime = accessTokenLifetime;
    this.#rotates = rotates;
  }

  get list(): SandboxGrant[] {
    return [...this.#grants.values()];
  }

  /** The code that the browser takes back. */
  consent(consent: Consent): string {
    const code = newToken();
    this.#codes.set(hash(code), { consent, expiresAt: this.#clock.now() + codeLifetime, used: false });
    return code;
  }

  /**
   * A grant for a code, or why not. A code is spent by the first try; the second one revokes what came of the first. Tried by another app, or for another
   * page, it is neither spent nor revoked.
   */
  exchange(
    code: string,
    request: { clientId: string; redirectUri: string; codeVerifier: string },
  ): IssuedTokens | string {
    const entry = this.#codes.get(hash(code));
    if (entry === undefined) return 'The authorization code is unknown.';
    const { consent } = entry;
    if (consent.clientId !== request.clientId) return 'The authorization code belongs to another client.';
    if (consent.redirectUri !== request.redirectUri) return 'redirect_uri differs from the authorization request.';
    if (entry.used) {
      if (entry.grantId !== undefined) this.revoke(entry.grantId, 'code used twice');
      return 'The authorization code was used before.';
    }
    entry.used = true;
    if (this.#clock.now() >= entry.expiresAt) return 'The authorization code has expired.';
    const challenge = request.codeVerifier === '' ? undefined : hash(request.codeVerifier);
    if (consent.codeChallenge !== challenge) return 'code_verifier does not match the code_challenge.';
    const grant = { id: newId(), account: consent.account, issuedAt: this.#time() };
    this.#grants.set(grant.id, grant);
    entry.grantId = grant.id;
    return {
      grantId: grant.id,
      accessToken: this.#newAccessToken(grant.id),
      refreshToken: this.#newRefreshToken(grant.id),
    };
  }

  /** New tokens for a refresh token, or `undefined` when it is not good any more. */
  refresh(refreshToken: string): IssuedTokens | undefined {
    const key = hash(refreshToken);
    const grant = this.#live(this.#refreshTokens.get(key));
    if (grant === undefined) return undefined;
    this.#grants.set(grant.id, { ...grant, refreshedAt: this.#time() });
    const accessToken = this.#newAccessToken(grant.id);
    if (!this.#rotates) return { grantId: grant.id, accessToken, refreshToken: undefined };
    this.#refreshTokens.delete(key);
    return { grantId: grant.id, accessToken, refreshToken: this.#newRefreshToken(grant.id) };
  }

  /** The grant that a bearer speaks for: its access token is neither expired nor revoked. */
  byAccessToken(accessToken: string): SandboxGrant | undefined {
    const entry = this.#accessTokens.get(hash(accessToken));
    return entry !== undefined && this.#clock.now() < entry.expiresAt ? this.#live(entry.grantId) : undefined;
  }

  /** Kills every token of the grant. False when there is no such live grant. */
  revoke(grantId: string, revokedBy: NonNullable<SandboxGrant['revokedBy']>): boolean {
    const grant = this.#live(grantId);
    if (grant === undefined) return false;
    this.#grants.set(grantId, { ...grant, revokedAt: this.#time(), revokedBy });
    for (const [key, entry] of this.#accessTokens) if (entry.grantId === grantId) this.#accessTokens.delete(key);
    for (const [key, id] of this.#refreshTokens) if (id === grantId) this.#refreshTokens.delete(key);
    return true;
  }

  /** Kills every grant of an account. */
  revokeAccount(userid: string): void {
    for (const { id, account } of this.list)
      if (account.userid === userid) this.revoke(id, 'with another of its account');
  }

  clear(): void {
    for (const map of [this.#grants, this.#codes, this.#accessTokens, this.#refreshTokens]) map.clear();
  }

  snapshot(): GrantsSnapshot {
    return {
      grants: this.list,
      accessTokens: Object.fromEntries(this.#accessTokens),
      refreshTokens: Object.fromEntries(this.#refreshTokens),
    };
  }

  restore(snapshot: GrantsSnapshot): void {
    this.clear();
    for (const grant of snapshot.grants) this.#grants.set(grant.id, grant);
    for (const [key, entry] of Object.entries(snapshot.accessTokens)) this.#accessTokens.set(key, entry);
    for (const [key, grantId] of Object.entries(snapshot.refreshTokens)) this.#refreshTokens.set(key, grantId);
  }

  #live(grantId: string | undefined): SandboxGrant | undefined {
    const grant = grantId === undefined ? undefined : this.#grants.get(grantId);
    return grant?.revokedAt === undefined ? grant : undefined;
  }

  #newAccessToken(grantId: string): string {
    const token = newToken();
    this.#accessTokens.set(hash(token), { grantId, expiresAt: this.#clock.now() + this.#accessTokenLifetime });
    return token;
  }

  #newRefreshToken(grantId: string): string {
    const token = newToken();
    this.#refreshTokens.set(hash(token), grantId);
    return token;
  }

  #time(): string {
    return new Date(this.#clock.now()).toISOString();
  }
}

function newToken(): string {
  return randomBytes(24).toString('base64url');
}

/** SHA-256 in base64url, which is also PKCE's S256 (RFC 7636, section 4.2). */
function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** The account of whoever signs in with `email`: always the same one for the same address. */
export function accountOf(email: string): Account {
  const [name = email, domain = ''] = email.split('@');
  const number = createHash('sha256').update(email.toLowerCase()).digest().readUInt32BE(0);
  return { userid: `u${number}`, email, name, company_name: domain };
}
