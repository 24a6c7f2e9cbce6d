import { tenant } from '../../model/tenant.ts';
import { findTenant } from '../../store/table/tenants.ts';
import type { Handler } from '../call.ts';
import { foundIn } from '../found.ts';
import { shownTenant, tenantKey } from './tenant.ts';

export const getTenant: Handler<'tenants.get'> = async (assist, call) =>
  shownTenant(assist, foundIn(tenant, await assist.database.read(tenantKey(call), findTenant), call.key));
