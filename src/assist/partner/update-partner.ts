import { activities } from '../../model/audit-activities.ts';
import { lockPartner, updatePartner as writePartner } from '../../store/table/partners.ts';
import { audit } from '../audit/audit.ts';
import type { Handler } from '../call.ts';
import { found } from './partner.ts';

export const updatePartner: Handler<'remoteAssistancePartners.update'> = ({ database }, call) =>
  database.write(call.caller.tenantId, async (tx) => {
    const partner = found(await lockPartner(tx, call.key), call.key);
    const { displayName = partner.displayName } = call.body as { displayName?: string | null };
    if (displayName === partner.displayName) return partner;
    await writePartner(tx, partner.id, { displayName });
    await audit(tx, call, {
      activity: activities.partnerUpdated,
      resource: { id: partner.id, displayName },
      changes: [{ name: 'DisplayName', from: partner.displayName, to: displayName }],
    });
    return { ...partner, displayName };
  });
