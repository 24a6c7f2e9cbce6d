import { pageOf } from '../../odata/evaluate.ts';
import { findTenant } from '../../store/table/tenants.ts';
import type { Assist } from '../assist.ts';
import type { Call, Handler } from '../call.ts';
import { inDirectory } from './in-directory.ts';

/** Microsoft's reference of product names and service plans: "Microsoft Intune Plan 1". */
const intune = {
  skuId: '061f9ace-7d42-4136-88ac-31dc755f143f',
  skuPartNumber: 'INTUNE_A',
  servicePlanId: 'c1ec4a95-1f05-45b3-a911-aa3fa01094f5',
};

export const listSubscribedSkus: Handler<'subscribedSkus.list'> = async (assist, call) =>
  pageOf([await subscriptionOf(assist, call)], call.query);

export const getSubscribedSku: Handler<'subscribedSkus.get'> = async (assist, call) => {
  const own = await subscriptionOf(assist, call);
  return inDirectory(own.id.toLowerCase() === call.key.toLowerCase() ? own : undefined, call.key);
};

/** An organisation that is served has Intune, or it would not be; everybody whom the directory knows has a unit of it. */
async function subscriptionOf({ database, directory }: Assist, { caller: { tenantId } }: Pick<Call, 'caller'>) {
  const tenant = await database.read(tenantId, findTenant);
  const consumedUnits = directory?.peopleOf(tenantId).length ?? 0;
  const { skuId, skuPartNumber, servicePlanId } = intune;
  return {
    id: `${tenantId}_${skuId}`,
    accountId: tenantId,
    accountName: tenant?.displayName ?? null,
    appliesTo: 'User',
    capabilityStatus: tenant?.subscriptionState === 'warning' ? 'Warning' : 'Enabled',
    consumedUnits,
    prepaidUnits: { enabled: Math.max(consumedUnits, 25), lockedOut: 0, suspended: 0, warning: 0 },
    servicePlans: [{ appliesTo: 'User', provisioningStatus: 'Success', servicePlanId, servicePlanName: skuPartNumber }],
    skuId,
    skuPartNumber,
  };
}
