import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { AuditEventTable, AuditHeadTable } from '../schema.ts';
import type { TenantDb } from '../tenant.ts';
import { canonicalJson } from './canonical-json.ts';

/** Stands before the first event of a tenant. */
export const firstHash = '0'.repeat(64);

export interface Verification {
  readonly intact: boolean;
  /** How many events were found whole: all of them, or those before the first that is not. */
  readonly count: number;
  readonly firstBroken?: {
    readonly sequence: number;
    /** Of the event that does not fit; `undefined` where the newest ones are missing and nothing follows. */
    readonly id: string | undefined;
    /** `altered`: the event is not what was written. `missing`: an event with this sequence is not there. */
    readonly problem: 'altered' | 'missing';
  };
}

/**
 * The hash of an audit event, which makes a chain of a tenant's events. To compute it elsewhere:
 *
 * 1. Make a JSON object of these members, and no others: `tenantId`, `sequence` (a number), `id`, `displayName`, `componentName`,
 *    `activity`, `activityDateTime` (UTC, seven fractional digits, `Z`), `activityType`, `activityOperationType`,
 *    `activityResult`, `correlationId`, `category`, `actor` (an object), `resources` (an array) and `previousHash`; what has no
 *    value is `null`.
 * 2. Write it as RFC 8785 (JSON Canonicalization Scheme) says, encode that in UTF-8, and take its SHA-256, in lower-case
 *    hexadecimal digits.
 *
 * `sequence` counts 1, 2, 3 … in each tenant. `previousHash` is the hash of the event before; of the first event, 64 zeros. The
 * head (`audit_heads`) holds sequence and hash of the newest event, and those of the newest that was pruned, the anchor: the first
 * event that is left follows on the anchor. Found are an event that was changed, added or removed anywhere, the newest included, by
 * anybody who did not also compute every hash behind it anew and change the head; who wants to find even that keeps a copy of the
 * head's hash elsewhere from time to time.
 */
export function auditHash(event: Omit<AuditEventTable, 'hash'>): string {
  const { tenant_id, previous_hash, actor, resources, ...members } = event;
  const value = {
    ...members,
    tenantId: tenant_id,
    previousHash: previous_hash,
    actor: JSON.parse(actor) as unknown,
    resources: JSON.parse(resources) as unknown,
  };
  return createHash('sha256').update(canonicalJson(value), 'utf8').digest('hex');
}

const batch = 500;

/** Checks every event of the tenant, up to the newest at the time of the call, in the order of the chain. */
export async function verifyAuditEvents(db: TenantDb): Promise<Verification> {
  for (;;) {
    const head = await readHead(db);
    const verification = await verify(db, head);
    // Pruning while we read takes the first events away, which is not a break; then the anchor has moved.
    if (verification.intact || (await readHead(db)).anchor_sequence === head.anchor_sequence) return verification;
  }
}

async function verify(db: TenantDb, head: Head): Promise<Verification> {
  let { anchor_sequence: sequence, anchor_hash: hash } = head;
  const broken = (id: string | undefined, problem: 'altered' | 'missing'): Verification => ({
    intact: false,
    count: sequence - head.anchor_sequence,
    firstBroken: { sequence: sequence + 1, id, problem },
  });
  const [pruned] = await readBatch(db, Number.MIN_SAFE_INTEGER, head.anchor_sequence, 1);
  if (pruned) return broken(pruned.id, 'altered');
  while (sequence < head.sequence) {
    const events = await readBatch(db, sequence, head.sequence);
    if (events.length === 0) return broken(undefined, 'missing');
    // SQLite answers at once: without this a long trail would be hashed in one go, and nobody else answered meanwhile.
    await setImmediate();
    for (const event of events) {
      if (event.sequence !== sequence + 1) return broken(event.id, 'missing');
      if (event.previous_hash !== hash || hashOrNone(event) !== event.hash) return broken(event.id, 'altered');
      ({ sequence, hash } = event);
    }
  }
  if (hash !== head.hash) return broken(undefined, 'altered');
  // Events behind the head are newer than our look at it, or were not written by us.
  const [beyond] = await readBatch(db, sequence, Number.MAX_SAFE_INTEGER, 1);
  if (beyond && (await readHead(db)).sequence === head.sequence) return broken(beyond.id, 'altered');
  return { intact: true, count: sequence - head.anchor_sequence };
}

function readBatch(db: TenantDb, after: number, until: number, limit = batch): Promise<AuditEventTable[]> {
  const select = db.sql.selectFrom('audit_events').selectAll().where('tenant_id', '=', db.tenantId);
  return select.where('sequence', '>', after).where('sequence', '<=', until).orderBy('sequence').limit(limit).execute();
}

type Head = Omit<AuditHeadTable, 'tenant_id'>;

/** Where the trail ends, and where it begins. */
export async function readHead(db: TenantDb): Promise<Head> {
  const select = db.sql.selectFrom('audit_heads').selectAll().where('tenant_id', '=', db.tenantId);
  const head = await select.executeTakeFirst();
  return head ?? { sequence: 0, hash: firstHash, anchor_sequence: 0, anchor_hash: firstHash };
}

/** An altered event may hold text that is no JSON at all. */
function hashOrNone(event: AuditEventTable): string | undefined {
  const { hash: _, ...rest } = event;
  try {
    return auditHash(rest);
  } catch {
    return undefined;
  }
}
