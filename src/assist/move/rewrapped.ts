import type { MasterKeys } from '../../core/seal.ts';
import type { TenantRows } from '../../store/table/tenant-copy.ts';
import { rewrapConsent } from '../grant/consent-seal.ts';
import { ownerOf, rewrapGrant } from '../grant/grant-seal.ts';

type Rewrap = (row: TenantRows['rows'][number], tenantId: string, from: MasterKeys, to: MasterKeys) => Promise<object>;

const rewrapGrantRow: Rewrap = async (row, tenantId, from, to) => {
  const grant = row as { id: string; partner_id: string; wrapped_key: string | null };
  return { ...row, ...(await rewrapGrant(from, to, ownerOf(tenantId, grant), grant.wrapped_key)) };
};

const rewrapConsentRow: Rewrap = async (row, tenantId, from, to) => {
  const sealed = row as { partner_id: string; state_hash: string; wrapped_key: string };
  return { ...row, wrapped_key: await rewrapConsent(from, to, tenantId, sealed) };
};

const ofTables: { readonly [Table in TenantRows['table']]?: Rewrap } = {
  grants: rewrapGrantRow,
  onboardings: rewrapConsentRow,
};

/** The rows with their data keys under the current one of other master keys. What is sealed under a data key stays as it is. */
export async function rewrapped(
  { table, rows }: TenantRows,
  tenantId: string,
  from: MasterKeys,
  to: MasterKeys,
): Promise<TenantRows> {
  const rewrap = ofTables[table];
  if (!rewrap) return { table, rows };
  return { table, rows: (await Promise.all(rows.map((row) => rewrap(row, tenantId, from, to)))) as TenantRows['rows'] };
}
