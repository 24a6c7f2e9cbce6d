import type { Filter, Literal, Operand, SearchTerm } from '../../odata/expression.ts';

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

/** What the rows of an organisation have that a filter and a search may find; `undefined` where the index cannot say. */
export function trigramQuery(
  tenantId: string,
  filter: Filter | undefined,
  search: readonly SearchTerm[],
  searched: readonly string[],
): string | undefined {
  const parts = [
    ...(filter ? [trigramsOf(filter, searched)] : []),
    ...search.map((term) => ofText(typeof term === 'string' ? term : term.text, false)),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : allOf([`"${organisationTrigram(tenantId)}"`, ...parts]);
}

/** What all rows have that a filter finds; `undefined` where that cannot be said. */
export function trigramsOf(filter: Filter, searched: readonly string[]): string | undefined {
  switch (filter.kind) {
    case 'and': {
      const parts = filter.operands
        .map((operand) => trigramsOf(operand, searched))
        .filter((part) => part !== undefined);
      return parts.length === 0 ? undefined : allOf(parts);
    }
    case 'or': {
      const parts = filter.operands.map((operand) => trigramsOf(operand, searched));
      return parts.every((part) => part !== undefined) ? `(${parts.join(' OR ')})` : undefined;
    }
    case 'startswith':
    case 'endswith':
    case 'contains':
      return ofTexts(filter.text, filter.pattern, searched);
    case 'eq':
      return ofTexts(filter.left, filter.right, searched) ?? ofTexts(filter.right, filter.left, searched);
    case 'in': {
      const parts = filter.values.map((value) => ofTexts(filter.operand, value, searched));
      return parts.every((part) => part !== undefined) ? `(${parts.join(' OR ')})` : undefined;
    }
    default:
      return undefined;
  }
}

function ofTexts(text: Operand, pattern: Operand, searched: readonly string[]): string | undefined {
  const literal = literalIn(pattern);
  const isMapped = text.kind === 'tolower' || text.kind === 'toupper';
  const property = isMapped ? text.operand : text;
  if (property.kind !== 'property' || property.item !== undefined || !searched.includes(property.path.join('/'))) {
    return undefined;
  }
  return typeof literal?.value === 'string' ? ofText(literal.value, !isMapped) : undefined;
}

function literalIn(operand: Operand): Literal | undefined {
  if (operand.kind === 'literal') return operand;
  // What a function makes of an ASCII text has the same trigrams, in which case is not.
  if (operand.kind === 'tolower' || operand.kind === 'toupper') return literalIn(operand.operand);
  return undefined;
}

const mostTrigrams = 24;

/** @param inItsCase whether it is found in the very case that it is given in */
function ofText(text: string, inItsCase: boolean): string | undefined {
  // The index folds the case of each character by itself, where `tolower` may make two characters of one.
  if (!inItsCase && Buffer.byteLength(text) !== text.length) return undefined;
  const characters = [...text];
  const count = Math.min(characters.length - 2, mostTrigrams);
  if (count < 1) return undefined;
  const trigrams = new Set(Array.from({ length: count }, (_, at) => characters.slice(at, at + 3).join('')));
  return allOf([...trigrams].map((trigram) => `"${trigram.replaceAll('"', '""')}"`));
}

function allOf(parts: readonly string[]): string {
  return parts.length === 1 ? String(parts[0]) : `(${parts.join(' AND ')})`;
}
