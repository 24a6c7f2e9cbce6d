import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { CompactEncrypt, type CompactJWEHeaderParameters, compactDecrypt, decodeProtectedHeader } from 'jose';
import { Secret } from './secret.ts';

/** Where a sealed value belongs. It is authenticated with the value, so that a value moved anywhere else does not open. */
export interface SealContext {
  readonly tenantId: string;
  readonly partnerId: string;
  readonly grantId: string;
  /** What the value is: `dataKey`, `accessToken`, … */
  readonly field: string;
}

/** The key that one grant's values are sealed under. It prints nothing and exists outside memory only wrapped. */
export type DataKey = KeyObject;

/**
 * A sealed value or a wrapped data key does not open: altered, moved, or under a key that is not there. The value is lost for good
 * or until the key is back, so to its owner it means "connect again". The message names no secret.
 */
export class SealBroken extends Error {
  /** The master key that the value asks for, when that is what is missing. */
  readonly keyId: string | undefined;

  constructor(message: string, keyId?: string) {
    super(message);
    this.name = 'SealBroken';
    this.keyId = keyId;
  }
}

const keyBytes = 32;

/** The keys that wrap data keys: the first is current and wraps, all of them can unwrap. */
export class MasterKeys {
  readonly #keys: ReadonlyMap<string, KeyObject>;
  readonly currentId: string;

  private constructor(keys: ReadonlyMap<string, KeyObject>, currentId: string) {
    this.#keys = keys;
    this.currentId = currentId;
  }

  /**
   * From settings: ids with 32 bytes each in base64 or base64url, the current one first.
   * @throws RangeError naming the key by id and what is wrong with it; never the key.
   */
  static parse(entries: readonly { readonly id: string; readonly key: Secret }[]): MasterKeys {
    const first = entries[0];
    if (first === undefined) throw new RangeError('at least one master key is needed');
    const keys = keyListOf('master key', entries);
    return new MasterKeys(keys, first.id);
  }

  get ids(): string[] {
    return [...this.#keys.keys()];
  }

  /** @throws SealBroken when no key has that id. */
  get(id: string): KeyObject {
    const key = this.#keys.get(id);
    if (key !== undefined) return key;
    throw new SealBroken(`master key "${id}" is not configured (configured: ${this.ids.join(', ')})`, id);
  }
}

/**
 * Keys by their ids, in the order that settings list them.
 * @throws RangeError naming the key by id and what is wrong with it; never the key.
 */
export function keyListOf(
  what: string,
  entries: readonly { readonly id: string; readonly key: Secret }[],
): Map<string, KeyObject> {
  const keys = new Map<string, KeyObject>();
  for (const { id, key } of entries) {
    if (!/^[A-Za-z0-9._-]{1,64}$/.test(id)) {
      throw new RangeError(`${what} id ${JSON.stringify(id)} must be 1 to 64 letters, digits, ".", "_" or "-"`);
    }
    if (keys.has(id)) throw new RangeError(`${what} id "${id}" appears twice; give every key its own id`);
    keys.set(id, parseKey(`${what} "${id}"`, key));
  }
  return keys;
}

function parseKey(what: string, key: Secret): KeyObject {
  const text = key.reveal().trim();
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) {
    throw new RangeError(`${what} must be 32 bytes in base64; it holds characters that base64 does not have`);
  }
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== keyBytes) {
    throw new RangeError(`${what} must be 32 bytes in base64; it is ${bytes.length} bytes`);
  }
  return createSecretKey(bytes);
}

/** Makes a data key. Store `wrapped` beside what is sealed; destroying every copy of it destroys the values. */
export async function newDataKey(
  masterKeys: MasterKeys,
  context: SealContext,
): Promise<{ dataKey: DataKey; wrapped: string }> {
  const bytes = randomBytes(keyBytes);
  try {
    return { dataKey: createSecretKey(bytes), wrapped: await wrap(masterKeys, context, bytes) };
  } finally {
    bytes.fill(0);
  }
}

