import type { Granted } from '../../partner/granted.ts';
import { findGrant, insertGrant } from '../../store/table/grants.ts';
import type { TenantTx } from '../../store/tenant.ts';
import type { Assist } from '../assist.ts';
import { sealGrant } from './grant-seal.ts';

/** A grant to be, under an id that was chosen before the partner was asked for it. */
interface GrantToBe {
  readonly id: string;
  readonly partner_id: string;
  readonly connector: string;
}

/** Seals a grant, and gives what stores it; storing the same twice is storing it once. */
export async function storeGrant(
  assist: Assist,
  tenantId: string,
  { id, partner_id, connector }: GrantToBe,
  granted: Granted,
  state: 'held' | 'offered' = 'held',
): Promise<(tx: TenantTx) => Promise<void>> {
  const sealed = await sealGrant(assist.masterKeys, { tenantId, partnerId: partner_id, grantId: id }, granted);
  return async (tx) => {
    if (await findGrant(tx, id)) return;
    await insertGrant(tx, {
      ...sealed,
      id,
      partner_id,
      connector,
      state,
      account: null,
      obtained_at: tx.now,
      retired_at: null,
    });
  };
}
