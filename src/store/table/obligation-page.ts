import { sql } from 'kysely';
import { obligation } from '../../model/obligation.ts';
import { quoted, type Source, type Sql } from '../query/column.ts';
import type { Dialect } from '../schema.ts';
import { openStates } from './open-obligations.ts';

/** The obligations as the contract shows them; what their rows hold for the runner is not part of it. */
export function obligationSource(dialect: Dialect): Source {
  const computed: Readonly<Record<string, Sql>> = {
    status,
    nextAttemptDateTime: sql`case when status = 'due' then ${quoted('nextAttemptDateTime')} end`,
    steps: dialect === 'sqlite' ? sql`json_extract(progress, '$.steps')` : sql`(progress::jsonb -> 'steps')::text`,
  };
  return { table: 'obligations', type: obligation, columns: ([name = '']) => computed[name] };
}

const status = sql`case
  when status = 'done' then 'completed'
  when status = 'cancelled' then 'cancelled'
  ${openStates}`;
