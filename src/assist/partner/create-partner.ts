import { newId } from '../../core/id.ts';
import { activities } from '../../model/audit-activities.ts';
import type { PartnerTable } from '../../store/schema/connection.ts';
import { findPartner, insertPartner } from '../../store/table/partners.ts';
import { connectorNamed } from '../assist.ts';
import { audit } from '../audit/audit.ts';
import type { Handler } from '../call.ts';
import { once } from '../once.ts';
import { newPartner } from './partner.ts';

export const createPartner: Handler<'remoteAssistancePartners.create'> = (assist, call) =>
  assist.database.write(call.caller.tenantId, (tx) => {
    const id = newId();
    return once<Omit<PartnerTable, 'tenant_id' | 'created_at'>>(tx, call, 'remoteAssistancePartners.create', id, {
      made: async (earlier) => findPartner(tx, earlier),
      make: async () => {
        const displayName = (call.body.displayName ?? null) as string | null;
        const connector = (displayName !== null && connectorNamed(assist, displayName)) || assist.connectors[0];
        const partner = newPartner({ id, displayName, connector: connector.name });
        await insertPartner(tx, partner);
        await audit(tx, call, {
          activity: activities.partnerCreated,
          resource: partner,
          changes: [{ name: 'DisplayName', from: null, to: displayName }],
        });
        return partner;
      },
    });
  });
