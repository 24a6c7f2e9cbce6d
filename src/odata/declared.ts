import {
  type ComplexType,
  type EntityType,
  type NavigationProperty,
  type Property,
  standsIn,
  type VersionName,
} from '../edm/type.ts';
import { fail } from '../model/failures.ts';
import type { PropertyPath } from './expression.ts';
import { isNamed, qualifiedName } from './type-names.ts';

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

/** Finds a navigation property that `version` declares, by its name in any case. */
export function declaredNavigation(
  { navigation }: EntityType,
  version: VersionName,
  name: string,
): NavigationProperty | undefined {
  const lower = name.toLowerCase();
  return navigation.find((each) => standsIn(each, version) && each.name.toLowerCase() === lower);
}

/** Whether a segment of a path is a cast to the type that is there already, which leads nowhere else (OData 4.01 Part 2, section 4.11). */
export function isOwnCast(type: Structured, version: VersionName, segment: string): boolean {
  return segment.includes('.') && isNamed(type, version, segment);
}

/** An item that a condition on a collection calls by a name. */
export interface Item {
  readonly number: number;
  /** The declaration of the collection. */
  readonly collection: Property;
}

/** Where paths start: at the entity, or with the name of an item. */
export interface Root {
  readonly type: EntityType;
  readonly version: VersionName;
  readonly items?: ReadonlyMap<string, Item>;
}

/**
 * Binds the names of a path to properties that can be compared and ordered by: single primitive or enumeration values.
 *
 * @throws `filterUnknown` for a name that is not declared; what `refuse` makes of any other problem.
 */
export function bindPath(names: readonly string[], root: Root, refuse: (problem: string) => Error): PropertyPath {
  const bound = walk(names, root, refuse);
  const written = names.join('/');
  if (bound.property?.collection) {
    const { type } = bound.property;
    const example = type.kind === 'complex' ? `x/${exampleOf(type, root.version)}` : 'x';
    throw refuse(`'${written}' is a collection; ask for one of its items, such as ${written}/any(x:${example} eq …)`);
  }
  if (bound.property?.type.kind === 'complex') {
    const example = exampleOf(bound.property.type, root.version);
    throw refuse(`'${written}' is a structure; name one of its properties, such as '${written}/${example}'`);
  }
  return bound;
}

/** A property of a structure that whoever is told of it can go on with. */
function exampleOf(type: ComplexType, version: VersionName): string | undefined {
  const simple = ({ property }: Declared) =>
    property?.type.kind !== 'complex' && !property?.collection && property?.filterable !== false;
  return [...declaredProperties(type, version)].find(simple)?.name;
}

/**
 * Binds the names of a path to a collection that `any` and `all` can be asked of.
 *
 * @throws as {@link bindPath}
 */
export function bindCollection(
  names: readonly string[],
  root: Root,
  refuse: (problem: string) => Error,
): PropertyPath & { readonly property: Property } {
  const { property, ...bound } = walk(names, root, refuse);
  if (!property?.collection) throw refuse(`'${names.join('/')}' is no collection, so it has no 'any' and no 'all'`);
  return { ...bound, property };
}

function walk(names: readonly string[], root: Root, refuse: (problem: string) => Error): PropertyPath {
  const { type, version, items } = root;
  const [first = '', ...rest] = names;
  const item = items?.get(first);
  const path: string[] = [];
  let owner: Structured = type;
  let property: Property | undefined = item && { ...item.collection, collection: false, nullable: false };
  let parent = property;
  for (const name of item ? rest : names) {
    if (item || path.length > 0) {
      const before = [...(item ? [first] : []), ...path].join('/');
      if (parent?.collection) throw refuse(`'${before}' is a collection; only any and all can follow it`);
      if (parent?.type.kind !== 'complex') {
        throw refuse(`'${before}' has no properties of its own, so '${name}' cannot follow it`);
      }
      owner = parent.type;
    }
    if (isOwnCast(owner, version, name)) continue;
    const found = declared(owner, version, name);
    if (!found) throw unknown(name, owner, version, refuse);
    path.push(found.name);
    property = found.property;
    parent = property;
    if (property?.filterable === false) throw refuse(`'${path.join('/')}' is not supported in $filter and $orderby`);
  }
  if (path.length === 0 && !item) throw unknown(first, type, version, refuse);
  return { kind: 'property', path, ...(item && { item: item.number }), property };
}

function unknown(name: string, owner: Structured, version: VersionName, refuse: (problem: string) => Error): Error {
  return owner.kind === 'entity' && declaredNavigation(owner, version, name)
    ? refuse(`'${name}' is a navigation property; only properties of the entity itself are supported`)
    : fail('filterUnknown', { property: name, type: qualifiedName(owner, version) });
}
