import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { Hmac } from './hmac.ts';
import { keyListOf, type MasterKeys } from './seal.ts';
import type { Secret } from './secret.ts';

/** Cannot open anything: what was opened without keys neither writes a trail nor verifies one. */
class NoAuditKeys extends Error {
  constructor() {
    super('there is no key for the audit trail here');
    this.name = 'NoAuditKeys';
  }
}

const ofMaster = 'master.';
const digest = 'sha256';
const keyBytes = 32;

/**
 * The keys that the hashes of audit trails are made with (HMAC-SHA-256): the current one makes, all of them verify. The database holds
 * none of them. Each organisation has keys of its own, derived from these, so that its auditor can be given them and can do nothing to
 * another's trail.
 */
export class AuditKeys {
  readonly #roots: ReadonlyMap<string, KeyObject>;
  readonly #ofTenants = new Map<string, TenantKey>();
  readonly #currentId: string | undefined;
  #last: TenantKey | undefined;

  private constructor(roots: ReadonlyMap<string, KeyObject>) {
    this.#roots = roots;
    this.#currentId = roots.keys().next().value;
  }

  /**
   * The keys of the setting `auditKeys`, and one that is derived from each master key (HKDF, RFC 5869), as `master.` and its id. The
   * current one is the first of the settings that is not called so, else that of the current master key: what is called so was kept from a
   * master key that is gone, or from another installation, and hashes nothing new.
   * @throws RangeError as `MasterKeys.parse`
   */
  static of(entries: readonly { readonly id: string; readonly key: Secret }[], masterKeys?: MasterKeys): AuditKeys {
    const given = keyListOf('audit key', entries);
    const own = [...given].filter(([id]) => !id.startsWith(ofMaster));
    const all = (masterKeys?.ids ?? []).map((id): [string, KeyObject] => [
      ofMaster + id,
      derived(masterKeys?.get(id) as KeyObject, 'assistd audit'),
    ]);
    // A key keeps the place where it was first; what is given counts.
    return new AuditKeys(new Map([...own, ...all, ...given]));
  }

  /** For whoever opens a database for something else than what is in the trail: using them throws. */
  static readonly none = new AuditKeys(new Map());

  get currentId(): string {
    if (this.#currentId === undefined) throw new NoAuditKeys();
    return this.#currentId;
  }

  get ids(): string[] {
    return [...this.#roots.keys()];
  }

  /** The HMAC-SHA-256 of a text in UTF-8, in lower-case hexadecimal digits; `undefined` where there is no key of that id. */
  mac(tenantId: string, keyId: string, text: string): string | undefined {
    const isLast = this.#last?.tenantId === tenantId && this.#last.keyId === keyId;
    const own = isLast ? this.#last : this.#ofTenant(tenantId, keyId);
    this.#last = own;
    if (own && own.text !== text) {
      own.mac = own.hmac.of(text);
      own.text = text;
    }
    return own?.mac;
  }

  /** The key of an organisation for its auditor, or without one what all of them are derived from, in base64. */
  export(keyId: string, tenantId?: string): string | undefined {
    const key = tenantId === undefined ? this.#roots.get(keyId) : this.#ofTenant(tenantId, keyId)?.key;
    return key?.export().toString('base64');
  }

  #ofTenant(tenantId: string, keyId: string): TenantKey | undefined {
    const name = `${keyId} ${tenantId}`;
    const known = this.#ofTenants.get(name);
    const root = this.#roots.get(keyId);
    if (known || !root) return known;
    const derivedKey = derived(root, `assistd audit trail ${tenantId}`);
    const key = { tenantId, keyId, key: derivedKey, hmac: new Hmac(derivedKey) };
    if (this.#ofTenants.size >= mostKept) this.#ofTenants.clear();
    this.#ofTenants.set(name, key);
    return key;
  }
}

/** With the text it was used for last, which as a rule is the next as well: the end of a trail as it was written is what is found there. */
interface TenantKey {
  readonly tenantId: string;
  readonly keyId: string;
  readonly key: KeyObject;
  readonly hmac: Hmac;
  text?: string;
  mac?: string;
}

const mostKept = 10_000;

function derived(key: KeyObject, info: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync(digest, key, Buffer.alloc(0), info, keyBytes)));
}
