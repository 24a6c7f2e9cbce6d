import { tenant } from '../../model/tenant.ts';
import { lockEngagedPartners } from '../../store/table/partners.ts';
import { findTenant } from '../../store/table/tenants.ts';
import { becauseOf, type Handler } from '../call.ts';
import { foundIn } from '../found.ts';
import { disconnect } from '../partner/disconnect.ts';
import { tenantKey } from './tenant.ts';

/** Disconnects an organisation from all its partners, whether or not it is served. What is written of it is the organisation's own. */
export const disconnectTenant: Handler<'tenants.disconnect'> = ({ database }, call) =>
  database.write(tenantKey(call), async (tx) => {
    foundIn(tenant, await findTenant(tx), call.key);
    await disconnect(tx, await lockEngagedPartners(tx), { by: call, kind: 'tenant', because: becauseOf(call) });
  });
