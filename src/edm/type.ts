/**
 * The words that a contract is written in: types and properties of the Entity Data Model (OData CSDL 4.01, sections 6 to 10),
 * with what our own derivations need beside them. A declaration is plain data; `Wire` gives the TypeScript type of its JSON.
 */

import type { PermissionRow } from './permission-row.ts';

/** The versions that a contract has, by name. Empty here: the contract that is served adds its own (`model/versions.ts`). */
// biome-ignore lint/suspicious/noEmptyInterface: it is there to be added to.
export interface Versions {}

/** A version that is served. A declaration that names one with `only` is absent from the others. */
export type VersionName = Extract<keyof Versions, string>;

/** Where a declaration stands that does not stand everywhere. */
export type Only = VersionName | readonly VersionName[];

/** The primitive types that a contract is written in; `primitive.ts` says all of them (OData CSDL 4.01, section 3.3). */
export type PrimitiveName =
  | 'Edm.String'
  | 'Edm.Boolean'
  | 'Edm.Int32'
  | 'Edm.Int64'
  | 'Edm.Double'
  | 'Edm.DateTimeOffset'
  | 'Edm.Guid';

export interface PrimitiveType {
  readonly kind: 'primitive';
  readonly name: PrimitiveName;
}

export interface EnumType<Member extends string = string> {
  readonly kind: 'enum';
  readonly name: string;
  readonly members: Readonly<Record<Member, number>>;
  readonly only?: Only;
}

export interface ComplexType<P extends Properties = Properties> {
  readonly kind: 'complex';
  readonly name: string;
  readonly properties: P;
  readonly only?: Only;
  /** Types that have its properties and their own (CSDL 4.01, section 9.2): a value of one says so in `@odata.type`. */
  readonly derived?: readonly ComplexType[];
}

export interface NavigationProperty {
  readonly name: string;
  readonly target: () => EntityType;
  readonly collection: boolean;
  readonly containsTarget: boolean;
  readonly only?: Only;
}

/** An entity type; the key is always `id`, from the abstract base type `entity`. Properties stand in the order of the JSON. */
export interface EntityType<P extends Properties = Properties> {
  readonly kind: 'entity';
  readonly name: string;
  readonly properties: P;
  readonly navigation: readonly NavigationProperty[];
  readonly description: string;
  readonly only?: Only;
}

export type ValueType = PrimitiveType | EnumType | ComplexType;

declare const wire: unique symbol;

export interface Property<T = unknown> {
  readonly type: ValueType;
  readonly collection: boolean;
  readonly nullable: boolean;
  /** Set by the service: a value in a request body is ignored (OData Core vocabulary, `Computed`). */
  readonly readOnly: boolean;
  /** Given only by a GET of one entity that names it in `$select`; `null` everywhere else. */
  readonly selectOnly: boolean;
  /** Whether `$filter` and `$orderby` know it; of a collection, whether `any` and `all` do. */
  readonly filterable: boolean;
  /** Who is given it; to everybody else it is `null` on every path. It is not filterable, or a filter would tell what it is. */
  readonly seenBy?: PermissionRow;
  readonly only?: Only;
  readonly unicode?: false;
  /** Of texts: how many Unicode code points a client may write (OData CSDL 4.01, section 7.2.2). */
  readonly maxLength?: number;
  /** Of texts: whether it holds the key of an entity, which is compared as keys are: a GUID is one whatever its case. */
  readonly holdsKey?: true;
  readonly description: string;
  readonly [wire]?: T;
}

export type Properties = Readonly<Record<string, Property>>;

type WireOf<P> = P extends Property<infer T> ? T : never;

/** The JSON of an entity or complex type, all versions' properties together; an entity has its `id`. */
export type Wire<T> =
  T extends EntityType<infer P>
    ? { readonly id: string } & { readonly [K in keyof P]: WireOf<P[K]> }
    : T extends ComplexType<infer P>
      ? { readonly [K in keyof P]: WireOf<P[K]> }
      : T extends EnumType<infer M>
        ? M
        : never;

interface Facets {
  readonly nullable?: boolean;
  readonly readOnly?: true;
  readonly selectOnly?: true;
  readonly filterable?: false;
  readonly seenBy?: PermissionRow;
  readonly only?: Only;
}

interface TextFacets extends Facets {
  readonly unicode?: false;
  readonly maxLength?: number;
  readonly holdsKey?: true;
}

/** Facets of what the service alone says: `set` has always a value, `known` where one is. */
export const set = { readOnly: true, nullable: false } as const;
export const known = { readOnly: true } as const;

/** The `maxLength` of a text that declares none: names and identifiers fit, and PostgreSQL can index it, at most 2,704 bytes. */
const usualLength = 256;

