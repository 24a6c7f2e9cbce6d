import { primitives } from '../edm/primitive.ts';
import type { Properties, Property } from '../edm/type.ts';
import { fail } from '../model/failures.ts';
import type { Decoded } from './body/decode-value.ts';
import { optionOf } from './query-options.ts';

/**
 * The arguments of a function call: `category='Device'`, or `category=@c` with the alias in the query, `@c='Device'`
 * (OData 4.01 Part 2, section 5.3.1). A parameter that the parentheses do not name is one that the query does, with or without
 * an @ (4.01 Part 1, section 11.5.4.1.1).
 */
export function decodeFunctionArguments(text: string, parameters: Properties, search: string): Decoded {
  const given = new Map<string, string>();
  for (const [name, value] of split(text)) {
    const lower = name.toLowerCase();
    if (given.has(lower)) throw fail('optionInvalid', { option: name, problem: 'it is given twice' });
    given.set(lower, value);
  }
  const decoded: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(parameters)) {
    const value = given.get(name.toLowerCase()) ?? implicit(name, search);
    given.delete(name.toLowerCase());
    if (value === undefined) {
      throw fail('optionInvalid', { option: name, problem: `the function needs it: ${name}='…'` });
    }
    decoded[name] = literal(name, value.startsWith('@') ? aliased(value, search) : value, property);
  }
  const [unknown] = given.keys();
  if (unknown !== undefined) {
    const known = Object.keys(parameters).join(', ') || 'none';
    throw fail('optionInvalid', { option: unknown, problem: `the function has no such parameter; it has ${known}` });
  }
  return decoded;
}

/**
 * Refuses what an action reads in its body alone: left unread in the query, the action would be done without it.
 *
 * @throws `optionInvalid`
 */
export function refuseParametersIn(search: string, parameters: Properties): void {
  if (search === '') return;
  for (const name of Object.keys(parameters)) {
    if (implicit(name, search) === undefined) continue;
    throw fail('optionInvalid', { option: name, problem: 'it is a parameter of the action, which stands in the body' });
  }
}

function split(text: string): [string, string][] {
  const pairs = text.match(/[^,']*(?:'(?:[^']|'')*'[^,']*)*/g) ?? [];
  return pairs
    .filter((pair) => pair.trim() !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      if (at < 0) throw fail('optionInvalid', { option: pair.trim(), problem: "write a parameter as name='value'" });
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    });
}

function aliased(alias: string, search: string): string {
  return optionOf(search, (name) => name === alias) ?? 'null';
}

function implicit(name: string, search: string): string | undefined {
  const names = [name.toLowerCase(), `@${name.toLowerCase()}`];
  return optionOf(search, (key) => names.includes(key.toLowerCase()))?.trim();
}

function literal(name: string, text: string, property: Property): unknown {
  const refuse = (expected: string) => fail('optionInvalid', { option: name, problem: `${expected} is expected` });
  if (text === 'null') {
    if (property.nullable) return null;
    throw refuse('a value');
  }
  const { fromLiteral, literal: expected } =
    primitives[property.type.kind === 'primitive' ? property.type.name : 'Edm.String'];
  const quoted = /^'((?:[^']|'')*)'$/.exec(text)?.[1]?.replaceAll("''", "'");
  const value = fromLiteral(quoted ?? text, quoted !== undefined);
  if (value === undefined) throw refuse(expected);
  return value;
}
