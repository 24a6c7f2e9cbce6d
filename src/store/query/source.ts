import { sql } from 'kysely';
import type { Indexed } from '../../edm/operation.ts';
import type { EntityType } from '../../edm/type.ts';
import type { Dialect } from '../schema.ts';
import { type Computed, type StoredTable, storedEntities } from '../stored-entities.ts';
import type { TenantDb } from '../tenant.ts';
import type { Sql } from './column.ts';
import type { KeyIndex } from './keys.ts';
import type { Way } from './ways.ts';

/** The table that holds the entities of a type: a property's column has the property's name. */
export interface Source {
  readonly table: string;
  readonly type: EntityType;
  /** The properties that `$search` looks in. */
  readonly searched?: readonly string[];
  /** Where only few of many rows can be looked at one by one: what finds the others. */
  readonly large?: Large;
  /** The columns that have the texts of properties in lower case. */
  readonly lowered?: Readonly<Record<string, string>>;
  /** The expressions of the properties that are no columns. */
  readonly computed?: Readonly<Record<string, Sql>>;
  /** Which rows of a tenant belong to the collection; all of them when absent. */
  readonly within?: Sql;
  /** What finds rows by keys on SQLite; on PostgreSQL each key has an index. */
  readonly keys?: KeyIndex;
  /** Where the rows of the collection are mostly few among many: what finds them on SQLite, each by an index. */
  readonly ways?: readonly Way[];
  /** How many there are, where that is kept and need not be counted. */
  readonly total?: (db: TenantDb) => Promise<number>;
}

/** What stands beside a table that may have very many rows of one tenant. */
export interface Large {
  readonly indexed: Indexed;
  /** How many rows a tenant has. */
  readonly size: (db: TenantDb) => Promise<number>;
  /** The same within a statement. */
  readonly kept: (tenantId: string) => Sql;
  /**
   * The table that finds rows by the trigrams of the searched properties. On SQLite what it has not yet is in one of its name and `_due`; on
   * PostgreSQL it shows the rows that have what the setting `assistd.wanted_texts` says.
   */
  readonly trigrams: string;
  /** How many rows are looked at one by one for a page before any index is asked: as many as take a few milliseconds. */
  readonly mostWalked: number;
  /** How many rows are looked at one by one for a page, where no index has what is asked for in its order, nor finds few that have it. */
  readonly mostScanned: number;
  /** How many entries of one index are counted at most. */
  readonly mostCounted: number;
  /** How many rows that it finds are read at most; where there are more, a page of them is met soon in whatever order. */
  readonly mostFound: Readonly<Record<Dialect, number>>;
}

/** The table of a stored type, with an expression for each property that it declares as computed. */
export function sourceOf<T extends StoredTable>(
  table: T,
  more: Omit<Source, 'table' | 'type' | 'computed'> & {
    readonly computed: Source['computed'] & Readonly<Record<Computed<T>, Sql>>;
  },
): Source {
  const type: EntityType = storedEntities[table].type;
  for (const [name, value] of Object.entries(more.computed ?? {})) {
    // A condition on it would be met by no row, which looks like an answer.
    if (value === elsewhere && type.properties[name]?.filterable) throw new Error(`${name} is filterable, and nowhere`);
  }
  return { table, type, ...more };
}

/** What stands for a property that is read elsewhere, once the rows are known. */
export const elsewhere = sql`null`;