type OrNull<F extends Facets, T> = F extends { nullable: false } ? T : T | null;

function property<T>(type: ValueType, collection: boolean, description: string, facets: TextFacets): Property<T> {
  return {
    type,
    collection,
    nullable: facets.nullable ?? true,
    readOnly: facets.readOnly ?? false,
    selectOnly: facets.selectOnly ?? false,
    filterable: facets.filterable ?? !facets.seenBy,
    description,
    ...(facets.seenBy && { seenBy: facets.seenBy }),
    ...(facets.only && { only: facets.only }),
    ...(facets.holdsKey && { holdsKey: true as const }),
    ...(facets.unicode === false && { unicode: false as const }),
    ...(type.kind === 'primitive' && type.name === 'Edm.String' && { maxLength: facets.maxLength ?? usualLength }),
  };
}

function primitive<T, Allowed extends Facets = Facets>(name: PrimitiveName) {
  const type: PrimitiveType = { kind: 'primitive', name };
  return <const F extends Allowed>(description: string, facets?: F): Property<OrNull<F, T>> =>
    property(type, false, description, facets ?? {});
}

export const string = primitive<string, TextFacets>('Edm.String');
export const boolean = primitive<boolean>('Edm.Boolean');
export const int32 = primitive<number>('Edm.Int32');
/** JSON numbers, as Graph sends them (`IEEE754Compatible=false`). */
export const int64 = primitive<number>('Edm.Int64');
export const double = primitive<number>('Edm.Double');
export const dateTimeOffset = primitive<string>('Edm.DateTimeOffset');
export const guid = primitive<string>('Edm.Guid');

/** A string that is one of the names of `names`, which are no members of an enumeration because they hold more than identifiers may. */
export function stringOf<Name extends string, const F extends Facets = object>(
  _names: Readonly<Record<Name, unknown>>,
  description: string,
  facets?: F,
): Property<OrNull<F, Name>> {
  return property({ kind: 'primitive', name: 'Edm.String' }, false, description, facets ?? {});
}

/** A property of an enumeration or complex type. */
export function of<T extends EnumType | ComplexType, const F extends Facets = object>(
  type: T,
  description: string,
  facets?: F,
): Property<OrNull<F, Wire<T>>> {
  return property(type, false, description, facets ?? {});
}

export function collectionOf<T extends EnumType | ComplexType, const F extends Facets = object>(
  type: T,
  description: string,
  facets?: F,
): Property<readonly Wire<T>[]> {
  return property(type, true, description, facets ?? {});
}

export function strings<const F extends TextFacets = object>(
  description: string,
  facets?: F,
): Property<readonly string[]> {
  return property({ kind: 'primitive', name: 'Edm.String' }, true, description, facets ?? {});
}

export function enumType<const Member extends string>(
  name: string,
  members: Readonly<Record<Member, number>>,
  only?: Only,
): EnumType<Member> {
  return { kind: 'enum', name, members, ...(only && { only }) };
}

export function complexType<P extends Properties>(name: string, properties: P, only?: Only): ComplexType<P> {
  return { kind: 'complex', name, properties, ...(only && { only }) };
}

/** A complex type with types that derive from it, which declare what they have beside its properties. */
export function baseType<P extends Properties>(
  name: string,
  properties: P,
  derived: readonly ComplexType[],
): ComplexType<P> {
  return { kind: 'complex', name, properties, derived };
}

export function entityType<P extends Properties>(
  name: string,
  declaration: {
    readonly description: string;
    readonly properties: P;
    readonly navigation?: readonly NavigationProperty[];
    readonly only?: Only;
  },
): EntityType<P> {
  return { kind: 'entity', name, navigation: [], ...declaration };
}

/** A navigation property to entities that the declaring entity contains. */
export function contains(name: string, target: () => EntityType, only?: Only): NavigationProperty {
  return { name, target, collection: true, containsTarget: true, ...(only && { only }) };
}

/** A navigation property to one entity that the declaring entity contains. */
export function containsOne(name: string, target: () => EntityType, only?: Only): NavigationProperty {
  return { name, target, collection: false, containsTarget: true, ...(only && { only }) };
}

/** A navigation property to entities that live elsewhere. */
export function refersTo(name: string, target: () => EntityType, only?: Only): NavigationProperty {
  return { name, target, collection: true, containsTarget: false, ...(only && { only }) };
}

/** Whether a declaration stands in `version`. Without `only` it stands in all of them. */
export function standsIn(declaration: { readonly only?: Only }, version: VersionName): boolean {
  const { only } = declaration;
  return only === undefined || only === version || (typeof only === 'object' && only.includes(version));
}
