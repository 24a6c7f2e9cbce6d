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
import { Secret } from '../../core/secret.ts';
import type { Granted } from '../../partner/granted.ts';
import type { Grant } from '../../store/table/grants.ts';

/** The columns that hold what a partner gave, sealed. */
export type SealedGrant = Pick<Grant, 'wrapped_key' | 'key_id' | 'sealed_grant' | 'renew_at'>;

/** What a renewal changes of them. */
export type RenewedGrant = Pick<Grant, 'sealed_grant' | 'renew_at'>;

type Owner = Omit<SealContext, 'field'>;

export function ownerOf(tenantId: string, grant: Pick<Grant, 'id' | 'partner_id'>): Owner {
  return { tenantId, partnerId: grant.partner_id, grantId: grant.id };
}

/** Seals a grant under a data key made for it alone: destroying that key destroys it. */
export async function sealGrant(masterKeys: MasterKeys, owner: Owner, granted: Granted): Promise<SealedGrant> {
  const { dataKey, wrapped } = await newDataKey(masterKeys, { ...owner, field: 'dataKey' });
  return { wrapped_key: wrapped, key_id: wrappedUnder(wrapped), ...(await sealUnder(dataKey, owner, granted)) };
}

/** Seals a grant that was renewed under the key that it has, because its sessions are sealed under that as well. */
export async function resealGrant(
  masterKeys: MasterKeys,
  owner: Owner,
  wrapped: string,
  granted: Granted,
): Promise<RenewedGrant> {
  return sealUnder(await unwrapDataKey(masterKeys, { ...owner, field: 'dataKey' }, wrapped), owner, granted);
}

async function sealUnder(dataKey: DataKey, owner: Owner, { grant, renewAt }: Granted): Promise<RenewedGrant> {
  return {
    sealed_grant: await seal(dataKey, { ...owner, field: 'grant' }, grant),
    renew_at: renewAt === undefined ? null : instantOf(renewAt),
  };
}

/** A grant as its connector reads it, or `undefined` once it is destroyed. @throws SealBroken */
export async function openSealedGrant(
  masterKeys: MasterKeys,
  owner: Owner,
  { wrapped_key, sealed_grant }: SealedGrant,
): Promise<Secret | undefined> {
  if (wrapped_key === null || sealed_grant === null) return undefined;
  const dataKey = await unwrapDataKey(masterKeys, { ...owner, field: 'dataKey' }, wrapped_key);
  return sealed_grant.startsWith('{')
    ? openMembers(dataKey, owner, sealed_grant)
    : open(dataKey, { ...owner, field: 'grant' }, sealed_grant);
}

/** Before schema version 30 the members of a grant were sealed one by one, each under its name; together they are what it is now. */
async function openMembers(dataKey: DataKey, owner: Owner, sealed: string): Promise<Secret> {
  const members = Object.entries(JSON.parse(sealed) as Record<string, string>);
  const opened = members.map(async ([field, member]) => {
    return [field, (await open(dataKey, { ...owner, field }, member)).reveal()] as const;
  });
  return new Secret(JSON.stringify(Object.fromEntries(await Promise.all(opened))));
}
