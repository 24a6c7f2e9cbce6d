import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { developmentAuditKeys } from '../../../src/dev/audit-keys.ts';
import type { World } from '../../harness/world.ts';

/** An audit event as the assist version shows it. */
export type ShownEvent = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly sequence: number;
  readonly hash: string;
  readonly previousHash: string;
  readonly activityDateTime: string;
  readonly hashKeyId: string | null;
};

/** The whole trail of a tenant, oldest first, page by page over HTTP. */
export async function trailOf({ send, service }: World, token?: string): Promise<ShownEvent[]> {
  const events: ShownEvent[] = [];
  let path: string | undefined = '/assist/auditEvents?$orderby=sequence&$top=3';
  while (path !== undefined) {
    const { status, json }: { status: number; json: { value: ShownEvent[]; '@odata.nextLink'?: string } } = await send(
      'GET',
      path,
      token === undefined ? {} : { token },
    );
    assert.equal(status, 200);
    events.push(...json.value);
    path = json['@odata.nextLink']?.slice(service.origin.length);
  }
  return events;
}

/** A verifier of its own, written from docs/guide/audit.md: the first event that does not fit. */
export function firstBroken(tenantId: string, events: readonly ShownEvent[]): ShownEvent | undefined {
  let before: ShownEvent | undefined;
  for (const event of events) {
    const follows = before
      ? event.sequence === before.sequence + 1 && event.previousHash === before.hash
      : event.sequence > 1 || event.previousHash === '0'.repeat(64);
    if (!follows || hashOf(tenantId, event) !== event.hash) return event;
    before = event;
  }
  return undefined;
}

/** The key of development, as `assistd audit keys` prints it for an organisation. */
function keyOf(tenantId: string, keyId: string): Buffer {
  return Buffer.from(developmentAuditKeys([]).export(keyId, tenantId) ?? '', 'base64');
}

function hashOf(tenantId: string, { hash: _, activityDateTime, hashKeyId, ...members }: ShownEvent): string {
  const [, second = '', fraction = ''] = /^(.{19})\.?(\d*)Z$/.exec(activityDateTime) ?? [];
  const value = {
    ...members,
    ...(hashKeyId !== null && { hashKeyId }),
    tenantId,
    activityDateTime: `${second}.${fraction.padEnd(7, '0')}Z`,
  };
  const hash = hashKeyId === null ? createHash('sha256') : createHmac('sha256', keyOf(tenantId, hashKeyId));
  return hash.update(sorted(value)).digest('hex');
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)))
      : member,
  );
}
