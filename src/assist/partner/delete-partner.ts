import { activities } from '../../model/audit-activities.ts';
import { lockPartner, deletePartner as removePartner } from '../../store/table/partners.ts';
import { audit } from '../audit/audit.ts';
import type { Handler } from '../call.ts';
import { detach } from './detach.ts';
import { found } from './partner.ts';

/** A partner that is connected is disconnected by its removal: the grant is owed for retirement like after a disconnect. */
export const deletePartner: Handler<'remoteAssistancePartners.delete'> = ({ database }, call) =>
  database.write(call.caller.tenantId, async (tx) => {
    const partner = found(await lockPartner(tx, call.key), call.key);
    await detach(tx, partner);
    await removePartner(tx, partner.id);
    await audit(tx, call, {
      activity: activities.partnerDeleted,
      resource: partner,
      changes: [
        { name: 'DisplayName', from: partner.displayName, to: null },
        { name: 'OnboardingStatus', from: partner.onboardingStatus, to: null },
      ],
    });
  });
