import {
  type MasterKeys,
  newDataKey,
  open,
  rewrapDataKey,
  type SealContext,
  seal,
  unwrapDataKey,
} from '../../core/seal.ts';
import type { Secret } from '../../core/secret.ts';
import type { OnboardingTable, PresentedCodeTable } from '../../store/schema/connection.ts';

/** Which consent it is. */
type Of = Pick<OnboardingTable, 'partner_id' | 'state_hash'>;

type SealedVerifier = Pick<OnboardingTable, 'wrapped_key' | 'sealed_verifier'>;
type SealedCode = SealedVerifier & Pick<PresentedCodeTable, 'sealed_code'>;

/** Seals the verifier of a consent that is awaited, under a data key of its own (RFC 7636, section 4.1). */
export async function sealVerifier(
  masterKeys: MasterKeys,
  tenantId: string,
  of: Of,
  verifier: Secret,
): Promise<SealedVerifier> {
  const context = contextOf(tenantId, of);
  const { dataKey, wrapped } = await newDataKey(masterKeys, context);
  return { wrapped_key: wrapped, sealed_verifier: await seal(dataKey, context, verifier) };
}

/** Seals a code that came together with its verifier, under a data key of its own. */
export async function sealCode(
  masterKeys: MasterKeys,
  tenantId: string,
  of: Of,
  { verifier, code }: { readonly verifier: Secret; readonly code: Secret },
): Promise<SealedCode> {
  const context = contextOf(tenantId, of);
  const { dataKey, wrapped } = await newDataKey(masterKeys, context);
  const sealed_verifier = await seal(dataKey, context, verifier);
  return { wrapped_key: wrapped, sealed_verifier, sealed_code: await seal(dataKey, codeOf(context), code) };
}

/** @throws SealBroken */
export async function openVerifier(
  masterKeys: MasterKeys,
  tenantId: string,
  sealed: Of & SealedVerifier,
): Promise<Secret> {
  const context = contextOf(tenantId, sealed);
  return open(await unwrapDataKey(masterKeys, context, sealed.wrapped_key), context, sealed.sealed_verifier);
}

/** @throws SealBroken */
export async function openCode(
  masterKeys: MasterKeys,
  tenantId: string,
  sealed: Of & SealedCode,
): Promise<{ readonly verifier: Secret; readonly code: Secret }> {
  const context = contextOf(tenantId, sealed);
  const dataKey = await unwrapDataKey(masterKeys, context, sealed.wrapped_key);
  return {
    verifier: await open(dataKey, context, sealed.sealed_verifier),
    code: await open(dataKey, codeOf(context), sealed.sealed_code),
  };
}

/** The same under other master keys. @throws SealBroken */
export function rewrapConsent(
  from: MasterKeys,
  to: MasterKeys,
  tenantId: string,
  sealed: Of & Pick<SealedVerifier, 'wrapped_key'>,
): Promise<string> {
  return rewrapDataKey(from, to, contextOf(tenantId, sealed), sealed.wrapped_key);
}

function contextOf(tenantId: string, { partner_id, state_hash }: Of): SealContext {
  return { tenantId, partnerId: partner_id, grantId: state_hash, field: 'codeVerifier' };
}

const codeOf = (context: SealContext): SealContext => ({ ...context, field: 'code' });
