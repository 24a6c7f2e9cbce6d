import { createHash } from 'node:crypto';
import type { AuditEventTable, AuditHeadTable } from '../../schema/record.ts';
import type { TenantDb } from '../../tenant.ts';
import { Canonical, canonicalObject } from './canonical-json.ts';

/** Stands before the first event of a tenant. */
export const firstHash = '0'.repeat(64);

/** Stands before an event that was written to an end of the trail that is not the one that was written last: it follows on nothing. */
export const brokenHash = 'f'.repeat(64);

/**
 * The hash of an audit event, which makes a chain of a tenant's events; `undefined` where its key is not there. To compute it elsewhere:
 *
 * 1. Make a JSON object of these members, and no others: `tenantId`, `sequence` (a number), `id`, `displayName`, `componentName`,
 *    `activity`, `activityDateTime` (UTC, seven fractional digits, `Z`), `activityType`, `activityOperationType`,
 *    `activityResult`, `correlationId`, `category`, `actor` (an object), `resources` (an array), `previousHash` and `hashKeyId`; what
 *    has no value is `null`, but for `hashKeyId`, which then is left out.
 * 2. Write it as RFC 8785 (JSON Canonicalization Scheme) says, and encode that in UTF-8.
 * 3. Take its HMAC-SHA-256 with the tenant's key of that id, or without one its SHA-256, in lower-case hexadecimal digits.
 *
 * `sequence` counts 1, 2, 3 … in each tenant. `previousHash` is the hash of the event before; of the first event, 64 zeros.
 */
export function auditHash(
  { auditKeys }: Pick<TenantDb, 'auditKeys'>,
  event: Omit<AuditEventTable, 'hash'>,
  { actor, resources }: Structures = {
    actor: new Canonical(JSON.parse(event.actor)),
    resources: new Canonical(JSON.parse(event.resources)),
  },
): string | undefined {
  const { tenant_id: tenantId, hashKeyId } = event;
  const { text } = canonicalEvent({
    activity: event.activity,
    activityDateTime: event.activityDateTime,
    activityOperationType: event.activityOperationType,
    activityResult: event.activityResult,
    activityType: event.activityType,
    actor,
    category: event.category,
    componentName: event.componentName,
    correlationId: event.correlationId,
    displayName: event.displayName,
    hashKeyId: hashKeyId ?? undefined,
    id: event.id,
    previousHash: event.previous_hash,
    resources,
    sequence: event.sequence,
    tenantId,
  } satisfies Record<Hashed, unknown>);
  return hashKeyId === null
    ? createHash('sha256').update(text, 'utf8').digest('hex')
    : auditKeys.mac(tenantId, hashKeyId, text);
}

const canonicalEvent = canonicalObject([
  'activity',
  'activityDateTime',
  'activityOperationType',
  'activityResult',
  'activityType',
  'actor',
  'category',
  'componentName',
  'correlationId',
  'displayName',
  'hashKeyId',
  'id',
  'previousHash',
  'resources',
  'sequence',
  'tenantId',
] satisfies Hashed[]);

/** The structures of an event, where they are at hand in canonical form: else they are read from its columns. */
export type Structures = Readonly<Record<'actor' | 'resources', Canonical>>;

/** Every column is hashed: one that is added, and is not, does not compile. */
type Hashed = Exclude<keyof AuditEventTable, 'hash' | 'tenant_id' | 'previous_hash'> | 'tenantId' | 'previousHash';

/** Where a chain ends and, once events were pruned, where it begins. */
export type Head = Omit<AuditHeadTable, 'tenant_id'>;

/**
 * `keyed`: as it was written last. `plain`: of a trail that has no key yet. `altered`: somebody without the key has set it.
 * `keyMissing`: its key is not there, so nobody can say.
 */
export type HeadState = 'keyed' | 'plain' | 'altered' | 'keyMissing';

export function stateOf(db: Pick<TenantDb, 'tenantId' | 'auditKeys'>, head: Head): HeadState {
  if (head.mac_key_id === null) return head.mac === null ? 'plain' : 'altered';
  const mac = macOf(db, head, head.mac_key_id);
  if (mac === undefined) return 'keyMissing';
  return mac === head.mac ? 'keyed' : 'altered';
}

/** The head under the current key. */
export function sealedHead(db: Pick<TenantDb, 'tenantId' | 'auditKeys'>, head: Head): Head {
  const keyId = db.auditKeys.currentId;
  return { ...head, mac_key_id: keyId, mac: macOf(db, head, keyId) ?? null };
}

function macOf({ tenantId, auditKeys }: Pick<TenantDb, 'tenantId' | 'auditKeys'>, head: Head, keyId: string) {
  const { sequence, hash, anchor_sequence: anchorSequence, anchor_hash: anchorHash } = head;
  return auditKeys.mac(tenantId, keyId, canonicalHead({ anchorHash, anchorSequence, hash, sequence, tenantId }).text);
}

const canonicalHead = canonicalObject(['anchorHash', 'anchorSequence', 'hash', 'sequence', 'tenantId']);