/** @throws SealBroken */
export async function unwrapDataKey(masterKeys: MasterKeys, context: SealContext, wrapped: string): Promise<DataKey> {
  const bytes = await unwrap(masterKeys, context, wrapped);
  try {
    return createSecretKey(bytes);
  } finally {
    bytes.fill(0);
  }
}

/**
 * Wraps a data key under the current one of other master keys; what is sealed under it stays as it is.
 * @throws SealBroken
 */
export async function rewrapDataKey(
  from: MasterKeys,
  to: MasterKeys,
  context: SealContext,
  wrapped: string,
): Promise<string> {
  const bytes = await unwrap(from, context, wrapped);
  try {
    return await wrap(to, context, bytes);
  } finally {
    bytes.fill(0);
  }
}

/**
 * The id of the master key that a wrapped data key needs.
 * @throws SealBroken when it is no wrapped data key.
 */
export function wrappedUnder(wrapped: string): string {
  return keyIdOf(headerOf(wrapped));
}

/** Seals a value as a compact JWE (RFC 7516, `dir` with A256GCM), bound to where it belongs. */
export function seal(dataKey: DataKey, context: SealContext, plaintext: Secret): Promise<string> {
  return encrypt(dataKey, context, Buffer.from(plaintext.reveal(), 'utf8'));
}

/** @throws SealBroken */
export async function open(dataKey: DataKey, context: SealContext, sealed: string): Promise<Secret> {
  const plaintext = await decrypt(context, sealed, () => dataKey);
  return new Secret(Buffer.from(plaintext).toString('utf8'));
}

function wrap(masterKeys: MasterKeys, context: SealContext, bytes: Uint8Array): Promise<string> {
  return encrypt(masterKeys.get(masterKeys.currentId), context, bytes, masterKeys.currentId);
}

function unwrap(masterKeys: MasterKeys, context: SealContext, wrapped: string): Promise<Uint8Array> {
  return decrypt(context, wrapped, (header) => masterKeys.get(keyIdOf(header)));
}

// RFC 7516, section 5.1, step 14: the protected header is the additional authenticated data of a compact JWE. With the context as
// a member of it, whoever changes the context breaks the tag, and whoever moves the value is found by the comparison on opening.
const contextMember = 'assistd';

function encrypt(key: KeyObject, context: SealContext, plaintext: Uint8Array, keyId?: string): Promise<string> {
  const header: CompactJWEHeaderParameters = { alg: 'dir', enc: 'A256GCM', [contextMember]: contextList(context) };
  if (keyId !== undefined) header.kid = keyId;
  return new CompactEncrypt(plaintext).setProtectedHeader(header).encrypt(key);
}

async function decrypt(
  context: SealContext,
  sealed: string,
  keyFor: (header: { kid?: string | undefined }) => KeyObject,
): Promise<Uint8Array> {
  const header = headerOf(sealed);
  const key = keyFor(header);
  let plaintext: Uint8Array;
  try {
    ({ plaintext } = await compactDecrypt(sealed, key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    }));
  } catch {
    // The library's error is dropped: it says no more than this, and might quote the value.
    throw new SealBroken(`the sealed ${context.field} does not open: it was altered or is under another key`);
  }
  if (JSON.stringify(header[contextMember]) !== JSON.stringify(contextList(context))) {
    throw new SealBroken(`the sealed ${context.field} belongs to another tenant, partner, grant or field`);
  }
  return plaintext;
}

function contextList(context: SealContext): string[] {
  return [context.tenantId, context.partnerId, context.grantId, context.field];
}

function headerOf(sealed: string): { kid?: string | undefined; [contextMember]?: unknown } {
  try {
    return decodeProtectedHeader(sealed);
  } catch {
    throw new SealBroken('the sealed value is not a JWE');
  }
}

function keyIdOf(header: { kid?: string | undefined }): string {
  if (typeof header.kid === 'string') return header.kid;
  throw new SealBroken('the wrapped data key does not name its master key');
}
