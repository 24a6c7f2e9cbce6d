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
import { fail } from '../model/failures.ts';
import { quoted } from './claims.ts';
import type { Issuer } from './issuers.ts';

const minute = 60_000;
/** Older keys are fetched again in the background. */
const refreshAfter = 10 * minute;
/** Older keys are fetched again before they are used, and used all the same when the issuer cannot be reached. */
const staleAfter = 60 * minute;
/** An unknown key id asks the issuer at most this often, so that forged ids cannot turn us against it. */
const unknownKeyPause = 30_000;
/** After a failed fetch nobody tries again for this long. */
const failurePause = 5_000;
const fetchTimeout = 5_000;

interface KeySet {
  readonly keys: readonly JWK[];
  readonly select: LocalJWKSet;
  readonly fetchedAt: number;
}

/** The public keys of one issuer: found by OpenID Connect Discovery 1.0 (section 4), kept, and fetched again as they rotate. */
export class IssuerKeys {
  readonly #issuer: Issuer;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #stop: AbortSignal;
  #set: KeySet | undefined;
  #loading: Promise<KeySet> | undefined;
  #failedUntil = 0;

  constructor(issuer: Issuer, options: { clock: Clock; log: Log; stop: AbortSignal }) {
    this.#issuer = issuer;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#stop = options.stop;
  }

  /**
   * The one key that a token with this header can be signed with.
   * @throws Failure `tokenInvalid` when the issuer has no such key, `unavailable` when it cannot be asked.
   */
  async find(header: CompactJWSHeaderParameters, tenantId: string): Promise<CryptoKey> {
    const known = await this.#known();
    const key = await select(known, header, tenantId);
    if (key !== undefined) return key;
    const again = this.#clock.now() - known.fetchedAt >= unknownKeyPause ? await this.refresh() : known;
    const rotated = again === known ? undefined : await select(again, header, tenantId);
    if (rotated !== undefined) return rotated;
    throw fail('tokenInvalid', undefined, {
      internal: `issuer ${this.#issuer.issuer} has no key ${quoted(header.kid)} for ${header.alg}`,
    });
  }

  /**
   * Fetches the keys, once for all who ask meanwhile.
   * @throws Failure `unavailable`
   */
  refresh(): Promise<KeySet> {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  async #known(): Promise<KeySet> {
    const set = this.#set;
    if (set === undefined) return this.refresh();
    const age = this.#clock.now() - set.fetchedAt;
    if (age < refreshAfter) return set;
    const refreshed = this.refresh().catch(() => set);
    return age < staleAfter ? set : refreshed;
  }

  async #load(): Promise<KeySet> {
    const paused = this.#failedUntil - this.#clock.now();
    if (paused > 0) throw this.#unavailable(paused, 'its last answer was a failure a moment ago');
    try {
      const metadata = await this.#get(this.#issuer.discoveryUrl);
      if (metadata.issuer !== this.#issuer.issuer) {
        throw new Error(`its configuration names the issuer ${quoted(metadata.issuer)}`);
      }
      if (typeof metadata.jwks_uri !== 'string' || !isSafeUrl(metadata.jwks_uri)) {
        throw new Error('its configuration has no jwks_uri that is an https URL');
      }
      const { keys } = await this.#get(metadata.jwks_uri);
      if (!Array.isArray(keys)) throw new Error('its jwks_uri answers no "keys"');
      this.#set = { keys, select: createLocalJWKSet({ keys }), fetchedAt: this.#clock.now() };
      this.#log.debug({ issuer: this.#issuer.issuer, keys: keys.length }, 'fetched the keys of an issuer');
      return this.#set;
    } catch (cause) {
      this.#failedUntil = this.#clock.now() + failurePause;
      const problem = cause instanceof Error ? cause.message : String(cause);
      if (!this.#stop.aborted) {
        this.#log.warn(
          { issuer: this.#issuer.issuer, url: this.#issuer.discoveryUrl, problem },
          'cannot fetch the keys of an issuer',
        );
      }
      throw this.#unavailable(failurePause, problem, cause);
    }
  }

  async #get(url: string): Promise<Record<string, unknown>> {
    const response = await fetch(url, {
      headers: { accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.any([this.#stop, AbortSignal.timeout(fetchTimeout)]),
    });
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    const body: unknown = await response.json();
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
  if (set.keys.some((key) => key.kid === header.kid && isReserved(key, tenantId))) return undefined;
  try {
    return await set.select(header);
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
