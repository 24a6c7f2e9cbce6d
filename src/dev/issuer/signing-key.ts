import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { calculateJwkThumbprint, type JWK, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { readIfThere, writeWhole } from '../../core/private-file.ts';

/** The RSA key that tokens are signed with, RS256 as Entra's. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicJwk: JWK;
}

/** Makes a key off the main thread, in 40 to 200 ms. */
export async function makeSigningKey(): Promise<SigningKey> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return signingKey(privateKey);
}

/** The key in `file`, made on first use, so that tokens stay valid over a restart. Only the owner can read it. */
export async function keptSigningKey(file: string): Promise<SigningKey> {
  const kept = await readKey(file);
  if (kept !== undefined) return kept;
  const made = await makeSigningKey();
  // Where another process was faster, its key is the one.
  writeWhole(file, made.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), { keep: true });
  return (await readKey(file)) ?? made;
}

/** What is signed, and for what: the header's `typ`, so that none passes for another. */
export type SignedType = 'JWT' | 'refresh+jwt' | 'session+jwt';

export async function sign({ kid, privateKey }: SigningKey, typ: SignedType, claims: JWTPayload): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ, kid, x5t: kid }).sign(privateKey);
}

/**
 * The claims of `token`, if it is signed with `key` and of this type.
 * @param at when it has to be valid, in milliseconds since 1970; it may be long over, or not begun, without it
 */
export async function verified(
  { publicJwk }: SigningKey,
  typ: SignedType,
  token: string,
  at?: number,
): Promise<JWTPayload | undefined> {
  const time = at === undefined ? { clockTolerance: Number.MAX_SAFE_INTEGER } : { currentDate: new Date(at) };
  return jwtVerify(token, publicJwk, { algorithms: ['RS256'], typ, ...time }).then(
    ({ payload }) => payload,
    () => undefined,
  );
}

async function readKey(file: string): Promise<SigningKey | undefined> {
  const pem = readIfThere(file);
  if (pem === undefined) return undefined;
  try {
    return await signingKey(createPrivateKey(pem));
  } catch (cause) {
    throw new Error(`${file} must hold an RSA private key in PEM; remove it to have a new one made`, { cause });
  }
}

async function signingKey(privateKey: KeyObject): Promise<SigningKey> {
  const jwk = createPublicKey(privateKey).export({ format: 'jwk' }) as JWK;
  const kid = await calculateJwkThumbprint(jwk);
  return { kid, privateKey, publicJwk: { ...jwk, kid, x5t: kid, use: 'sig', alg: 'RS256' } };
}
