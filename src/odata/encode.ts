import { emptyValue } from '../edm/empty-value.ts';
import { primitives } from '../edm/primitive.ts';
import { type ComplexType, type EntityType, type Property, standsIn, type VersionName } from '../edm/type.ts';
import { versions } from '../model/versions.ts';
import type { JsonFormat } from './json-format.ts';

/** A row as the store gives it: wire names, dates canonical, Booleans maybe as 0 and 1, structures maybe as JSON text. */
export type Row = Readonly<Record<string, unknown>>;

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
  const body: Record<string, unknown> = {};
  if (shape.metadata !== 'none') body['@odata.context'] = contextUrl(shape, '/$entity');
  fill(body, row, shape, membersOf(shape));
  return JSON.stringify(body);
}

/** A page of entities, as the body of an answer. */
export function encodePage(
  page: { readonly rows: readonly Row[]; readonly count?: number; readonly nextLink?: string },
  shape: Shape,
): string {
  const body: Record<string, unknown> = {};
  if (shape.metadata !== 'none') body['@odata.context'] = contextUrl(shape, '');
  if (page.count !== undefined) body['@odata.count'] = shape.longsAsText ? String(page.count) : page.count;
  if (page.nextLink !== undefined) body['@odata.nextLink'] = page.nextLink;
  const members = membersOf(shape);
  body.value = page.rows.map((row) => fill({}, row, shape, members));
  return JSON.stringify(body);
}

/** The value of a function, as the body of an answer. */
export function encodeValue(
  value: unknown,
  property: Property,
  version: VersionName,
  root: string,
  { metadata, longsAsText }: JsonFormat,
): string {
  const encoded = encodeProperty(value, property, { version, longsAsText });
  const structured = property.type.kind === 'complex' && !property.collection;
  return JSON.stringify({
    ...(metadata !== 'none' && { '@odata.context': valueContextUrl(property, version, root) }),
    ...(structured ? (encoded as object) : { value: encoded }),
  });
}

/** The context URL of a value that an operation returns (OData 4.01 Part 1, section 10.9). */
export function valueContextUrl(property: Property, version: VersionName, root: string): string {
  const typeName = qualifiedName(property, version);
  return `${root}/$metadata#${property.collection ? `Collection(${typeName})` : typeName}`;
}

/** What of a row an answer shows, found once for all the rows of a page. */
interface Members {
  readonly id: boolean;
  readonly properties: readonly { readonly name: string; readonly property: Property; readonly given: boolean }[];
}

function membersOf({ type, version, select, single, written, hidden }: Shape): Members {
  const shown = Object.entries(type.properties).filter(
    ([name, property]) => standsIn(property, version) && (!select || select.includes(name)),
  );
  const properties = shown.map(([name, property]) => {
    const asked = !property.selectOnly || (single && select !== undefined) || written.includes(name);
    return { name, property, given: asked && !hidden.has(name) };
  });
  return { id: !select || select.includes('id'), properties };
}

function fill(body: Record<string, unknown>, row: Row, shape: Shape, members: Members): Record<string, unknown> {
  const { version } = shape;
  const full = shape.metadata === 'full';
  if (full) annotate(body, row, shape);
  if (members.id) body.id = row.id;
  for (const { name, property, given } of members.properties) {
    if (full) annotateType(body, name, property, version);
    body[name] = encodeProperty(given ? row[name] : undefined, property, shape);
  }
  return body;
}

function annotate(
  body: Record<string, unknown>,
  row: Row,
  { type, version, root, contextPath, singleton }: Shape,
): void {
  const link = singleton ? contextPath : `${contextPath}('${String(row.id).replaceAll("'", "''")}')`;
  body['@odata.type'] = `#${versions[version].namespace}.${type.name}`;
  body['@odata.id'] = `${root}/${link}`;
  body['@odata.editLink'] = link;
}

/** Full metadata names every type that JSON alone does not show (OData JSON 4.01, section 4.6.3). */
function annotateType(body: Record<string, unknown>, name: string, property: Property, version: VersionName): void {
  const plain = property.type.kind === 'primitive' && primitives[property.type.name].plain;
  if (plain && !property.collection) return;
  const typeName = qualifiedName(property, version).replace(/^Edm\./, '');
  body[`${name}@odata.type`] = property.collection ? `#Collection(${typeName})` : `#${typeName}`;
}

function qualifiedName({ type }: Property, version: VersionName): string {
  return type.kind === 'primitive' ? type.name : `${versions[version].namespace}.${type.name}`;
}

type Writing = Pick<Shape, 'version' | 'longsAsText'>;

function encodeProperty(value: unknown, property: Property, writing: Writing): unknown {
  if (property.collection) {
    const items = typeof value === 'string' ? (JSON.parse(value) as unknown[]) : ((value ?? []) as unknown[]);
    return items.map((item) => encodeSingle(item, property, writing));
  }
  return encodeSingle(value, property, writing);
}

function encodeSingle(value: unknown, property: Property, writing: Writing): unknown {
  const { type, nullable } = property;
  const held = value ?? (nullable ? null : emptyValue({ ...property, collection: false }));
  if (held === null || type.kind === 'enum') return held;
  if (type.kind === 'primitive') {
    const json = primitives[type.name].toJson(held);
    return type.name === 'Edm.Int64' && writing.longsAsText ? String(json) : json;
  }
  return encodeComplex(typeof held === 'string' ? JSON.parse(held) : held, type, writing);
}

function encodeComplex(value: Row, type: ComplexType, writing: Writing): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(type.properties)) {
    if (standsIn(property, writing.version)) body[name] = encodeProperty(value[name], property, writing);
  }
  return body;
}
