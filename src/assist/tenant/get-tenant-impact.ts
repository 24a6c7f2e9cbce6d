import { tenant } from '../../model/tenant.ts';
import { countEngagedPartners } from '../../store/table/partners.ts';
import { countLiveSessions } from '../../store/table/sessions.ts';
import { findTenant } from '../../store/table/tenants.ts';
import type { Handler } from '../call.ts';
import { foundIn } from '../found.ts';
import { tenantKey } from './tenant.ts';

export const getTenantImpact: Handler<'tenants.impact'> = ({ database }, call) =>
  database.read(tenantKey(call), async (db) => {
    foundIn(tenant, await findTenant(db), call.key);
    return { partners: await countEngagedPartners(db), ...(await countLiveSessions(db)) };
  });
