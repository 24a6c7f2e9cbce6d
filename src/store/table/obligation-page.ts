import { sql } from 'kysely';
import { jsonIn, quoted } from '../query/column.ts';
import { type Source, sourceOf } from '../query/source.ts';
import type { TenantDb } from '../tenant.ts';
import { openStates } from './open-obligations.ts';

/** The obligations as the contract shows them; what their rows hold for the runner is not part of it. */
export function obligationSource({ dialect }: Pick<TenantDb, 'dialect'>): Source {
  const of = (member: string) =>
    dialect === 'sqlite'
      ? sql`json_extract(progress, ${sql.lit(`$.${member}`)})`
      : sql`(${jsonIn(quoted('progress'), dialect)} -> ${sql.lit(member)})::text`;
  const computed = {
    status,
    nextAttemptDateTime,
    partnerDisplayName,
    deviceName,
    steps: of('steps'),
    notEstablished: of('notEstablished'),
  };
  return sourceOf('obligations', { computed });
}

/** What it concerns may have none of its own any more: of a consent whose outcome is not known there is a code, and no grant yet. */
const partnerDisplayName = sql`coalesce(
  (select p.${quoted('displayName')} from remote_assistance_partners p
    where p.tenant_id = obligations.tenant_id and p.id = obligations.subject),
  (select coalesce(p.${quoted('displayName')}, g.connector) from grants g
    left join remote_assistance_partners p on p.tenant_id = g.tenant_id and p.id = g.partner_id
    where g.tenant_id = obligations.tenant_id and g.id = obligations.subject),
  (select coalesce(p.${quoted('displayName')}, c.connector) from presented_codes c
    left join remote_assistance_partners p on p.tenant_id = c.tenant_id and p.id = c.partner_id
    where c.tenant_id = obligations.tenant_id and c.id = obligations.subject),
  (select s.${quoted('partnerDisplayName')} from sessions s
    where s.tenant_id = obligations.tenant_id and s.id = obligations.subject))`;

const deviceName = sql`(select s.${quoted('deviceName')} from sessions s
  where s.tenant_id = obligations.tenant_id and s.id = obligations.subject)`;

const nextAttemptDateTime = sql`case when status = 'due' then ${quoted('nextAttemptDateTime')} end`;

const status = sql`case
  when status = 'done' and ${quoted('unconfirmedReason')} is not null then 'unconfirmed'
  when status = 'done' then 'completed'
  when status = 'cancelled' then 'cancelled'
  ${openStates}`;
