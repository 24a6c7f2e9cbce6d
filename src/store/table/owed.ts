import { sql } from 'kysely';
import type { ObligationKind } from '../../model/obligation.ts';
import type { TenantDb } from '../tenant.ts';
import { isDue } from './due-obligations.ts';

// Watches and reminders of the service are obligations too; so is the end of an open session, until it is due and does not work.
const towardsPartners: readonly ObligationKind[] = ['grant.retire', 'onboarding.settle', 'session.open'];
const atTheEnd: ObligationKind = 'session.close';

/** How much an organisation owes to its partners, and how much of that was reported as owed for too long. */
export async function countOwed(db: TenantDb): Promise<{ readonly owed: number; readonly overdue: number }> {
  const row = await db.sql
    .selectFrom('obligations')
    .select(({ fn }) => [fn.countAll().as('owed'), fn.count('reportedDateTime').as('overdue')])
    .where('tenant_id', '=', db.tenantId)
    .where(isDue)
    .where(({ eb, and, or }) =>
      or([
        eb('kind', 'in', towardsPartners),
        and([
          eb('kind', '=', atTheEnd),
          or([
            eb('failures', '>', 0),
            eb('lease_owner', 'is not', null),
            sql<boolean>`${sql.ref('reportedDateTime')} is not null`,
          ]),
        ]),
      ]),
    )
    .executeTakeFirst();
  return { owed: Number(row?.owed ?? 0), overdue: Number(row?.overdue ?? 0) };
}
