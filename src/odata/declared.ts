import { type ComplexType, type EntityType, type Property, standsIn, type VersionName } from '../edm/type.ts';
import { fail } from '../model/failures.ts';
import { versions } from '../model/versions.ts';
import type { PropertyPath } from './expression.ts';

/** A property under its declared name; `property` is `undefined` for the key, `id`. */
export interface Declared {
  readonly name: string;
  readonly property: Property | undefined;
}

type Structured = EntityType | ComplexType;

const tables = new WeakMap<Structured, Partial<Record<VersionName, ReadonlyMap<string, Declared>>>>();

function tableOf(type: Structured, version: VersionName): ReadonlyMap<string, Declared> {
  const known = tables.get(type);
  const table = known?.[version] ?? makeTable(type, version);
  if (!known?.[version]) tables.set(type, { ...known, [version]: table });
  return table;
}

function makeTable(type: Structured, version: VersionName): ReadonlyMap<string, Declared> {
  const table = new Map<string, Declared>();
  if (type.kind === 'entity') table.set('id', { name: 'id', property: undefined });
  for (const [name, property] of Object.entries(type.properties)) {
    if (standsIn(property, version)) table.set(name.toLowerCase(), { name, property });
  }
  return table;
}

/** Finds a property that `version` declares, by its name in any case. */
export function declared(type: Structured, version: VersionName, name: string): Declared | undefined {
  return tableOf(type, version).get(name.toLowerCase());
}

/** Every property that `version` declares, `id` first. */
export function declaredProperties(type: Structured, version: VersionName): Iterable<Declared> {
  return tableOf(type, version).values();
}

/** The name of a type as failures tell it: `namespace.type`. */
export function qualifiedName(type: { readonly name: string }, version: VersionName): string {
  return `${versions[version].namespace}.${type.name}`;
}

/**
 * Binds the names of a path to properties that can be compared and ordered by: single primitive or enumeration values.
 *
 * @throws `filterUnknown` for a name that is not declared; what `refuse` makes of any other problem.
 */
export function bindPath(
  names: readonly string[],
  type: EntityType,
  version: VersionName,
  refuse: (problem: string) => Error,
): PropertyPath {
  const path: string[] = [];
  let owner: Structured = type;
  let found: Declared | undefined;
  for (const name of names) {
    const parent = found?.property?.type;
    if (found) {
      if (parent?.kind !== 'complex') {
        throw refuse(`'${path.join('/')}' has no properties of its own, so '${name}' cannot follow it`);
      }
      owner = parent;
    }
    found = declared(owner, version, name);
    if (!found) throw unknown(name, owner, version, refuse);
    path.push(found.name);
    if (found.property?.collection) {
      throw refuse(`'${path.join('/')}' is a collection; only properties with a single value are supported`);
    }
    if (found.property?.filterable === false) {
      throw refuse(`'${path.join('/')}' is not supported in $filter and $orderby`);
    }
  }
  if (found?.property?.type.kind === 'complex') {
    const [example] = Object.keys(found.property.type.properties);
    throw refuse(
      `'${path.join('/')}' is a structure; name one of its properties, such as '${path.join('/')}/${example}'`,
    );
  }
  return { kind: 'property', path, property: found?.property };
}

function unknown(name: string, owner: Structured, version: VersionName, refuse: (problem: string) => Error): Error {
  const navigation =
    owner.kind === 'entity' &&
    owner.navigation.some((item) => standsIn(item, version) && item.name.toLowerCase() === name.toLowerCase());
  return navigation
    ? refuse(`'${name}' is a navigation property; only properties of the entity itself are supported`)
    : fail('filterUnknown', { property: name, type: qualifiedName(owner, version) });
}
