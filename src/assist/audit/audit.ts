import { createHash } from 'node:crypto';
import { isGuid } from '../../core/guid.ts';
import { newId } from '../../core/id.ts';
import { cut } from '../../core/unicode.ts';
import type { Caller } from '../../identity/caller.ts';
import { type Activity, activities } from '../../model/audit-activities.ts';
import { isPermission } from '../../model/permissions.ts';
import { appendAuditEvent, type NewAuditEvent } from '../../store/table/audit/audit-events.ts';
import { type LockedHead, lockAuditHead } from '../../store/table/audit/audit-head.ts';
import { Canonical, canonicalObject } from '../../store/table/audit/canonical-json.ts';
import type { TenantTx } from '../../store/tenant.ts';
import type { Call } from '../call.ts';

/** Who did it: the caller of a request, or the service by itself. */
export type Actor = Pick<Call, 'caller' | 'client'> | 'service';

/** What an event is about, and what changed. Values are what the contract shows, never a secret. */
export interface Audited {
  readonly activity: Activity;
  readonly resource: { readonly id: string; readonly displayName: string | null };
  readonly result?: 'Success' | 'Failure';
  readonly changes?: readonly Change[];
}

export interface Change {
  readonly name: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** Writes one event of the audit trail in the transaction of what it tells. */
export async function audit(tx: TenantTx, actor: Actor, audited: Audited): Promise<void> {
  const event = eventOf(tx, actor, audited);
  await appendAuditEvent(tx, (end) => (isPlain(end) ? [keyed(tx, end), event] : [event]));
}

/** Goes on with a key from where an earlier release has hashed without one. */
export async function keyTrail(tx: TenantTx): Promise<void> {
  // Another replica may have done it.
  const end = await lockAuditHead(tx);
  if (isPlain(end)) await appendAuditEvent(tx, keyed(tx, end));
}

/** Whether a trail has events, and none of them a key. */
export function isPlain({ head, state }: LockedHead): boolean {
  return head.sequence > 0 && state === 'plain';
}

/** What is plain was written before, or anew by somebody who writes the database: this event says where the first can end at most. */
function keyed(tx: TenantTx, { head: { sequence, hash } }: LockedHead): NewAuditEvent {
  return eventOf(tx, 'service', {
    activity: activities.auditKeyed,
    resource: { id: tx.tenantId, displayName: null },
    changes: [
      { name: 'Hash', from: 'SHA-256', to: 'HMAC-SHA-256' },
      { name: 'HashKeyId', from: null, to: tx.auditKeys.currentId },
      { name: 'LastPlainSequence', from: null, to: sequence },
      { name: 'LastPlainHash', from: null, to: hash },
    ],
  });
}

function eventOf(tx: TenantTx, actor: Actor, { activity, resource, result, changes }: Audited): NewAuditEvent {
  const correlationId = actor === 'service' ? newId() : actor.client.correlationId;
  return {
    displayName: activity.name,
    componentName: activity.componentName,
    activity: null,
    activityType: activity.name,
    activityOperationType: activity.operation,
    activityResult: result ?? 'Success',
    // The property is a GUID; what else a client sends as its request id stays in the log.
    correlationId: isGuid(correlationId) ? correlationId.toLowerCase() : requestIdOf(actor),
    category: activity.category,
    actor: actorOf(actor, tx.tenantId),
    resources: [
      canonicalResource({
        displayName: text(resource.displayName),
        type: activity.resourceType,
        auditResourceType: activity.resourceType,
        resourceId: resource.id,
        modifiedProperties: modified(changes ?? []),
      }),
    ],
  };
}

function modified(changes: readonly Change[]): Canonical[] {
  const properties: Canonical[] = [];
  for (const { name, from, to } of changes) {
    const oldValue = text(from);
    const newValue = text(to);
    if (oldValue !== newValue) properties.push(canonicalChange({ displayName: name, oldValue, newValue }));
  }
  return properties;
}

const canonicalResource = canonicalObject([
  'displayName',
  'type',
  'auditResourceType',
  'resourceId',
  'modifiedProperties',
]);

const canonicalChange = canonicalObject(['displayName', 'oldValue', 'newValue']);

function requestIdOf(actor: Actor): string {
  return actor === 'service' ? newId() : actor.client.requestId;
}

/** Every member of `auditActor`, of all versions, because the hash of the event is computed from what is shown. */
export function actorOf(actor: Actor, tenantId: string): Canonical {
  if (actor === 'service') return service;
  const { caller, client } = actor;
  const address = client.address ?? null;
  // A token has the same caller for all its requests, who as a rule asks from one place and for one organisation.
  const known = written.get(caller);
  if (known?.tenantId === tenantId && known.address === address) return known.actor;
  const made = new Canonical(personOf(caller, tenantId, address));
  written.set(caller, { tenantId, address, actor: made });
  return made;
}

const written = new WeakMap<Caller, { tenantId: string; address: string | null; actor: Canonical }>();

function personOf(caller: Caller, tenantId: string, address: string | null) {
  const delegated = caller.kind === 'delegated';
  const remote = caller.tenantId !== tenantId;
  return {
    ...nobody,
    ...typed(delegated ? 'ItPro' : 'Application'),
    // A token may have thousands of names beside, of other APIs and of none.
    userPermissions: [...caller.permissions].filter(isPermission).sort(),
    applicationId: caller.applicationId ?? null,
    applicationDisplayName: caller.applicationDisplayName ?? null,
    userPrincipalName: caller.userPrincipalName ?? null,
    servicePrincipalName: delegated ? null : caller.subject,
    ipAddress: address,
    userId: delegated ? caller.subject : null,
    // The operator acts on another organisation than its own.
    remoteTenantId: remote ? caller.tenantId : null,
    remoteUserId: remote ? caller.subject : null,
  };
}

const nobody = {
  userPermissions: [],
  applicationId: null,
  applicationDisplayName: null,
  userPrincipalName: null,
  servicePrincipalName: null,
  ipAddress: null,
  userId: null,
  remoteTenantId: null,
  remoteUserId: null,
  userRoleScopeTags: [],
};

const typed = (type: string) => ({ type, auditActorType: type });

const service = new Canonical({ ...nobody, ...typed('System'), applicationDisplayName: 'assistd' });

const longest = 1024;

/** A value as a text. Of a long one its beginning, and the SHA-256 of the whole in UTF-8, by which it can be recognised. */
function text(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const whole = String(value);
  if (whole.length <= longest) return whole;
  return `${cut(whole, longest)}… (cut; SHA-256 of the whole: ${createHash('sha256').update(whole).digest('hex')})`;
}
