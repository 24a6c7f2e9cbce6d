import { sql } from 'kysely';
import { quoted, type Source, sourceOf } from '../query/column.ts';
import type { Dialect } from '../schema.ts';
import { openStates } from './open-obligations.ts';

/** The obligations as the contract shows them; what their rows hold for the runner is not part of it. */
export function obligationSource(dialect: Dialect): Source {
  const steps = dialect === 'sqlite' ? sql`json_extract(progress, '$.steps')` : sql`(progress::jsonb -> 'steps')::text`;
  return sourceOf('obligations', { computed: { status, nextAttemptDateTime, steps } });
}

const nextAttemptDateTime = sql`case when status = 'due' then ${quoted('nextAttemptDateTime')} end`;

const status = sql`case
  when status = 'done' then 'completed'
  when status = 'cancelled' then 'cancelled'
  ${openStates}`;
