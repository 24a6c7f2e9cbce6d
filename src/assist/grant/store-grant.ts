import type { Granted } from '../../partner/granted.ts';
import { insertGrant, lockGrant, updateGrant } from '../../store/table/grants.ts';
import type { TenantTx } from '../../store/tenant.ts';
import type { Assist } from '../assist.ts';
import { sealGrant } from './grant-seal.ts';

/** A grant to be, under an id that was chosen before the partner was asked for it. */
interface GrantToBe {
  readonly id: string;
  readonly partner_id: string;
  readonly connector: string;
}

/**
 * Seals a grant, and gives what stores it; storing the same twice is storing it once. It resolves with whether its end was begun before it
 * came: then it is to be retired.
 */
export async function storeGrant(
  assist: Assist,
  tenantId: string,
  { id, partner_id, connector }: GrantToBe,
  granted: Granted,
  state: 'presented' | 'offered' = 'presented',
): Promise<(tx: TenantTx) => Promise<boolean>> {
  const sealed = await sealGrant(assist.masterKeys, { tenantId, partnerId: partner_id, grantId: id }, granted);
  return async (tx) => {
    const grant = await lockGrant(tx, id);
    if (!grant) {
      await insertGrant(tx, { ...nothingStored, ...sealed, id, partner_id, connector, state, obtained_at: tx.now });
    }
    if (!grant || grant.sealed_grant !== null) return false;
    await updateGrant(tx, id, sealed);
    return grant.state !== 'presented';
  };
}

/** What a grant is stored with of which nothing is known yet. */
export const nothingStored = {
  wrapped_key: null,
  key_id: null,
  sealed_grant: null,
  renew_at: null,
  account: null,
  retired_at: null,
} as const;
