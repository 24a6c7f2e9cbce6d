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

/** What the line of a row begins with: whose it is, which keys it has, and these. */
export function keysText(tenantId: string, names: readonly string[], cells: Readonly<Record<string, unknown>>): string {
  const has = names.map((name) => typeof cells[name] === 'string');
  const values = names.filter((_, index) => has[index]).map((name) => trigramOf(tenantId, name, String(cells[name])));
  return `${organisationTrigram(tenantId)}${markOf(has)}${values.join('')}`;
}

/** The rows that keys find, and more: with a column `device`. */
export function rowsOfKey({ table, names }: KeyIndex, tenantId: string, { key, values }: KeyWay): Sql {
  const trigrams =
    values === 'any' ? marksOf(names, key, tenantId) : values.map((value) => trigramOf(tenantId, key, value));
  const index = quoted(table);
  return sql`
    select rowid as device from ${index} where ${index} match ${[...new Set(trigrams)].map((each) => `"${each}"`).join(' OR ')}
    union select device from ${quoted(`${table}_due`)} where tenant_id = ${tenantId}`;
}

function markOf(has: readonly boolean[]): string {
  return String.fromCodePoint(has.reduce((mark, each, index) => mark + (each ? 2 ** index : 0), firstMark));
}

/** The mark of each set of keys that one is in, with what stands before it. */
function marksOf(names: readonly string[], key: string, tenantId: string): string[] {
  const before = [...organisationTrigram(tenantId)].slice(1).join('');
  const sets = Array.from({ length: 2 ** names.length }, (_, set) => names.map((_, index) => (set >> index) % 2 === 1));
  return sets.filter((has) => has[names.indexOf(key)]).map((has) => before + markOf(has));
}

/** A GUID has one, whatever its case. */
function trigramOf(tenantId: string, name: string, value: string): string {
  const text = `${tenantId} ${name} ${canonicalId(value)}`;
  // FNV-1a twice, from two beginnings (RFC 9923).
  let one = 0x811c9dc5;
  let other = 0x01000193;
  for (let index = 0; index < text.length; index++) {
    one = Math.imul(one ^ text.charCodeAt(index), 0x01000193);
    other = Math.imul(other ^ text.charCodeAt(index), 0x01000193);
  }
  const character = (hash: number) => String.fromCodePoint(firstOfValues + ((hash ^ (hash >>> 16)) & 0xffff));
  return keyed + character(one) + character(other);
}
