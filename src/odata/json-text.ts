import { isObject, parsedJson } from '../core/json.ts';
import { emptyValue } from '../edm/empty-value.ts';
import { primitives } from '../edm/primitive.ts';
import { type ComplexType, type Property, standsIn, type VersionName } from '../edm/type.ts';
import type { JsonFormat } from './json-format.ts';
import { qualifiedName } from './type-names.ts';

/** On what the text of a value depends, beside its property. */
export interface Writing extends JsonFormat {
  readonly version: VersionName;
}

/** An object by the names of its members. As a row of the store: wire names, dates canonical, Booleans maybe 0 and 1, structures maybe JSON text. */
export type Row = Readonly<Record<string, unknown>>;

/** Writes a value that is there, behind what always stands before it. */
type Write = (held: NonNullable<unknown>) => string;

/** A member of an object, with the comma before it. */
export interface MemberWriter {
  readonly name: string;
  /** What is written where there is no value: most of what is stored of a device is not there, so it is one piece. */
  readonly absent: string;
  readonly write: Write;
}

// All but what JSON lets stand as it is (RFC 8259, section 7), and but halves of surrogate pairs, which JSON.stringify looks at.
const escaped = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;

/** A text as JSON. Looking for what must be escaped, and finding nothing, is several times faster than JSON.stringify. */
export function quotedJson(text: string): string {
  return escaped.test(text) ? JSON.stringify(text) : `"${text}"`;
}

/** What writes a property: all that can be known before there is a value is found here, once for many rows. */
export function propertyWriter(property: Property, writing: Writing): (held: unknown) => string {
  const { absent, write } = writerBehind('', property, writing);
  return (held) => (held === null || held === undefined ? absent : write(held));
}

export function memberWriter(name: string, property: Property, writing: Writing): MemberWriter {
  const annotation = writing.metadata === 'full' ? typeAnnotation(name, property, writing.version) : '';
  return { name, ...writerBehind(`,${annotation}${quotedJson(name)}:`, property, writing) };
}

/** Full metadata names every type that JSON alone does not show (OData JSON 4.01, section 4.6.3); a structure does so within itself. */
function typeAnnotation(name: string, property: Property, version: VersionName): string {
  const { type, collection } = property;
  if (!collection && (type.kind === 'complex' || (type.kind === 'primitive' && primitives[type.name].plain))) return '';
  const typeName = qualifiedName(type, version).replace(/^Edm\./, '');
  return `${quotedJson(`${name}@odata.type`)}:"#${collection ? `Collection(${typeName})` : typeName}",`;
}

/** Writes the members of objects of one kind, in their order. */
export class Members {
  readonly #writers: readonly MemberWriter[];
  readonly #withoutValue = new Map<number, string>();

  constructor(writers: readonly MemberWriter[]) {
    this.#writers = writers;
  }

  /** Without the braces around them. */
  write(row: Row): string {
    const writers = this.#writers;
    const end = writers.length;
    let text = '';
    let written = 0;
    for (let index = 0; index < end; index++) {
      const { name, write } = writers[index] as MemberWriter;
      const held = row[name];
      if (held === null || held === undefined) continue;
      if (written < index) text += this.#absent(written, index);
      text += write(held);
      written = index + 1;
    }
    if (written < end) text += this.#absent(written, end);
    // Without the first comma. It also makes one text of many pieces, row by row, which costs less than for a page at once.
    return text.slice(1);
  }

  /** Of members that follow each other: objects of one kind mostly lack the same ones, so they are one piece, made once. */
  #absent(begin: number, end: number): string {
    const key = begin * this.#writers.length + end;
    let text = this.#withoutValue.get(key);
    if (text === undefined) {
      text = this.#writers
        .slice(begin, end)
        .map(({ absent }) => absent)
        .join('');
      this.#withoutValue.set(key, text);
    }
    return text;
  }
}

/** @param before what stands before a value, and before what stands for none */
export function writerBehind(before: string, property: Property, writing: Writing): Omit<MemberWriter, 'name'> {
  if (!property.collection) {
    const write = remembering(valueWriter(before, property, writing));
    return { absent: property.nullable ? `${before}null` : write(emptyValue(property) as NonNullable<unknown>), write };
  }
  const item = propertyWriter({ ...property, collection: false }, writing);
  return {
    absent: `${before}[]`,
    write: (held) => {
      const items = typeof held === 'string' ? parsedJson(held) : held;
      return `${before}[${Array.isArray(items) ? items.map(item).join(',') : ''}]`;
    },
  };
}

function valueWriter(before: string, { type }: Property, writing: Writing): Write {
  const writeText = textWriter(before);
  if (type.kind === 'enum') return (held) => writeText(held as string);
  if (type.kind === 'complex') {
    const writeMembersOf = structureWriter(type, writing);
    return (held) => {
      const value = typeof held === 'string' ? parsedJson(held) : held;
      // What somebody has altered in the database may be no JSON any more, and keeps nothing else from being read.
      return isObject(value) ? `${before}{${writeMembersOf(value)}}` : `${before}null`;
    };
  }
  const { toJson } = primitives[type.name];
  if (type.name === 'Edm.Int64' && writing.longsAsText) return (held) => `${before}"${String(toJson(held))}"`;
  return (held) => {
    const json = toJson(held);
    return typeof json === 'string' ? writeText(json) : before + String(json);
  };
}

/** Rows that follow each other have much in common: a state, a version, a date that was never set. */
function remembering(write: Write): Write {
  let last: unknown;
  let text = '';
  return (held) => {
    if (held === last) return text;
    const written = write(held);
    // An object may have changed when it comes again.
    if (typeof held !== 'object') [last, text] = [held, written];
    return written;
  };
}

function textWriter(before: string): (text: string) => string {
  const opened = `${before}"`;
  return (text) => (escaped.test(text) ? before + JSON.stringify(text) : `${opened}${text}"`);
}

/** Writes the members of a structure; one of a derived type says which, in front (OData JSON 4.01, section 4.6.3), as any does with full metadata. */
function structureWriter(type: ComplexType, writing: Writing): (value: Row) => string {
  const typeName = (each: ComplexType) => `#${qualifiedName(each, writing.version)}`;
  const named = (each: ComplexType) => `"@odata.type":${quotedJson(typeName(each))},`;
  const own = membersOf(type, writing);
  const base = { named: writing.metadata === 'full' ? named(type) : '', members: new Members(own) };
  if (!type.derived) return (value) => base.named + base.members.write(value);
  const derived = new Map(
    type.derived.map((each) => [
      typeName(each),
      {
        named: writing.metadata === 'none' ? '' : named(each),
        members: new Members([...own, ...membersOf(each, writing)]),
      },
    ]),
  );
  return (value) => {
    const its = derived.get(String(value['@odata.type'])) ?? base;
    return its.named + its.members.write(value);
  };
}

function membersOf(type: ComplexType, writing: Writing): MemberWriter[] {
  return Object.entries(type.properties)
    .filter(([, property]) => standsIn(property, writing.version))
    .map(([name, property]) => memberWriter(name, property, writing));
}
