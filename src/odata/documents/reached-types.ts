import {
  type ComplexType,
  type EntityType,
  type EnumType,
  type Properties,
  type Property,
  standsIn,
  type VersionName,
} from '../../edm/type.ts';
import type { ServedOperation } from '../served-operations.ts';

/** The types that a version speaks of, each group by name. */
export interface ReachedTypes {
  readonly enums: readonly EnumType[];
  readonly complexTypes: readonly ComplexType[];
  readonly entities: readonly EntityType[];
  /** Those of them that a request can have in its body. */
  readonly written: ReadonlySet<EntityType | ComplexType>;
  /** What a derived type derives from. */
  readonly baseOf: ReadonlyMap<ComplexType, ComplexType>;
}

/**
 * Walks from what a version serves to every type that a property or a parameter names, and along navigation properties where
 * they are wanted too. Throws where a declaration names a type of another version, or two types have one name.
 */
export function reachedTypes(
  served: readonly ServedOperation[],
  version: VersionName,
  { navigation }: { readonly navigation: boolean },
): ReachedTypes {
  const reached = new Map<string, EnumType | ComplexType | EntityType>();
  const baseOf = new Map<ComplexType, ComplexType>();

  const visit = (type: EnumType | ComplexType | EntityType) => {
    const known = reached.get(type.name);
    if (known === type) return;
    if (known) throw new Error(`two types are named '${type.name}': one name, one declaration`);
    if (!standsIn(type, version)) {
      throw new Error(`'${type.name}' stands only in ${type.only} but is reached in ${version}: mark what names it`);
    }
    reached.set(type.name, type);
    if (type.kind !== 'enum') visitAll(type.properties);
    if (type.kind === 'complex') {
      for (const derived of type.derived ?? []) {
        baseOf.set(derived, type);
        visit(derived);
      }
    }
    if (type.kind !== 'entity' || !navigation) return;
    for (const property of type.navigation) if (standsIn(property, version)) visit(property.target());
  };
  const visitProperty = (property: Property) => {
    if (standsIn(property, version) && property.type.kind !== 'primitive') visit(property.type);
  };
  const visitAll = (properties: Properties) => Object.values(properties).forEach(visitProperty);

  const written = new Set<EntityType | ComplexType>();
  const visitWritten = (type: EntityType | ComplexType) => {
    if (written.has(type)) return;
    written.add(type);
    visitAllWritten(type.properties);
  };
  const visitAllWritten = (properties: Properties) => {
    for (const { type, readOnly } of Object.values(properties))
      if (type.kind === 'complex' && !readOnly) visitWritten(type);
  };

  for (const { kind, resource, action, function: called } of served) {
    visit(resource.type);
    if (kind === 'create' || kind === 'update') visitWritten(resource.type);
    if (action) visitAllWritten(action.parameters);
    if (action) visitAll(action.parameters);
    if (action?.returns) visitProperty(action.returns);
    if (called) {
      visitAll(called.parameters);
      visitProperty(called.returns);
    }
  }

  const types = [...reached.values()].sort(byName);
  return {
    enums: types.filter((type) => type.kind === 'enum'),
    complexTypes: types.filter((type) => type.kind === 'complex'),
    entities: types.filter((type) => type.kind === 'entity'),
    written,
    baseOf,
  };
}

/** By code point, so that the order is the same in every locale. */
export function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  if (one.name === other.name) return 0;
  return one.name < other.name ? -1 : 1;
}
