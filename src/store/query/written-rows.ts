import { sql } from 'kysely';
import { unsetDateTime, wireDateTime } from '../../edm/date-time.ts';
import type { Property } from '../../edm/type.ts';
import { type RowMember, rowText, withLeft } from '../../odata/row-text.ts';
import { perSelection, type Selection } from '../../odata/shown.ts';
import type { Dialect } from '../schema.ts';
import { quotedText, type Sql } from './column.ts';

/** What {@link writtenRows} gives, in one row, beside the last row's position. */
export interface WrittenRows extends Readonly<Record<string, unknown>> {
  readonly text: Uint8Array | string | null;
  readonly is_more: number | boolean;
}

/**
 * A statement that gives the JSON of rows as one text, with commas between: `odata/json-text.ts` in SQL, byte for byte, for what every database writes
 * alike. A value by itself costs more on its way than all that SQLite does for it, and so does a text for each row, which is then collected.
 *
 * @param from what the statement selects from
 * @param rowOfPage which row of the page it is
 * @param ends the columns of the last row that are given
 */
export function writtenRows(
  from: Sql,
  rowOfPage: Sql,
  ends: readonly string[],
  selection: Selection,
  dialect: Dialect,
): Sql {
  const { text, left } = columnsOf[dialect](selection);
  const selected = sql.raw(
    ['', ...ends.map(quotedText), ...left.map(({ value, name }) => `${value} as ${name}`)].join(', '),
  );
  const rows = sql`
    select ${rowOfPage} as row_of_page, case when ${rowOfPage} > 0 then ${sql.raw(text)} end as text${selected} ${from}`;
  if (dialect === 'sqlite') {
    // Columns that stand beside max() are those of its row.
    return sql`
      select cast(group_concat(text, ',') as blob) as text, count(*) > max(row_of_page) as is_more, max(row_of_page)${sql.raw(
        [...ends.map(quotedText), ...left.map(({ name }) => `group_concat(${name}, char(1)) as ${name}`)]
          .map((each) => `, ${each}`)
          .join(''),
      )} from (${rows}) as written`;
  }
  return sql`
    select string_agg(text, ',' order by row_of_page) as text, count(*) > max(row_of_page) as is_more${sql.raw(
      [
        ...ends.map((name) => `(array_agg(${quotedText(name)} order by row_of_page desc))[1] as ${quotedText(name)}`),
        ...left.map(
          ({ name }) => `string_agg(${name}, chr(1) order by row_of_page) filter (where row_of_page > 0) as ${name}`,
        ),
      ]
        .map((each) => `, ${each}`)
        .join(''),
    )} from (${rows}) as written`;
}

/** The text of a page, with what the database has left to us. */
export function wholeText(rows: WrittenRows, selection: Selection): Buffer {
  const { text } = rows;
  if (text === null) return Buffer.alloc(0);
  const bytes =
    typeof text === 'string' ? Buffer.from(text) : Buffer.from(text.buffer, text.byteOffset, text.byteLength);
  const { left } = columnsOf.sqlite(selection);
  const values = left.map(({ name, isNumber }) => {
    const held = rows[name];
    if (typeof held !== 'string') return [];
    return isNumber ? held.split('\u0001').map(Number) : held.split('\u0001');
  });
  return withLeft(bytes, selection, values);
}

interface Columns {
  readonly text: string;
  readonly left: readonly { readonly name: string; readonly value: string; readonly isNumber: boolean }[];
}

const columnsOf = {
  sqlite: perSelection((selection) => columnsIn(selection, 'sqlite')),
  postgres: perSelection((selection) => columnsIn(selection, 'postgres')),
} as const satisfies Record<Dialect, unknown>;

function columnsIn(selection: Selection, dialect: Dialect): Columns {
  const { members } = rowText(selection);
  const left = members
    .filter(({ gap }) => gap !== undefined)
    .map(({ column = '', property }, index) => {
      const isNumber = property?.collection === false && property.type.kind === 'primitive';
      const name = quotedText(column);
      // As many digits as a double has; by itself SQLite gives fewer.
      const digits = dialect === 'sqlite' ? `printf('%!.17g', ${name})` : `${name}::text`;
      const value = isNumber ? `case when ${name} is not null then ${digits} end` : leftOf(name, property);
      return { name: `left_${index + 1}`, value, isNumber };
    });
  return { text: textOf(members, selection.longsAsText, dialect), left };
}

/** A function takes 100 arguments at most on PostgreSQL. */
const mostArguments = 90;

function textOf(members: readonly RowMember[], longsAsText: boolean, dialect: Dialect): string {
  const pieces: string[] = [];
  let constant = '{';
  const put = (value: string) => {
    pieces.push(literal(constant), value);
    constant = '';
  };
  for (const { opening, absent, column, property, gap } of members) {
    if (column === undefined) constant += opening + absent;
    else if (gap !== undefined) {
      const missing = literal(opening + absent);
      put(`case when ${leftOf(quotedText(column), property)} is null then ${missing} else ${literal(gap)} end`);
    } else {
      constant += opening;
      const name = quotedText(column);
      const { json, isBare } = jsonOf(name, property, longsAsText, dialect);
      const whether = (none: string, some: string) =>
        `case when ${name} is null then ${literal(none)} else ${some} end`;
      if (!isBare) put(whether(absent, json));
      else if (absent === 'null') put(whether(absent, `'"' || ${json} || '"'`));
      else {
        constant += '"';
        put(whether(absent.slice(1, -1), json));
        constant = '"';
      }
    }
  }
  pieces.push(literal(`${constant}}`));
  const groups: string[] = [];
  for (let from = 0; from < pieces.length; from += mostArguments) {
    groups.push(`concat(${pieces.slice(from, from + mostArguments).join(', ')})`);
  }
  return groups.length === 1 ? (groups[0] as string) : `concat(${groups.join(', ')})`;
}

/** A value that the database leaves to us; a collection without items is written like none. */
function leftOf(value: string, property: Property | undefined): string {
  return property?.collection ? `nullif(${value}, '[]')` : value;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** The JSON of a value that is there; a bare one gets its quotation marks where they cost least. */
function jsonOf(
  value: string,
  property: Property | undefined,
  longsAsText: boolean,
  dialect: Dialect,
): { readonly json: string; readonly isBare?: boolean } {
  const type = property?.type;
  switch (type?.kind === 'primitive' ? type.name : type?.kind) {
    // Names of members are identifiers, in which nothing is escaped.
    case 'enum':
      return { json: value, isBare: true };
    case 'Edm.Boolean':
      return { json: `case ${dialect === 'sqlite' ? value : `${value}::int`} when 1 then 'true' else 'false' end` };
    case 'Edm.DateTimeOffset':
      // As `wireDateTime` has it: without the zeros at the end of the fraction. Most dates of a device were never set.
      return {
        json: `case ${value} when ${literal(unsetDateTime)} then ${literal(wireDateTime(unsetDateTime))} else rtrim(rtrim(rtrim(${value}, 'Z'), '0'), '.') || 'Z' end`,
        isBare: true,
      };
    case 'Edm.Int64':
      return { json: dialect === 'sqlite' ? value : `${value}::text`, isBare: longsAsText };
    case 'Edm.Int32':
      return { json: dialect === 'sqlite' ? value : `${value}::text` };
    default:
      return { json: dialect === 'sqlite' ? `json_quote(${value})` : `to_json(${value}::text)::text` };
  }
}
