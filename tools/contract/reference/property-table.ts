import {
  type ComplexType,
  type EntityType,
  type EnumType,
  type Properties,
  type Property,
  standsIn,
  type ValueType,
  type VersionName,
} from '../../../src/edm/type.ts';
import { code, markdownTable } from '../markdown.ts';
import { typeFile } from './documented-operation.ts';
import type { Words } from './words.ts';

/** The page that the complex types and enumerations of a table are described on. */
export interface TypePlace {
  readonly words: Words;
  /** In which versions the page's reader meets the type. */
  readonly versions: readonly VersionName[];
  /** The entity whose page describes them; none on that page itself. */
  readonly page: EntityType | undefined;
}

/** The properties of a type, or the parameters of an action, as a table. */
export function propertyTable(
  properties: Properties,
  owner: string,
  place: TypePlace,
  describe: (name: string) => string,
): string {
  const { words, versions } = place;
  const headings = [words.label('property'), words.label('type'), words.label('nullable'), words.label('description')];
  const rows = Object.entries(properties)
    .filter(([, property]) => versions.some((version) => standsIn(property, version)))
    .map(([name, property]) => [
      code(name),
      typeText(property, place),
      words.label(property.nullable && !property.collection ? 'yes' : 'no'),
      descriptionText(property, owner, place, describe(name)),
    ]);
  return markdownTable(headings, rows);
}

/** The name of a property's type in the Entity Data Model, a link where it has a description. */
export function typeText({ type, collection }: Property, { page }: TypePlace): string {
  const name =
    type.kind === 'primitive' ? type.name : `[${type.name}](${page ? typeFile(page) : ''}#${anchorOf(type)})`;
  return collection ? `Collection(${name})` : name;
}

/** The anchor of a type's section: its heading is the name alone, because titles differ between languages. */
export function anchorOf({ name }: ComplexType | EnumType): string {
  return name.toLowerCase();
}

/** The structures and enumerations that `properties` lead to, each once, in the order in which they are met. */
export function valueTypes(properties: readonly Property[]): (ComplexType | EnumType)[] {
  const found = new Set<ComplexType | EnumType>();
  const visit = (type: ValueType) => {
    if (type.kind === 'primitive' || found.has(type)) return;
    found.add(type);
    if (type.kind !== 'complex') return;
    for (const property of Object.values(type.properties)) visit(property.type);
    for (const derived of type.derived ?? []) visit(derived);
  };
  for (const { type } of properties) visit(type);
  return [...found];
}

function descriptionText(
  property: Property,
  owner: string,
  { words, versions }: TypePlace,
  description: string,
): string {
  const within = versions.filter((version) => standsIn(property, version));
  return words.sentences([
    description,
    property.readOnly ? words.label('readOnly') : '',
    property.selectOnly ? words.label('selectOnly', { type: owner }) : '',
    property.seenBy ? words.label('seenBy', { permissions: property.seenBy.documented.map(code).join(', ') }) : '',
    within.length < versions.length ? words.label('onlyIn', { versions: within.join(', ') }) : '',
  ]);
}
