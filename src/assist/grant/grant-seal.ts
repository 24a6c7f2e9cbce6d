import { instantOf } from '../../core/clock.ts';
import {
  type DataKey,
  type MasterKeys,
  newDataKey,
  open,
  type SealContext,
  seal,
  unwrapDataKey,
  wrappedUnder,
} from '../../core/seal.ts';
import type { Secret } from '../../core/secret.ts';
import type { Tokens } from '../../partner/connector.ts';
import type { Grant } from '../../store/table/grants.ts';

/** The columns that hold a grant's tokens, sealed. */
export type SealedTokens = Pick<
  Grant,
  'wrapped_key' | 'key_id' | 'sealed_access' | 'sealed_refresh' | 'access_expires_at'
>;

/** What a refresh changes of them. */
export type RenewedTokens = Pick<Grant, 'sealed_access' | 'sealed_refresh' | 'access_expires_at'>;

type Owner = Omit<SealContext, 'field'>;

export function ownerOf(tenantId: string, grant: Pick<Grant, 'id' | 'partner_id'>): Owner {
  return { tenantId, partnerId: grant.partner_id, grantId: grant.id };
}

/** Seals tokens under a data key made for this grant alone: destroying that key destroys them. */
export async function sealTokens(masterKeys: MasterKeys, owner: Owner, tokens: Tokens): Promise<SealedTokens> {
  const { dataKey, wrapped } = await newDataKey(masterKeys, { ...owner, field: 'dataKey' });
  return { wrapped_key: wrapped, key_id: wrappedUnder(wrapped), ...(await sealUnder(dataKey, owner, tokens)) };
}

/** Seals tokens that were renewed under the key that the grant has, because its sessions are sealed under it as well. */
export async function resealTokens(
  masterKeys: MasterKeys,
  owner: Owner,
  wrapped: string,
  tokens: Tokens,
): Promise<RenewedTokens> {
  return sealUnder(await unwrapDataKey(masterKeys, { ...owner, field: 'dataKey' }, wrapped), owner, tokens);
}

async function sealUnder(dataKey: DataKey, owner: Owner, tokens: Tokens): Promise<RenewedTokens> {
  return {
    sealed_access: await seal(dataKey, { ...owner, field: 'accessToken' }, tokens.accessToken),
    sealed_refresh: tokens.refreshToken
      ? await seal(dataKey, { ...owner, field: 'refreshToken' }, tokens.refreshToken)
      : null,
    access_expires_at: tokens.expiresAt === undefined ? null : instantOf(tokens.expiresAt),
  };
}

/** A grant's tokens, or `undefined` once they are destroyed. @throws SealBroken */
export async function openTokens(
  masterKeys: MasterKeys,
  owner: Owner,
  sealed: SealedTokens,
): Promise<Tokens | undefined> {
  if (sealed.wrapped_key === null || sealed.sealed_access === null) return undefined;
  const dataKey = await unwrapDataKey(masterKeys, { ...owner, field: 'dataKey' }, sealed.wrapped_key);
  const refreshToken: Secret | undefined =
    sealed.sealed_refresh === null
      ? undefined
      : await open(dataKey, { ...owner, field: 'refreshToken' }, sealed.sealed_refresh);
  return {
    accessToken: await open(dataKey, { ...owner, field: 'accessToken' }, sealed.sealed_access),
    ...(refreshToken && { refreshToken }),
    ...(sealed.access_expires_at !== null && { expiresAt: sealed.access_expires_at }),
  };
}
