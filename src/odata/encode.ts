import { Pieces } from '../core/pieces.ts';
import type { Property, VersionName } from '../edm/type.ts';
import type { Page, WrittenPage } from './expression.ts';
import type { JsonFormat } from './json-format.ts';
import { Members, type MemberWriter, memberWriter, propertyWriter, quotedJson, type Row } from './json-text.ts';
import { quotedKey } from './path.ts';
import { perSelection, type Selection, shownOf } from './shown.ts';
import { qualifiedName } from './type-names.ts';

/** What the encoding of one answer depends on, beside its rows. */
export interface Shape extends Selection {
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
  return `{${context}${annotated(membersWriter(shape), shape)(row)}}`;
}

/** A page of entities, as the body of an answer. */
export function encodePage(page: Page<Row> | WrittenPage, nextLink: string | undefined, shape: Shape): string | Pieces {
  const { count } = page;
  let head = '{';
  if (shape.metadata !== 'none') head += `"@odata.context":${quotedJson(contextUrl(shape, ''))},`;
  if (count !== undefined) head += `"@odata.count":${shape.longsAsText ? `"${count}"` : count},`;
  if (nextLink !== undefined) head += `"@odata.nextLink":${quotedJson(nextLink)},`;
  head += '"value":[';
  if ('text' in page) return new Pieces([Buffer.from(head), page.text, Buffer.from(']}')]);
  const write = annotated(membersWriter(shape), shape);
  for (const [index, row] of page.rows.entries()) head += `${index === 0 ? '{' : ',{'}${write(row)}}`;
  return `${head}]}`;
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
  const typeName = qualifiedName(property.type, version);
  return `${root}/$metadata#${property.collection ? `Collection(${typeName})` : typeName}`;
}

/** Writes what an answer shows of a row. */
type RowWriter = (row: Row) => string;

/** Without the braces around it. */
const membersWriter = perSelection((selection): RowWriter => {
  const writers = shownOf(selection).map(({ name, property, isGiven }): MemberWriter => {
    if (!property) return { name, absent: ',"id":null', write: (id) => `,"id":${quotedJson(String(id))}` };
    const member = memberWriter(name, property, selection);
    // A column of no name is in no row.
    return isGiven ? member : { ...member, name: '' };
  });
  const members = new Members(writers);
  return (row) => members.write(row);
});

function annotated(write: RowWriter, shape: Shape): RowWriter {
  return shape.metadata === 'full' ? (row) => annotations(row, shape) + write(row) : write;
}

function annotations(row: Row, { type, version, root, contextPath, singleton }: Shape): string {
  const link = singleton ? contextPath : contextPath + quotedKey(String(row.id));
  const typeName = `#${qualifiedName(type, version)}`;
  return `"@odata.type":${quotedJson(typeName)},"@odata.id":${quotedJson(`${root}/${link}`)},"@odata.editLink":${quotedJson(link)},`;
}
