import type { Property } from '../../edm/type.ts';
import { gap, type RowMember, rowText, textColumn } from '../../odata/row-text.ts';
import { perSelection } from '../../odata/shown.ts';
import type { Dialect } from '../schema.ts';
import { quotedText } from './column.ts';

/**
 * The columns that give the text of rows: `odata/json-text.ts` in SQL, byte for byte, for what every database writes alike. Of the
 * values of a row one text comes out of the database, where each by itself costs more than all that SQLite does for it.
 */
export const writtenColumns = {
  sqlite: perSelection((selection) => columnsOf(rowText(selection).members, selection.longsAsText, 'sqlite')),
  postgres: perSelection((selection) => columnsOf(rowText(selection).members, selection.longsAsText, 'postgres')),
} as const satisfies Record<Dialect, unknown>;

function columnsOf(members: readonly RowMember[], longsAsText: boolean, dialect: Dialect): string {
  const left = members.flatMap(({ column, isLeft }) => (column !== undefined && isLeft ? [quotedText(column)] : []));
  return [`${textOf(members, longsAsText, dialect)} as ${textColumn}`, '"id"', ...left].join(', ');
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
  for (const { opening, absent, column, property, isLeft } of members) {
    if (column === undefined) constant += opening + absent;
    else if (isLeft) {
      const missing = literal(opening + absent);
      put(`case when ${quotedText(column)} is null then ${missing} else ${literal(gap)} end`);
    } else {
      constant += opening;
      const { value, isText } = jsonOf(quotedText(column), property, longsAsText, dialect);
      if (!isText) put(`coalesce(${value}, ${literal(absent)})`);
      else if (absent === 'null') put(`coalesce('"' || ${value} || '"', 'null')`);
      else {
        constant += '"';
        put(`coalesce(${value}, ${literal(absent.slice(1, -1))})`);
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

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A value as JSON, which is null where it is, and whether quotation marks are to stand around it. */
function jsonOf(
  value: string,
  property: Property | undefined,
  longsAsText: boolean,
  dialect: Dialect,
): { readonly value: string; readonly isText: boolean } {
  const type = property?.type;
  // Names of members are identifiers, in which nothing is escaped.
  if (type?.kind === 'enum') return { value, isText: true };
  switch (type?.kind === 'primitive' ? type.name : 'Edm.String') {
    case 'Edm.Boolean':
      return {
        value: `case ${dialect === 'sqlite' ? value : `${value}::int`} when 1 then 'true' when 0 then 'false' end`,
        isText: false,
      };
    case 'Edm.DateTimeOffset':
      // As `wireDateTime` has it: without the zeros at the end of the fraction.
      return { value: `rtrim(rtrim(rtrim(${value}, 'Z'), '0'), '.') || 'Z'`, isText: true };
    case 'Edm.Int64':
    case 'Edm.Int32':
      return {
        value: dialect === 'sqlite' ? value : `${value}::text`,
        isText: longsAsText && type?.kind === 'primitive' && type.name === 'Edm.Int64',
      };
    default:
      // SQLite's gives the text `null` for null.
      if (dialect === 'postgres') return { value: `to_json(${value}::text)::text`, isText: false };
      return {
        value:
          property?.nullable === false ? `iif(${value} is null, null, json_quote(${value}))` : `json_quote(${value})`,
        isText: false,
      };
  }
}
