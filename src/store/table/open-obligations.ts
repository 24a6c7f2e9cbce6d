import { type Kysely, sql } from 'kysely';
import { millisecondsOf } from '../../edm/date-time.ts';
import type { Wire } from '../../edm/type.ts';
import type { obligationStatus } from '../../model/obligation.ts';
import type { Schema } from '../schema.ts';
import { isDue } from './due-obligations.ts';

/** What is owed of one kind and in one state, all tenants together. */
export interface OpenObligations {
  readonly kind: string;
  readonly state: Exclude<Wire<typeof obligationStatus>, 'completed' | 'cancelled' | 'unconfirmed'>;
  readonly count: number;
  /** When the oldest of them was owed, in milliseconds since the epoch. */
  readonly oldest: number;
  /** When the attempts of one of them began to fail without a break, the first; `undefined` where none fails. */
  readonly failingSince: number | undefined;
}

/** As a database has it. */
export interface OpenObligationsRow {
  readonly kind: string;
  readonly state: string;
  readonly count: number;
  readonly oldest: string;
  readonly failing_since: number | null;
}

export function openObligationsOf({ state, oldest, failing_since, ...row }: OpenObligationsRow): OpenObligations {
  return {
    ...row,
    state: state as OpenObligations['state'],
    oldest: millisecondsOf(oldest),
    failingSince: failing_since ?? undefined,
  };
}

/** How far an obligation is that is still owed, as the end of a `case`: an index is on the whole of one. */
export const openStates = sql`when lease_owner is not null then 'running'
  when ${sql.ref('reportedDateTime')} is not null then 'reported'
  when failures > 0 then 'failing'
  else 'pending' end`;

/** For SQLite; PostgreSQL keeps it in a function, since there the service sees one tenant at a time. */
export async function countOpenObligations(db: Kysely<Schema>): Promise<OpenObligationsRow[]> {
  const state = sql<string>`case ${openStates}`;
  const open = db.selectFrom('obligations').where(isDue);
  return open
    .select(({ fn }) => [
      'kind',
      state.as('state'),
      fn.countAll<number>().as('count'),
      fn.min<string>('createdDateTime').as('oldest'),
      fn.min<number | null>('failing_since').as('failing_since'),
    ])
    .groupBy(['kind', state])
    .execute();
}
