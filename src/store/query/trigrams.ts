import { type Filter, type Literal, type Operand, ownName, type SearchTerm } from '../../odata/expression.ts';
import type { Dialect } from '../schema.ts';

/*
 * Queries of an index of all three characters that follow one another. They find every row that a condition holds for, and more: case, and
 * where in a row a text stands, are not in the index. So the condition itself is asked of each row found.
 */

/**
 * Three characters that stand for an organisation: unassigned ones, made of the digits of a GUID. That two organisations have the same costs
 * time, and nothing else. Migration 35 computes it too.
 */
export function organisationTrigram(tenantId: string): string {
  const digits = tenantId.replaceAll('-', '');
  const character = (from: number) =>
    [0, 1, 2, 3].reduce((value, at) => value * 17 + hexadecimal.indexOf(digits[from + at] ?? ' ') + 1, 7);
  return String.fromCodePoint(character(0), character(4), character(8));
}

const hexadecimal = '0123456789abcdef';

/** The index of one organisation's texts. */
export interface TrigramIndex {
  readonly dialect: Dialect;
  readonly tenantId: string;
  /** The properties that are in it, in the order in which it numbers them. */
  readonly searched: readonly string[];
}

/** How an index is asked: SQLite's FTS5, or a `tsquery` of PostgreSQL. */
interface Syntax {
  readonly and: string;
  readonly or: string;
  /** What all rows of the organisation have, where that has to be asked for. */
  readonly organisation: (tenantId: string) => readonly string[];
  /** Whether it tells the properties apart. */
  readonly byProperty: boolean;
  /** Every how many-th trigram is asked for: one that most rows have costs by their number. */
  readonly stride: 1 | 3;
  readonly entry: (index: TrigramIndex, trigram: string, property: string) => string;
}

const syntaxes: Readonly<Record<Dialect, Syntax>> = {
  sqlite: {
    and: ' AND ',
    or: ' OR ',
    organisation: (tenantId) => [`"${organisationTrigram(tenantId)}"`],
    byProperty: false,
    stride: 1,
    entry: (_index, trigram) => `"${trigram.replaceAll('"', '""')}"`,
  },
  // As `assistd_trigrams` of migration 56 makes them.
  postgres: {
    and: ' & ',
    or: ' | ',
    organisation: () => [],
    byProperty: true,
    stride: 3,
    entry: ({ tenantId, searched }, trigram, property) => {
      const entry = `${tenantId.slice(-12)}${searched.indexOf(property) + 1}${foldedAscii(trigram)}`;
      return `'${entry.replaceAll(/['\\]/g, '$&$&')}'`;
    },
  },
};

/** What every row of an organisation has on PostgreSQL. */
export function everyText(tenantId: string): string {
  return `'${tenantId.slice(-12)}0'`;
}

function foldedAscii(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** What all rows have that a filter and a search find, a part for each condition that the index can say something of. */
export function trigramParts(
  index: TrigramIndex,
  filter: Filter | undefined,
  search: readonly SearchTerm[],
): readonly string[] {
  const conditions = filter?.kind === 'and' ? filter.operands : filter ? [filter] : [];
  return [
    ...conditions.map((condition) => trigramsOf(condition, index)),
    ...search.map((term) =>
      typeof term === 'string'
        ? ofText(term, false, index.searched, index)
        : ofText(term.text, false, [term.property], index),
    ),
  ].filter((part) => part !== undefined);
}

/** The rows of an organisation that have all parts. */
export function trigramQuery({ dialect, tenantId }: TrigramIndex, parts: readonly string[]): string {
  const { organisation, and } = syntaxes[dialect];
  return joined([...organisation(tenantId), ...parts], and);
}

/** So many levels of parentheses are asked for: FTS5 reads some thirty. What is further inside is left to whoever looks at the rows. */
const mostNested = 16;

/** What all rows have that a filter finds; `undefined` where that cannot be said. */
export function trigramsOf(filter: Filter, index: TrigramIndex, levels = mostNested): string | undefined {
  if (levels === 0) return undefined;
  const { and, or } = syntaxes[index.dialect];
  switch (filter.kind) {
    case 'and': {
      const parts = filter.operands
        .map((operand) => trigramsOf(operand, index, levels - 1))
        .filter((part) => part !== undefined);
      return parts.length === 0 ? undefined : joined(parts, and);
    }
    case 'or': {
      const parts = filter.operands.map((operand) => trigramsOf(operand, index, levels - 1));
      return parts.every((part) => part !== undefined) ? joined(parts, or) : undefined;
    }
    case 'startswith':
    case 'endswith':
    case 'contains':
      return ofTexts(filter.text, filter.pattern, index);
    case 'eq':
      return ofTexts(filter.left, filter.right, index) ?? ofTexts(filter.right, filter.left, index);
    case 'in': {
      const parts = filter.values.map((value) => ofTexts(filter.operand, value, index));
      return parts.every((part) => part !== undefined) ? joined(parts, or) : undefined;
    }
    default:
      return undefined;
  }
}

function ofTexts(text: Operand, pattern: Operand, index: TrigramIndex): string | undefined {
  const literal = literalIn(pattern);
  const isMapped = text.kind === 'tolower' || text.kind === 'toupper';
  const name = ownName(isMapped ? text.operand : text);
  if (name === undefined || !index.searched.includes(name)) return undefined;
  return typeof literal?.value === 'string' ? ofText(literal.value, !isMapped, [name], index) : undefined;
}

function literalIn(operand: Operand): Literal | undefined {
  if (operand.kind === 'literal') return operand;
  // What a function makes of an ASCII text has the same trigrams, in which case is not.
  if (operand.kind === 'tolower' || operand.kind === 'toupper') return literalIn(operand.operand);
  return undefined;
}

const mostTrigrams = 24;

/**
 * @param inItsCase whether it is found in the very case that it is given in
 * @param properties where it may be
 */
function ofText(
  text: string,
  inItsCase: boolean,
  properties: readonly string[],
  index: TrigramIndex,
): string | undefined {
  // The index folds the case of each character by itself, where `tolower` may make two characters of one.
  if (!inItsCase && Buffer.byteLength(text) !== text.length) return undefined;
  const characters = [...text];
  const count = Math.min(characters.length - 2, mostTrigrams);
  if (count < 1) return undefined;
  const { and, or, byProperty, stride, entry } = syntaxes[index.dialect];
  const starts = Array.from({ length: count }, (_, at) => at).filter((at) => at % stride === 0 || at === count - 1);
  const trigrams = new Set(starts.map((at) => characters.slice(at, at + 3).join('')));
  const inOne = (property: string) =>
    joined(
      [...trigrams].map((trigram) => entry(index, trigram, property)),
      and,
    );
  return joined((byProperty ? properties : properties.slice(0, 1)).map(inOne), or);
}

function joined(parts: readonly string[], word: string): string {
  return parts.length === 1 ? String(parts[0]) : `(${parts.join(word)})`;
}
