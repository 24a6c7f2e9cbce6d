import {
  type CompactJWSHeaderParameters,
  type CryptoKey,
  createLocalJWKSet,
  errors,
  type JWK,
  type LocalJWKSet,
} from 'jose';
import type { Clock } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import { isSafeUrl } from '../core/loopback.ts';
import { whyUnanswered } from '../core/unanswered.ts';
import { fail } from '../model/failures.ts';
import { quoted } from './claims.ts';
import { type Issuer, mayHoldKeys } from './issuers.ts';

/** Keys are fetched again in the background when they are this old, or half as old as they may become: a key that was withdrawn stops then. */
const renewAfter = 10 * 60_000;
/** An unknown key id asks the issuer at most this often, so that forged ids cannot turn us against it. */
const unknownKeyPause = 30_000;
/** The background tries again this long after a failure. */
const renewPause = 30_000;
/** After a failed fetch nobody tries again for this long. */
const failurePause = 5_000;
const fetchTimeout = 5_000;
/** Entra has some twenty. All of them are looked through for each token that is not proven yet, and for whoever makes one up. */
const mostKeys = 1000;

export interface IssuerKeysOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly stop: AbortSignal;
  /** The age at which keys stop counting, in milliseconds, whether or not the issuer can be reached. */
  readonly lifetimeMs: number;
  /** Called when a key that was there is not there any more. */
  readonly onWithdrawn: () => void;
}

/** A key, and when the keys that it is one of stop counting, in milliseconds since 1970. */
export interface FoundKey {
  readonly key: CryptoKey;
  readonly validUntil: number;
}

interface KeySet {
  readonly keys: readonly JWK[];
  readonly select: LocalJWKSet;
  readonly fetchedAt: number;
  readonly authorizationEndpoint: string | undefined;
}

/** The public keys of one issuer: found by OpenID Connect Discovery 1.0 (section 4), kept, and fetched again as they rotate. */
export class IssuerKeys {
  readonly #issuer: Issuer;
  readonly #options: IssuerKeysOptions;
  #set: KeySet | undefined;
  #loading: Promise<KeySet> | undefined;
  #renewing: Promise<void> | undefined;
  #failedUntil = 0;

  constructor(issuer: Issuer, options: IssuerKeysOptions) {
    this.#issuer = issuer;
    this.#options = options;
  }

  /** When the keys stop counting that are known now, in milliseconds since 1970. */
  get validUntil(): number {
    return this.#set === undefined ? 0 : this.#validUntil(this.#set);
  }

  /** Where people sign in, if the issuer was asked and says it. */
  get authorizationEndpoint(): string | undefined {
    return this.#set?.authorizationEndpoint;
  }

