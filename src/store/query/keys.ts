import { sql } from 'kysely';
import { canonicalId } from '../../core/guid.ts';
import { quoted, type Sql } from './column.ts';
import { organisationTrigram } from './trigrams.ts';

/*
 * Keys come in no order, so that each new row would write another page of an index of theirs, and every page again when the log is taken over: half of what
 * an import costs. SQLite's index of texts gathers what comes, and writes it in order. So a key stands there, as three characters that no text has: one that says so,
 * and two that are made of organisation, property and value. Every row that is found is looked at: two values that have the same cost time, and nothing else.
 */

/** Where SQLite finds rows by keys. */
export interface KeyIndex {
  /** The table; what it has not yet is in the one of its name and `_due`. */
  readonly table: string;
  /** The properties, in an order that stays: which of them a row has is one character. */
  readonly names: readonly string[];
}

/** Rows that have one of these values of a key, or `any`. */
export interface KeyWay {
  readonly key: string;
  readonly values: readonly string[] | 'any';
}

/** Unassigned code points (Unicode 17.0). The index folds the case of none. */
const keyed = String.fromCodePoint(0xd0000);
const firstMark = 0xd0100;
const firstOfValues = 0x40000;

/** Gives what the lines of an organisation's rows begin with: whose one is, which keys it has, and these. */
export function keysTexts(
  tenantId: string,
  names: readonly string[],
): (cells: Readonly<Record<string, unknown>>) => string {
  const organisation = organisationTrigram(tenantId);
  const places = names.map((name, index) => ({ name, mark: 2 ** index, trigramOf: trigrams(tenantId, name) }));
  return (cells) => {
    let has = firstMark;
    let values = '';
    for (const { name, mark, trigramOf } of places) {
      const value = cells[name];
      if (typeof value !== 'string') continue;
      has += mark;
      values += trigramOf(value);
    }
    return organisation + String.fromCodePoint(has) + values;
  };
}

/** The rows that keys find, and more: with a column `device`. */
export function rowsOfKey({ table, names }: KeyIndex, tenantId: string, { key, values }: KeyWay): Sql {
  const wanted = values === 'any' ? marksOf(names, key, tenantId) : values.map(trigrams(tenantId, key));
  const index = quoted(table);
  return sql`
    select rowid as device from ${index} where ${index} match ${[...new Set(wanted)].map((each) => `"${each}"`).join(' OR ')}
    union select device from ${quoted(`${table}_due`)} where tenant_id = ${tenantId}`;
}

/** The mark of each set of keys that one is in, with what stands before it. */
function marksOf(names: readonly string[], key: string, tenantId: string): string[] {
  const before = [...organisationTrigram(tenantId)].slice(1).join('');
  const sets = Array.from({ length: 2 ** names.length }, (_, set) => set);
  const having = sets.filter((set) => Math.floor(set / 2 ** names.indexOf(key)) % 2 === 1);
  return having.map((set) => before + String.fromCodePoint(firstMark + set));
}

/** Gives the three characters of a value; a GUID has the same, whatever its case. */
function trigrams(tenantId: string, name: string): (value: string) => string {
  const begun = twoHashes([0x811c9dc5, 0x01000193], `${tenantId} ${name} `);
  const character = (hash: number) => String.fromCodePoint(firstOfValues + ((hash ^ (hash >>> 16)) & 0xffff));
  return (value) => {
    const [one, other] = twoHashes(begun, canonicalId(value));
    return keyed + character(one) + character(other);
  };
}

type Hashes = readonly [number, number];

/** FNV-1a (RFC 9923), from two beginnings. */
function twoHashes([one, other]: Hashes, text: string): Hashes {
  let [first, second] = [one, other];
  for (let index = 0; index < text.length; index++) {
    first = Math.imul(first ^ text.charCodeAt(index), 0x01000193);
    second = Math.imul(second ^ text.charCodeAt(index), 0x01000193);
  }
  return [first, second];
}
