import { fail } from '../../model/failures.ts';
import { findTenant } from '../../store/table/tenants.ts';
import type { Handler } from '../call.ts';

export const getDeviceManagement: Handler<'deviceManagement.get'> = async ({ database }, { caller }) => {
  const tenant = await database.read(caller.tenantId, findTenant);
  if (!tenant) throw fail('tenantNotApplicable', { suspended: false });
  return { ...tenant, id: tenant.tenant_id };
};
