import { primitives } from '../edm/primitive.ts';
import { type EntityType, type Property, standsIn, type VersionName } from '../edm/type.ts';
import { versions } from '../model/versions.ts';
import type { JsonFormat } from './json-format.ts';
import { Members, type MemberWriter, memberWriter, propertyWriter, quotedJson, type Row } from './json-text.ts';

/** What the encoding of one answer depends on, beside its rows. */
export interface Shape extends JsonFormat {
  readonly type: EntityType;
  readonly version: VersionName;
  readonly select: readonly string[] | undefined;
  /** The properties that the caller is not given. */
  readonly hidden: ReadonlySet<string>;
  /** Whether properties that are given only on request are filled in where `$select` names them: the answer is one entity. */
  readonly single: boolean;
  /** The properties that the request has written, which its answer shows as they are now. */
  readonly written: readonly string[];
  /** The service root of the version from the public origin on: `https://host/v1`. */
  readonly root: string;
  /** The resource, as context URLs name it. */
  readonly contextPath: string;
  readonly singleton: boolean;
}

function contextUrl(
  { root, contextPath, select }: Pick<Shape, 'root' | 'contextPath' | 'select'>,
  suffix: string,
): string {
  return `${root}/$metadata#${contextPath}${select ? `(${select.join(',')})` : ''}${suffix}`;
}

/** One entity, as the body of an answer. */
export function encodeEntity(row: Row, shape: Shape): string {
  const context = shape.metadata === 'none' ? '' : `"@odata.context":${quotedJson(contextUrl(shape, '/$entity'))},`;
  return `{${context}${membersWriter(shape)(row)}}`;
}

/** A page of entities, as the body of an answer. */
export function encodePage(
  page: { readonly rows: readonly Row[]; readonly count?: number; readonly nextLink?: string },
  shape: Shape,
): string {
  const { rows, count, nextLink } = page;
  let text = '{';
  if (shape.metadata !== 'none') text += `"@odata.context":${quotedJson(contextUrl(shape, ''))},`;
  if (count !== undefined) text += `"@odata.count":${shape.longsAsText ? `"${count}"` : count},`;
  if (nextLink !== undefined) text += `"@odata.nextLink":${quotedJson(nextLink)},`;
  text += '"value":[';
  const write = membersWriter(shape);
  for (let index = 0; index < rows.length; index++) text += `${index === 0 ? '{' : ',{'}${write(rows[index] as Row)}}`;
  return `${text}]}`;
}

/** The value of a function, as the body of an answer. */
export function encodeValue(
  value: unknown,
  property: Property,
  version: VersionName,
  root: string,
  { metadata, longsAsText }: JsonFormat,
): string {
  const encoded = propertyWriter(property, { version, metadata, longsAsText })(value);
  const context =
    metadata === 'none' ? '' : `"@odata.context":${quotedJson(valueContextUrl(property, version, root))},`;
  const structured = property.type.kind === 'complex' && !property.collection;
  return structured && encoded !== 'null' ? `{${context}${encoded.slice(1)}` : `{${context}"value":${encoded}}`;
}

/** The context URL of a value that an operation returns (OData 4.01 Part 1, section 10.9). */
export function valueContextUrl(property: Property, version: VersionName, root: string): string {
  const typeName = qualifiedName(property, version);
  return `${root}/$metadata#${property.collection ? `Collection(${typeName})` : typeName}`;
}

type Selection = Pick<
  Shape,
  'type' | 'version' | 'select' | 'hidden' | 'single' | 'written' | 'metadata' | 'longsAsText'
>;

type RowWriter = (row: Row) => string;

/** Writers by what they depend on. Clients decide what they select, so the number of different ones has no limit. */
const written = new WeakMap<EntityType, Map<string, RowWriter>>();
const mostKept = 200;

/** Writes what an answer shows of a row, without the braces around it. */
function membersWriter(shape: Shape): RowWriter {
  const known = written.get(shape.type) ?? new Map<string, RowWriter>();
  written.set(shape.type, known);
  const { version, metadata, longsAsText, single, select, hidden, written: changed } = shape;
  const key = `${version} ${metadata} ${longsAsText} ${single} ${select ?? '*'} ${[...hidden]} ${changed}`;
  let write = known.get(key);
  if (!write) {
    write = compile(shape);
    if (known.size >= mostKept) known.clear();
    known.set(key, write);
  }
  const own = write;
  return metadata === 'full' ? (row) => annotations(row, shape) + own(row) : own;
}

function compile({ type, version, select, single, written, hidden, metadata, longsAsText }: Selection): RowWriter {
  const shown = Object.entries(type.properties).filter(
    ([name, property]) => standsIn(property, version) && (!select || select.includes(name)),
  );
  const writers = shown.map(([name, property]): MemberWriter => {
    const asked = !property.selectOnly || (single && select !== undefined) || written.includes(name);
    const typed = metadata === 'full' ? typeAnnotation(name, property, version) : '';
    const member = memberWriter(name, property, { version, metadata, longsAsText }, typed);
    // A column of no name is in no row.
    return asked && !hidden.has(name) ? member : { ...member, name: '' };
  });
  if (!select || select.includes('id')) {
    writers.unshift({ name: 'id', absent: ',"id":null', write: (id) => `,"id":${quotedJson(String(id))}` });
  }
  const members = new Members(writers);
  return (row) => members.write(row);
}

function annotations(row: Row, { type, version, root, contextPath, singleton }: Shape): string {
  const link = singleton ? contextPath : `${contextPath}('${String(row.id).replaceAll("'", "''")}')`;
  const typeName = `#${versions[version].namespace}.${type.name}`;
  return `"@odata.type":${quotedJson(typeName)},"@odata.id":${quotedJson(`${root}/${link}`)},"@odata.editLink":${quotedJson(link)},`;
}

/** Full metadata names every type that JSON alone does not show (OData JSON 4.01, section 4.6.3). */
function typeAnnotation(name: string, property: Property, version: VersionName): string {
  const plain = property.type.kind === 'primitive' && primitives[property.type.name].plain;
  if (plain && !property.collection) return '';
  const typeName = qualifiedName(property, version).replace(/^Edm\./, '');
  return `"${name}@odata.type":"#${property.collection ? `Collection(${typeName})` : typeName}",`;
}

function qualifiedName({ type }: Property, version: VersionName): string {
  return type.kind === 'primitive' ? type.name : `${versions[version].namespace}.${type.name}`;
}
