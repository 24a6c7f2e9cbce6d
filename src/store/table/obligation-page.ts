import { sql } from 'kysely';
import { quoted, type Source, sourceOf } from '../query/column.ts';
import type { Dialect } from '../schema.ts';
import { openStates } from './open-obligations.ts';

/** The obligations as the contract shows them; what their rows hold for the runner is not part of it. */
export function obligationSource(dialect: Dialect): Source {
  const of = (member: string) =>
    dialect === 'sqlite'
      ? sql`json_extract(progress, ${sql.lit(`$.${member}`)})`
      : sql`(progress::jsonb -> ${sql.lit(member)})::text`;
  const computed = { status, nextAttemptDateTime, steps: of('steps'), notEstablished: of('notEstablished') };
  return sourceOf('obligations', { computed });
}

const nextAttemptDateTime = sql`case when status = 'due' then ${quoted('nextAttemptDateTime')} end`;

const status = sql`case
  when status = 'done' and ${quoted('unconfirmedReason')} is not null then 'unconfirmed'
  when status = 'done' then 'completed'
  when status = 'cancelled' then 'cancelled'
  ${openStates}`;
