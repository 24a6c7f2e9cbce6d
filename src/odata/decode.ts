import { Failure } from '../core/failure.ts';
import { enumMember } from '../edm/enum-member.ts';
import type { Action } from '../edm/operation.ts';
import { primitives } from '../edm/primitive.ts';
import { type ComplexType, type EntityType, guid, type Property, type VersionName } from '../edm/type.ts';
import { fail } from '../model/failures.ts';
import { versions } from '../model/versions.ts';
import { utf8Of } from './body-text.ts';
import { declared } from './declared.ts';
import { declaresLongsAsText } from './json-format.ts';
import { countMembers, memberGivenTwice } from './json-members.ts';
import { checkJsonSize } from './json-size.ts';
import { cameBack, isUnsaid } from './unsaid.ts';

/** A request body as it came, after any `Content-Encoding` is undone. */
export interface RawBody {
  readonly bytes: Buffer | undefined;
  readonly contentType: string | undefined;
  /** How long it could have been, which also limits how many values it holds. */
  readonly limitBytes: number;
}

/** The members of a body that a client may set, under their declared names, dates in canonical form. */
export type Decoded = Readonly<Record<string, unknown>>;

/**
 * The entity in the body of a create or an update (OData JSON 4.01, section 6). Read-only members are ignored, as are control
 * information and annotations, and what says nothing in a body that the service gave; anything else that the type does not declare
 * is refused, as are references to other entities, which nothing here can set.
 *
 * @param keepsId whether an `id` in the body counts, and then has to be a GUID; else it is ignored
 */
export function decodeEntity(
  body: RawBody,
  type: EntityType,
  version: VersionName,
  { keepsId = false }: { readonly keepsId?: boolean } = {},
): Decoded {
  const value = parseJson(body);
  if (value === undefined) throw fail('bodyEmpty');
  if (!isObject(value)) throw fail('bodyMalformed', noObject);
  const reading = { version, longsAsText: declaresLongsAsText(body.contentType), itemsFailAlone: false };
  const decoded = members(value, type, reading, '');
  const id = keepsId ? Object.entries(value).find(([name]) => name.toLowerCase() === 'id')?.[1] : undefined;
  return id === undefined || id === null ? decoded : { ...decoded, id: decodeValue(id, keyProperty, reading, 'id') };
}

const keyProperty = guid('The key.', { nullable: false });

/**
 * The parameters in the body of an action. An action without parameters takes any of the empty bodies that clients send: none,
 * `{}` or `null`, whatever the Content-Type says. Where the items of its collections fail alone, a `Failure` stands for one that did.
 */
export function decodeParameters(
  body: RawBody,
  { parameters, itemsFailAlone }: Pick<Action, 'parameters' | 'itemsFailAlone'>,
  operation: string,
  version: VersionName,
): Decoded {
  const none = Object.keys(parameters).length === 0;
  if (none && (body.bytes === undefined || body.bytes.length === 0)) return {};
  const value = parseJson(none ? { ...body, contentType: 'application/json' } : body) ?? {};
  if (!isObject(value)) throw none ? fail('bodyNotEmpty', { operation }) : fail('bodyMalformed', noObject);
  if (none && Object.keys(value).some((name) => !name.includes('@'))) throw fail('bodyNotEmpty', { operation });
  const reading = {
    version,
    longsAsText: declaresLongsAsText(body.contentType),
    itemsFailAlone: itemsFailAlone === true,
  };
  return members(value, { kind: 'complex', name: operation, properties: parameters }, reading, '');
}

/**
 * The value of a JSON body; `undefined` for an empty body or a JSON `null`.
 *
 * @throws `bodyContentType`, `bodyCharset`, `bodyMalformed`, `bodyTooNested`, `bodyTooManyValues`, `bodyTwice`
 */
export function parseJson({ bytes, contentType, limitBytes }: RawBody): unknown {
  if (!bytes || bytes.length === 0) return undefined;
  const mediaType = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType !== undefined && mediaType !== 'application/json' && mediaType !== 'text/json') {
    throw fail('bodyContentType');
  }
  const utf8 = utf8Of(bytes, contentType);
  const written = checkJsonSize(utf8, limitBytes);
  // A byte order mark is no part of JSON, but PowerShell writes one.
  const text = utf8.toString('utf8').replace(/^\uFEFF/, '');
  const value = parsed(text);
  // JSON.parse takes the last of two members with one name, and says nothing of the first.
  const twice = countMembers(value) < written ? memberGivenTwice(text) : undefined;
  if (twice !== undefined) throw fail('bodyTwice', { member: twice });
  return value ?? undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // It says where, and shows some of it; a shell that eats double quotes is the usual reason.
    const problem = `${(cause as Error).message.slice(0, 200)}; in JSON, names and texts stand in double quotes`;
    throw fail('bodyMalformed', { problem }, { cause });
  }
}

const noObject = { problem: 'an object is expected, such as {"displayName":"…"}' };

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** How a body is to be read. */
interface Reading {
  readonly version: VersionName;
  /** Whether numbers of 64 bits may be texts. */
  readonly longsAsText: boolean;
  readonly itemsFailAlone: boolean;
}

function members(
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
    if (name.toLowerCase() === '@odata.type' || name === '@type') {
      assertType(member, type, version);
      continue;
    }
    if (/@(odata\.)?(bind|delta|removed)$/i.test(name)) throw fail('bodyReference', { member: prefix + name });
    if (name.includes('@')) continue;
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
  const { namespace, alias } = versions[version];
  const named = typeof value === 'string' ? value.replace(/^.*#/, '').toLowerCase() : '';
  const accepted = [`${namespace}.${type.name}`, `${alias ?? namespace}.${type.name}`];
  if (!accepted.some((name) => name.toLowerCase() === named)) {
    // Objects are not written out: what they were made to look like as a text may throw.
    const written = typeof value === 'object' ? 'an object' : String(value);
    throw fail('bodyTypeUnknown', { type: written.replace(/^#/, '').slice(0, 200) });
  }
}

function decodeProperty(value: unknown, property: Property, reading: Reading, name: string): unknown {
  if (!property.collection) return decodeValue(value, property, reading, name);
  if (!Array.isArray(value)) throw fail('bodyValue', { property: name, expected: 'an array' });
  const item = { ...property, nullable: false };
  return value.map((each, index) => {
    const read = () => decodeValue(each, item, reading, `${name}[${index}]`);
    return reading.itemsFailAlone ? orFailure(read) : read();
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
    const typeName = type.kind === 'primitive' ? type.name : `microsoft.graph.${type.name}`;
    throw fail('bodyNull', { property: name, type: typeName });
  }
  const refuse = (expected: string) => fail('bodyValue', { property: name, expected });
  if (type.kind === 'complex') {
    if (!isObject(value)) throw refuse(`an object of type ${type.name}`);
    return members(value, type, reading, `${name}/`);
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
