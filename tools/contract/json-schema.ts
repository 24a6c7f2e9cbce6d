import { primitives } from '../../src/edm/primitive.ts';
import {
  type ComplexType,
  type EntityType,
  type EnumType,
  type Property,
  standsIn,
  type ValueType,
  type VersionName,
} from '../../src/edm/type.ts';
import { versions } from '../../src/model/versions.ts';
import type { ReachedTypes } from '../../src/odata/documents/reached-types.ts';

/** A JSON Schema (draft 2020-12), the dialect of OpenAPI 3.1. */
export type Schema = Readonly<Record<string, unknown>>;

/** The name that a type's schema has among the components: its qualified name. */
export function schemaName(type: { readonly name: string }, version: VersionName): string {
  return `${versions[version].namespace}.${type.name}`;
}

export function schemaReference(type: { readonly name: string }, version: VersionName): Schema {
  return { $ref: `#/components/schemas/${schemaName(type, version)}` };
}

/** The schemas of a version's types. */
export function typeSchemas(types: ReachedTypes, version: VersionName): Readonly<Record<string, Schema>> {
  return Object.fromEntries([
    ...types.enums.map((type) => [schemaName(type, version), enumSchema(type)] as const),
    ...types.complexTypes.map((type) => [schemaName(type, version), structureSchema(type, version, types)] as const),
    ...types.entities.map((type) => [schemaName(type, version), structureSchema(type, version, types)] as const),
  ]);
}

function enumSchema({ name, members }: EnumType): Schema {
  return { title: name, type: 'string', enum: Object.keys(members) };
}

/** Nothing is required: `$select` leaves properties out of an answer, and a change carries only what changes. */
function structureSchema(
  type: EntityType | ComplexType,
  version: VersionName,
  { written, baseOf }: ReachedTypes,
): Schema {
  const isComplex = type.kind === 'complex';
  const inherited = isComplex ? baseOf.get(type)?.properties : undefined;
  const properties = Object.entries({ ...inherited, ...type.properties })
    .filter(([, property]) => standsIn(property, version))
    .map(([name, property]) => [name, describedSchema(property, type, version, written.has(type))] as const);
  return {
    title: type.name,
    ...(type.kind === 'entity' && { description: type.description }),
    type: 'object',
    properties: {
      ...(type.kind === 'entity' && { id: { type: 'string', description: 'The key.', readOnly: true } }),
      ...Object.fromEntries(properties),
    },
    // Control information and annotations (OData JSON 4.01, section 4.6).
    patternProperties: { '@': true },
    // A value of a derived type has more.
    additionalProperties: isComplex && type.derived !== undefined,
  };
}

function describedSchema(
  property: Property,
  owner: EntityType | ComplexType,
  version: VersionName,
  written: boolean,
): Schema {
  const description = [
    property.description,
    property.selectOnly && `Given only when one ${owner.name} is read and $select names it.`,
    property.seenBy && `Null for callers without ${property.seenBy.documented.join(' or ')}.`,
  ]
    .filter(Boolean)
    .join(' ');
  return {
    ...valueSchema(property, version, written && !property.readOnly),
    description,
    ...(property.readOnly && { readOnly: true }),
  };
}

/**
 * The schema of a property's, a parameter's or a function's value.
 * @param written whether a client gives it: the greatest length of a text is told only then
 */
export function valueSchema(property: Property, version: VersionName, written = false): Schema {
  const { type, collection, nullable, maxLength } = property;
  const item = { ...itemSchema(type, version), ...(written && maxLength !== undefined && { maxLength }) };
  if (collection) return { type: 'array', items: item };
  if (!nullable) return item;
  return type.kind === 'primitive'
    ? { ...item, type: [primitives[type.name].schema.type, 'null'] }
    : { anyOf: [item, { type: 'null' }] };
}

function itemSchema(type: ValueType, version: VersionName): Schema {
  return type.kind === 'primitive' ? primitives[type.name].schema : schemaReference(type, version);
}
