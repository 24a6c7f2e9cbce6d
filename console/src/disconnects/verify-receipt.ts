import { part } from '../elements/browser/part.ts';

// As the service signs them; the guide's page of proof has them word for word.
const algorithm = 'ES256';
const finalType = 'assistd-receipt+jwt';
const interimType = 'assistd-interim-receipt+jwt';

/** What a receipt turns out to be: signed by the service and of this disconnect, over or under way; or not. */
export type Verdict = 'final' | 'interim' | 'wrong';

/** Holds a receipt against the keys of the service that gave this page: `/.well-known/jwks.json`. */
export async function verifyReceipt(receipt: string, disconnectId: string): Promise<Verdict> {
  const { compactVerify, createRemoteJWKSet } = await part(() => import('jose'))();
  try {
    const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', location.origin));
    const { payload, protectedHeader } = await compactVerify(receipt, keys, { algorithms: [algorithm] });
    const claims = JSON.parse(new TextDecoder().decode(payload)) as { readonly sub?: unknown };
    if (claims.sub !== disconnectId) return 'wrong';
    if (protectedHeader.typ === finalType) return 'final';
    return protectedHeader.typ === interimType ? 'interim' : 'wrong';
  } catch (error) {
    const code = (error as { readonly code?: string }).code;
    if (code === 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' || code === 'ERR_JWS_INVALID') return 'wrong';
    throw error;
  }
}
