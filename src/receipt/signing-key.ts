import {
  CompactSign,
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose';
import {
  type MasterKeys,
  newDataKey,
  open,
  type SealContext,
  seal,
  unwrapDataKey,
  wrappedUnder,
} from '../core/seal.ts';
import { Secret } from '../core/secret.ts';
import { type ReceiptKey, receiptKeyOwner } from '../store/table/receipt-keys.ts';
import { algorithm, type ReceiptType } from './claims.ts';

type MadeKey = Omit<ReceiptKey, 'tenant_id' | 'created_at' | 'retired_at'>;

/** A new key, its private half sealed under the current master key. */
export async function makeSigningKey(masterKeys: MasterKeys, generation: number): Promise<MadeKey> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  const { dataKey, wrapped } = await newDataKey(masterKeys, contextOf(kid, 'dataKey'));
  const secret = new Secret(JSON.stringify(await exportJWK(privateKey)));
  return {
    generation,
    kid,
    public_jwk: JSON.stringify({ ...jwk, kid, alg: algorithm, use: 'sig' }),
    key_id: wrappedUnder(wrapped),
    wrapped_key: wrapped,
    sealed_private: await seal(dataKey, contextOf(kid, 'privateKey'), secret),
  };
}

/** The private half; `undefined` once it is destroyed. @throws SealBroken */
export async function openSigningKey(
  masterKeys: MasterKeys,
  { kid, wrapped_key, sealed_private }: ReceiptKey,
): Promise<CryptoKey | undefined> {
  if (wrapped_key === null || sealed_private === null) return undefined;
  const dataKey = await unwrapDataKey(masterKeys, contextOf(kid, 'dataKey'), wrapped_key);
  const secret = await open(dataKey, contextOf(kid, 'privateKey'), sealed_private);
  return (await importJWK(JSON.parse(secret.reveal()) as JWK, algorithm)) as CryptoKey;
}

/** Signs claims as a receipt, and as nothing else: of what it signs the `typ` is a receipt's. */
export function signReceipt(
  header: { readonly typ: ReceiptType; readonly kid: string },
  claims: object,
  key: CryptoKey,
): Promise<string> {
  const payload = new TextEncoder().encode(JSON.stringify(claims));
  return new CompactSign(payload).setProtectedHeader({ alg: algorithm, ...header }).sign(key);
}

function contextOf(kid: string, field: string): SealContext {
  return { tenantId: receiptKeyOwner, partnerId: '', grantId: kid, field };
}