  /**
   * The one key that a token with this header can be signed with.
   * @throws Failure `tokenInvalid` when the issuer has no such key, `unavailable` when it cannot be asked.
   */
  async find(header: CompactJWSHeaderParameters, tenantId: string): Promise<FoundKey> {
    const known = await this.#known();
    const key = await select(known, header, tenantId);
    if (key !== undefined) return { key, validUntil: this.#validUntil(known) };
    const again = this.#options.clock.now() - known.fetchedAt >= unknownKeyPause ? await this.refresh() : known;
    const rotated = again === known ? undefined : await select(again, header, tenantId);
    if (rotated !== undefined) return { key: rotated, validUntil: this.#validUntil(again) };
    throw fail('tokenInvalid', undefined, {
      internal: `issuer ${this.#issuer.issuer} has no key ${quoted(header.kid)} for ${header.alg}`,
    });
  }

  /**
   * Fetches the keys, once for all who ask meanwhile.
   * @throws Failure `unavailable`
   */
  refresh(): Promise<KeySet> {
    this.#renewing ??= this.#renew();
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  #validUntil({ fetchedAt }: KeySet): number {
    return fetchedAt + this.#options.lifetimeMs;
  }

  async #known(): Promise<KeySet> {
    const set = this.#set;
    if (set === undefined) return this.refresh();
    const age = this.#options.clock.now() - set.fetchedAt;
    // A clock that was set back says nothing about the age.
    return age >= 0 && age < this.#options.lifetimeMs ? set : this.refresh();
  }

  /** Fetches the keys again before anybody has to wait for them. */
  async #renew(): Promise<void> {
    const { clock, stop, lifetimeMs } = this.#options;
    const renewEvery = Math.min(renewAfter, lifetimeMs / 2);
    while (!stop.aborted) {
      await clock.wait(clock.now() < this.#failedUntil ? renewPause : renewEvery, stop);
      if (!stop.aborted) await this.refresh().catch(() => {});
    }
  }

  async #load(): Promise<KeySet> {
    const paused = this.#failedUntil - this.#options.clock.now();
    if (paused > 0 && paused <= failurePause)
      throw this.#unavailable(paused, 'its last answer was a failure a moment ago');
    try {
      const metadata = await this.#get(this.#issuer.discoveryUrl);
      if (metadata.issuer !== this.#issuer.issuer) {
        throw new Error(`its configuration names the issuer ${quoted(metadata.issuer)}`);
      }
      const { jwks_uri: keysUrl, authorization_endpoint: signIn } = metadata;
      if (!mayHoldKeys(keysUrl, this.#issuer.discoveryUrl)) {
        throw new Error(`its configuration has no jwks_uri that is as safe as itself, but ${quoted(keysUrl)}`);
      }
      // The age counts from before the answer: what is withdrawn while it is on its way is withdrawn.
      const fetchedAt = this.#options.clock.now();
      const { keys } = await this.#get(keysUrl);
      if (!Array.isArray(keys)) throw new Error('its jwks_uri answers no "keys"');
      if (keys.length > mostKeys) throw new Error(`its jwks_uri answers ${keys.length} keys, and may ${mostKeys}`);
      const authorizationEndpoint = typeof signIn === 'string' && isSafeUrl(signIn) ? new URL(signIn).href : undefined;
      const before = this.#set?.keys ?? [];
      this.#set = { keys, select: createLocalJWKSet({ keys }), fetchedAt, authorizationEndpoint };
      const known = new Set(keys.map((key) => JSON.stringify(key)));
      if (before.some((key) => !known.has(JSON.stringify(key)))) this.#options.onWithdrawn();
      this.#options.log.debug({ issuer: this.#issuer.issuer, keys: keys.length }, 'fetched the keys of an issuer');
      return this.#set;
    } catch (cause) {
      this.#failedUntil = this.#options.clock.now() + failurePause;
      const problem = whyUnanswered(cause);
      if (!this.#options.stop.aborted) {
        this.#options.log.warn(
          { issuer: this.#issuer.issuer, url: this.#issuer.discoveryUrl, problem },
          'cannot fetch the keys of an issuer',
        );
      }
      throw this.#unavailable(failurePause, problem, cause);
    }
  }

  async #get(url: string): Promise<Record<string, unknown>> {
    const signal = AbortSignal.any([this.#options.stop, AbortSignal.timeout(fetchTimeout)]);
    const body = await this.#issuer.read(url, signal);
    if (typeof body !== 'object' || body === null) throw new Error(`${url} answered no JSON object`);
    return body as Record<string, unknown>;
  }

  #unavailable(milliseconds: number, problem: string, cause?: unknown) {
    return fail(
      'unavailable',
      { retryAfterSeconds: milliseconds / 1000 },
      { internal: `issuer ${this.#issuer.issuer} cannot be asked for its keys: ${problem}`, cause },
    );
  }
}

async function select(
  set: KeySet,
  header: CompactJWSHeaderParameters,
  tenantId: string,
): Promise<CryptoKey | undefined> {
  // Left out before one is chosen: without a kid that is a text, a key is chosen by its algorithm alone.
  const keys = set.keys.filter((key) => !isReserved(key, tenantId));
  const choose = keys.length === set.keys.length ? set.select : createLocalJWKSet({ keys });
  try {
    return await choose(header);
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) return undefined;
    throw error;
  }
}

/** Entra marks a key that signs for one tenant only by an `issuer` member with that tenant's id in it. */
function isReserved(key: JWK, tenantId: string): boolean {
  const { issuer } = key as { issuer?: unknown };
  return typeof issuer === 'string' && !issuer.includes('{tenantid}') && !issuer.includes(tenantId);
}
