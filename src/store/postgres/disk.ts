import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { TenantTx } from '../tenant.ts';
import { isUnavailable } from '../unavailable.ts';

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
export const diskFull = '53100';

/** Of nobody: the rows that are written for it are taken out again in the same transaction. */
const nobody = 'readiness';
/** What no page has room for that is there already, and no compression makes short; in bytes, before base64. */
const probeBytes = 48 * 1024;

/**
 * Whether a PostgreSQL whose disk was full has room again. Without room it goes on reading, and writing what fits into its files, so that only a write
 * that needs more of them tells.
 */
export class Disk {
  #isFull = false;

  /** Notes why something failed. */
  saw(error: unknown): void {
    if (isUnavailable(error) && error.cause instanceof pg.DatabaseError) this.#isFull ||= error.cause.code === diskFull;
  }

  /** @throws Failure `unavailable` while there is none */
  async demandRoom(write: (tenantId: string, work: (tx: TenantTx) => Promise<void>) => Promise<void>): Promise<void> {
    if (!this.#isFull) return;
    await write(nobody, takeRoom);
    this.#isFull = false;
  }
}

async function takeRoom({ sql, tenantId, now }: TenantTx): Promise<void> {
  const resource_id = randomBytes(probeBytes).toString('base64');
  const row = { tenant_id: tenantId, request_key: nobody, resource_id, made_at: now };
  await sql.insertInto('repeated_requests').values(row).execute();
  await sql.deleteFrom('repeated_requests').where('tenant_id', '=', tenantId).execute();
}
