import { Failure } from '../../core/failure.ts';
import { isObject } from '../../core/json.ts';
import { enumMember } from '../../edm/enum-member.ts';
import { primitives } from '../../edm/primitive.ts';
import { type ComplexType, type EntityType, guid, type Property, type VersionName } from '../../edm/type.ts';
import { fail } from '../../model/failures.ts';
import { declared } from '../declared.ts';
import { isNamed, qualifiedName } from '../type-names.ts';
import { cameBack, isUnsaid } from './unsaid.ts';

/** The members of a body that a client may set, under their declared names, dates in canonical form. */
export type Decoded = Readonly<Record<string, unknown>>;

/** Reads one item of a collection whose items fail alone: a thousand records take long, so whoever reads them answers others between. */
export type ReadItem = () => Decoded | Failure;

/** How a body is to be read. */
export interface Reading {
  readonly version: VersionName;
  /** Whether numbers of 64 bits may be texts. */
  readonly longsAsText?: boolean;
  /** Whether an item of a collection that cannot be taken leaves the others: each is a {@link ReadItem}. */
  readonly itemsFailAlone?: boolean;
  readonly mostItems?: number | undefined;
}

/** The entity that a value of JSON stands for: what `decodeEntity` (`decode.ts`) makes of a body, once that is read. */
export function decodeEntityValue(
  value: unknown,
  type: EntityType,
  reading: Reading,
  { keepsId = false }: { readonly keepsId?: boolean } = {},
): Decoded {
  if (!isObject(value)) throw fail('bodyMalformed', noObject);
  const decoded = decodeMembers(value, type, reading, '');
  const id = keepsId ? Object.entries(value).find(([name]) => name.toLowerCase() === 'id')?.[1] : undefined;
  return id === undefined || id === null ? decoded : { ...decoded, id: decodeValue(id, keyProperty, reading, 'id') };
}

/** What is wrong with JSON that is no object, where one is expected. */
export const noObject = { problem: 'an object is expected, such as {"displayName":"…"}' };

const keyProperty = guid('The key.', { nullable: false });

/** The members of an object; `prefix` is the path that leads to it, in failures. */
export function decodeMembers(
  value: Record<string, unknown>,
  type: EntityType | ComplexType,
  reading: Reading,
  prefix: string,
): Decoded {
  const { version } = reading;
  const decoded: Record<string, unknown> = {};
  const read = new Set<string>();
  const came = cameBack(value, type, version);
  for (const [name, member] of Object.entries(value)) {
    if (name.includes('@')) {
      if (/^@(odata\.)?type$/i.test(name)) assertType(member, type, version);
      if (/@(odata\.)?(bind|delta|removed)$/i.test(name)) throw fail('bodyReference', { member: prefix + name });
      continue;
    }
    const found = declared(type, version, name);
    if (!found) throw fail('bodyPropertyUnknown', { property: prefix + name, type: type.name });
    const { name: canonical, property } = found;
    if (read.has(canonical)) throw fail('bodyTwice', { member: prefix + canonical });
    read.add(canonical);
    // The key is read apart, where it counts.
    if (property && !property.readOnly && !isUnsaid(member, { name: canonical, property }, came)) {
      decoded[canonical] = decodeProperty(member, property, reading, prefix + canonical);
    }
  }
  return decoded;
}

function assertType(value: unknown, type: EntityType | ComplexType, version: VersionName): void {
  const named = typeof value === 'string' ? value.replace(/^.*#/, '') : '';
  if (!isNamed(type, version, named)) {
    // Objects are not written out: what they were made to look like as a text may throw.
    const written = typeof value === 'object' ? 'an object' : String(value);
    throw fail('bodyTypeUnknown', { type: written.replace(/^#/, '').slice(0, 200) });
  }
}

function decodeProperty(value: unknown, property: Property, reading: Reading, name: string): unknown {
  if (!property.collection) return decodeValue(value, property, reading, name);
  if (!Array.isArray(value)) throw fail('bodyValue', { property: name, expected: 'an array' });
  // A failure takes far more time than the two bytes of an item that causes it.
  if (reading.mostItems !== undefined && value.length > reading.mostItems) {
    throw fail('bodyValue', { property: name, expected: `an array of at most ${reading.mostItems} records` });
  }
  const item = { ...property, nullable: false };
  return value.map((each, index) => {
    const read = () => decodeValue(each, item, reading, `${name}[${index}]`);
    return reading.itemsFailAlone ? () => orFailure(read) : read();
  });
}

function orFailure(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

function decodeValue(value: unknown, { type, nullable, maxLength }: Property, reading: Reading, name: string): unknown {
  if (value === null) {
    if (nullable) return null;
    throw fail('bodyNull', { property: name, type: qualifiedName(type, reading.version) });
  }
  const refuse = (expected: string) => fail('bodyValue', { property: name, expected });
  if (type.kind === 'complex') {
    if (!isObject(value)) throw refuse(`an object of type ${type.name}`);
    return decodeMembers(value, type, reading, `${name}/`);
  }
  if (type.kind === 'enum') {
    const member = typeof value === 'string' ? enumMember(type, value) : undefined;
    if (member === undefined) throw refuse(`one of ${Object.keys(type.members).join(', ')}`);
    return member;
  }
  const isLong = type.name === 'Edm.Int64' && reading.longsAsText && typeof value === 'string' && /^-?\d+$/.test(value);
  const read = primitives[type.name].fromJson(isLong ? Number(value) : value);
  if ('expected' in read) throw refuse(read.expected);
  if (maxLength !== undefined && isLonger(String(read.value), maxLength)) {
    throw refuse(`a string of at most ${maxLength} characters`);
  }
  return read.value;
}

/** Characters are code points; most texts are so short that nobody has to count them. */
function isLonger(text: string, maxLength: number): boolean {
  return text.length > maxLength && (text.length > 2 * maxLength || Array.from(text).length > maxLength);
}
