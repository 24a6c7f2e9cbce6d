import { tenant } from '../../model/tenant.ts';
import { findLastAuditEvent } from '../../store/table/audit/audit-events.ts';
import { countOwed } from '../../store/table/owed.ts';
import { listPartnerStates } from '../../store/table/partners.ts';
import { countLiveSessions } from '../../store/table/sessions.ts';
import { findTenant } from '../../store/table/tenants.ts';
import type { Handler } from '../call.ts';
import { foundIn } from '../found.ts';
import { tenantKey } from './tenant.ts';

/** How one organisation stands, in one look: so that an operator's list of them needs no token of theirs. */
export const getTenantStanding: Handler<'tenants.standing'> = ({ database }, call) =>
  database.read(tenantKey(call), async (db) => {
    foundIn(tenant, await findTenant(db), call.key);
    const { openSessions } = await countLiveSessions(db);
    const last = await findLastAuditEvent(db);
    return {
      partners: await listPartnerStates(db),
      openSessions,
      ...(await countOwed(db)),
      lastActivityDateTime: last?.activityDateTime ?? null,
    };
  });
