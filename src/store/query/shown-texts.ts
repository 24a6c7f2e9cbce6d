import { sql } from 'kysely';
import type { TenantDb } from '../tenant.ts';

/**
 * Makes the table of texts show what an index of PostgreSQL finds, to the end of the transaction: the policy `wanted` of migration 56 goes by it.
 * @param wanted a `tsquery` of its entries
 */
export async function showTexts({ tenantId, sql: db }: TenantDb, wanted: string): Promise<void> {
  await sql`select set_config('assistd.wanted_texts', ${wanted}, true), ${tenantId}::text as tenant_id`.execute(db);
}
