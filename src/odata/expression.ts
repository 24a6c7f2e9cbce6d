import type { Property } from '../edm/type.ts';

/**
 * What a query asks for, bound to the model: names are the declared ones, literals have the type of what they are compared with.
 * OData 4.01 Part 2, section 5.1.
 */
export interface PropertyPath {
  readonly kind: 'property';
  /** One name, or the names down a complex property: `actor/userPrincipalName`; none for an item of a collection itself. */
  readonly path: readonly string[];
  /** Which item of a collection the path starts at, as `any` and `all` number theirs; absent where it starts at the entity. */
  readonly item?: number;
  /** The declaration of the last name; `undefined` for the key, `id`. */
  readonly property: Property | undefined;
}

export interface Literal {
  readonly kind: 'literal';
  /** Strings, numbers, booleans, `null`; dates in the canonical form of `edm/date-time.ts`, enumeration members by name. */
  readonly value: string | number | boolean | null;
}

export interface CaseCall {
  readonly kind: 'tolower' | 'toupper';
  readonly operand: Operand;
}

/** The value of a condition: true, false, or null. */
export interface ConditionValue {
  readonly kind: 'condition';
  readonly filter: Filter;
}

export type Operand = PropertyPath | Literal | CaseCall | ConditionValue;

export type Filter =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Filter[] }
  | { readonly kind: 'not'; readonly operand: Filter }
  | {
      readonly kind: 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';
      readonly left: Operand;
      readonly right: Operand;
    }
  | { readonly kind: 'in'; readonly operand: Operand; readonly values: readonly Literal[] }
  | {
      readonly kind: 'startswith' | 'endswith' | 'contains';
      readonly text: Operand;
      readonly pattern: Operand;
    }
  /** Whether some or every item of a collection meets a condition; without one, whether there is an item. */
  | {
      readonly kind: 'any' | 'all';
      readonly collection: PropertyPath;
      /** The number of its items, which paths in the condition start at: how many `any` and `all` stand around it, and one. */
      readonly item: number;
      readonly condition: Filter | undefined;
    }
  /** A Boolean property or literal standing alone. */
  | { readonly kind: 'boolean'; readonly operand: PropertyPath | Literal };

/** The property of the entity itself that an operand is; one of an item of a collection is none. */
export function ownProperty(operand: Operand): PropertyPath | undefined {
  return operand.kind === 'property' && operand.item === undefined ? operand : undefined;
}

/** Its name, or the names down a complex one: `actor/userPrincipalName`. */
export function ownName(operand: Operand): string | undefined {
  return ownProperty(operand)?.path.join('/');
}

/** The name of the one that is asked for in lower case. */
export function loweredName(operand: Operand): string | undefined {
  return operand.kind === 'tolower' ? ownName(operand.operand) : undefined;
}

export function isNull(operand: Operand): operand is Literal & { readonly value: null } {
  return operand.kind === 'literal' && operand.value === null;
}

export interface OrderBy {
  readonly path: PropertyPath;
  readonly descending: boolean;
}

/** Where a page ended: the values it was ordered by, and the id that breaks ties. */
export interface Position {
  readonly values: readonly (string | number | null)[];
  readonly id: string;
}

/** A text that is searched in all of a resource's searched properties, or in one of them. */
export type SearchTerm = string | { readonly property: string; readonly text: string };

/** The system query options of one request, checked and bound. */
export interface Query {
  /** Declared names in the client's order; `undefined` for all. */
  readonly select: readonly string[] | undefined;
  readonly filter: Filter | undefined;
  readonly orderBy: readonly OrderBy[];
  /** What must all be found. */
  readonly search: readonly SearchTerm[] | undefined;
  readonly skip: number;
  /** Entities in a page: `$top`, `Prefer: odata.maxpagesize`, the skip token's, or the resource's own. */
  readonly pageSize: number;
  readonly count: boolean;
  /** `$format`, which counts before the Accept header. */
  readonly format?: string;
  /** Set from `$skiptoken`: the page starts after it, and `skip` is already done. */
  readonly after: Position | undefined;
}

/** One page of what a query found. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** How many there are in all, where the query asks. */
  readonly count?: number;
  /** Where the next page starts; absent on the last one. */
  readonly next?: Position;
}

/** The same with its rows as they stand in an answer, JSON in UTF-8 with commas between. */
export type WrittenPage = Omit<Page<unknown>, 'rows'> & { readonly text: Buffer };
