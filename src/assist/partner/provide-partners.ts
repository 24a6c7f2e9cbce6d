import { derivedId } from '../../core/id.ts';
import { insertPartner } from '../../store/table/partners.ts';
import { noteProvided } from '../../store/table/provided-partners.ts';
import type { TenantTx } from '../../store/tenant.ts';
import type { Assist } from '../assist.ts';
import { newPartner } from './partner.ts';

/** Gives a tenant its partner for each configured connector, once: one that was deleted does not come back. */
export async function providePartners(assist: Pick<Assist, 'connectors'>, tx: TenantTx): Promise<void> {
  for (const { name } of assist.connectors) {
    if (!(await noteProvided(tx, name))) continue;
    await insertPartner(tx, newPartner({ id: derivedId(tx.tenantId, name), displayName: name, connector: name }));
  }
}
