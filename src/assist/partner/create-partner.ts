import { newId } from '../../core/id.ts';
import { activities } from '../../model/audit-activities.ts';
import { insertPartner } from '../../store/table/partners.ts';
import { connectorNamed } from '../assist.ts';
import { audit } from '../audit/audit.ts';
import type { Handler } from '../call.ts';
import { newPartner } from './partner.ts';

export const createPartner: Handler<'remoteAssistancePartners.create'> = (assist, call) =>
  assist.database.write(call.caller.tenantId, async (tx) => {
    const displayName = (call.body.displayName ?? null) as string | null;
    const connector = (displayName !== null && connectorNamed(assist, displayName)) || assist.connectors[0];
    const partner = newPartner({ id: newId(), displayName, connector: connector.name });
    await insertPartner(tx, partner);
    await audit(tx, call, {
      activity: activities.partnerCreated,
      resource: partner,
      changes: [{ name: 'DisplayName', from: null, to: displayName }],
    });
    return partner;
  });
