import { giveWay, type InTurn } from '../../../core/give-way.ts';
import type { AuditEventTable } from '../../schema/record.ts';
import { goneSignal, nobodyWaits } from '../../search-time.ts';
import type { TenantDb } from '../../tenant.ts';
import { withActors } from './actors.ts';
import { auditHash, type Head, stateOf } from './audit-hash.ts';
import { readAuditHead } from './audit-head.ts';

/** `altered`: it is not what was written. `missing`: it is not there. `keyMissing`: the key of its hash is not there. */
type Problem = 'altered' | 'missing' | 'keyMissing';

export interface Verification {
  readonly intact: boolean;
  /** How many events were found whole: all of them, or those before the first that is not. */
  readonly count: number;
  /** The sequence of the first event whose hash has a key; `undefined` when there is none. */
  readonly keyedFrom: number | undefined;
  /** Where the trail ends. */
  readonly newest: Pick<Head, 'sequence' | 'hash'>;
  readonly firstBroken?: {
    readonly sequence: number;
    /** Of the event that does not fit; `undefined` where the newest ones are missing and nothing follows. */
    readonly id: string | undefined;
    readonly problem: Problem;
  };
}

/** Reads something of a tenant. */
type Read = <T>(work: (db: TenantDb) => Promise<T>) => Promise<T>;

/** What hashes are made with. */
type Trail = Pick<TenantDb, 'tenantId' | 'auditKeys'>;

/** So many are read at once, and so few are hashed before others are answered: 1 to 2 ms. */
const batch = 100;
const hashedAtOnce = 25;

/**
 * Checks every event of the tenant, up to the newest at the time of the call, in the order of the chain. Each hash holds the one before
 * it, and the head (`audit_heads`) those of the newest event and of the newest that was pruned, under a key that the database does not
 * have. So what was changed, added or removed anywhere by somebody without the key is found, but for one thing: the trail of a copy
 * of the database, put back as it once was. Who wants to find even that keeps the newest hash elsewhere.
 *
 * @param read called for every hundred events, so that a long trail keeps no connection from others
 * @param inTurn reading and hashing so many is a part
 * @throws Failure `unavailable` when nobody waits for it any more
 */
export async function verifyAuditEvents(read: Read, inTurn: InTurn): Promise<Verification> {
  const gone = goneSignal();
  const whileAwaited: Read = (work) => {
    if (gone?.aborted) throw nobodyWaits();
    return read(work);
  };
  for (;;) {
    const [head, trail] = await read(async (db): Promise<[Head, Trail]> => [await readAuditHead(db), db]);
    const verification = await verify(whileAwaited, inTurn, trail, head);
    // Pruning while we read takes the first events away, which is not a break; then the anchor has moved.
    if (verification.intact || (await read(readAuditHead)).anchor_sequence === head.anchor_sequence)
      return verification;
  }
}

async function verify(read: Read, inTurn: InTurn, trail: Trail, head: Head): Promise<Verification> {
  let { anchor_sequence: sequence, anchor_hash: hash } = head;
  let keyedFrom: number | undefined;
  const found = (broken?: { readonly id: string | undefined; readonly problem: Problem }): Verification => ({
    intact: broken === undefined,
    count: sequence - head.anchor_sequence,
    keyedFrom,
    newest: { sequence: head.sequence, hash: head.hash },
    ...(broken && { firstBroken: { sequence: sequence + 1, ...broken } }),
  });
  const pruned = await firstThatIs(read, '<=', head.anchor_sequence);
  if (pruned) return found({ id: pruned, problem: 'altered' });
  const checkNext = async () => {
    // SQLite answers at once: without this a long trail would be read and hashed in one go, and nobody else answered meanwhile.
    await giveWay();
    const events = await readBatch(read, sequence, head.sequence);
    if (events.length === 0) return found({ id: undefined, problem: 'missing' });
    for (const [index, event] of events.entries()) {
      if (index % hashedAtOnce === 0) await giveWay();
      const { id, hashKeyId } = event;
      if (event.sequence !== sequence + 1) return found({ id, problem: 'missing' });
      if (event.previous_hash !== hash) return found({ id, problem: 'altered' });
      // Nobody who has a key writes without one again.
      if (hashKeyId === null && keyedFrom !== undefined) return found({ id, problem: 'altered' });
      const computed = hashOrNone(trail, event);
      if (computed === undefined) return found({ id, problem: 'keyMissing' });
      if (computed !== event.hash) return found({ id, problem: 'altered' });
      if (hashKeyId !== null) keyedFrom ??= event.sequence;
      ({ sequence, hash } = event);
    }
    return undefined;
  };
  while (sequence < head.sequence) {
    const broken = await inTurn(checkNext);
    if (broken) return broken;
  }
  if (hash !== head.hash) return found({ id: undefined, problem: 'altered' });
  // Events behind the head are newer than our look at it, or were not written by us.
  const beyond = await firstThatIs(read, '>', sequence);
  if (beyond && (await read(readAuditHead)).sequence === head.sequence)
    return found({ id: beyond, problem: 'altered' });
  const state = stateOf(trail, head);
  if (state === 'keyMissing') return found({ id: undefined, problem: 'keyMissing' });
  // A head without a key is of a trail that was never keyed.
  if (state === 'altered' || (state === 'plain' && keyedFrom !== undefined))
    return found({ id: undefined, problem: 'altered' });
  return found();
}

/** The id of an event that has no place there; its number may be one that JavaScript cannot read. */
async function firstThatIs(read: Read, than: '>' | '<=', sequence: number): Promise<string | undefined> {
  const [first] = await read(({ sql, tenantId }) => {
    const select = sql.selectFrom('audit_events').select('id').where('tenant_id', '=', tenantId);
    return select.where('sequence', than, sequence).orderBy('sequence').limit(1).execute();
  });
  return first?.id;
}

function readBatch(read: Read, after: number, until: number): Promise<AuditEventTable[]> {
  return read(async (db) => {
    const { sql, tenantId } = db;
    const select = sql.selectFrom('audit_events').selectAll().where('tenant_id', '=', tenantId);
    const between = select.where('sequence', '>', after).where('sequence', '<=', until);
    return withActors(db, await between.orderBy('sequence').limit(batch).execute());
  });
}

/** `undefined` where the key is not there; of an altered event, which may hold text that is no JSON at all, no hash. */
function hashOrNone(trail: Trail, event: AuditEventTable): string | undefined {
  const { hash: _, ...rest } = event;
  try {
    return auditHash(trail, rest);
  } catch {
    return '';
  }
}
