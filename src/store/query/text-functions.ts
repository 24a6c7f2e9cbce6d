import { sql } from 'kysely';
import { parameterOf, type Sql, type Target } from './column.ts';

/** The functions that ask whether one text is in another, by code point. */
export const textFunctions = {
  startswith: (text: Sql, pattern: Sql) => sql`substr(${text}, 1, length(${pattern})) = ${pattern}`,
  // A text shorter than the pattern gives one shorter still, so the two differ wherever the count begins.
  endswith: (text: Sql, pattern: Sql) => sql`substr(${text}, length(${text}) - length(${pattern}) + 1) = ${pattern}`,
  contains: (text: Sql, pattern: Sql, { dialect }: Target) =>
    dialect === 'sqlite' ? sql`instr(${text}, ${pattern}) > 0` : sql`strpos(${text}, ${pattern}) > 0`,
};

/** Texts that begin with a prefix are a range of the order by code points, which an index finds. */
export function beginsWith(value: Sql, prefix: string, { dialect }: Target): Sql {
  const after = successor(prefix);
  const from = sql`${value} >= ${parameterOf(prefix, dialect)}`;
  return after === undefined ? from : sql`(${from} and ${value} < ${parameterOf(after, dialect)})`;
}

/** The first text after all those that begin with `prefix`; `undefined` when there is none. */
export function successor(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  while (points.at(-1) === 0x10ffff) points.pop();
  const last = points.pop();
  if (last === undefined) return undefined;
  // Surrogates are no characters: U+D7FF is followed by U+E000.
  return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
}
