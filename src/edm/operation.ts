import type { PermissionRow } from './permission-row.ts';
import type { EntityType, Only, Properties, Property, VersionName } from './type.ts';

interface Declared {
  readonly permission: PermissionRow;
  readonly description: string;
  readonly only?: Only;
  /** Set where callers of an organisation that is suspended, or whose subscription has lapsed, may do it as well. */
  readonly whileSuspended?: true;
  /** Set where only a service for development does it: in production no route leads there. */
  readonly developmentOnly?: true;
}

/** What a service is for, as far as what it serves depends on it. */
export type Serving = 'production' | 'development';

export interface StandardOperation extends Declared {}

/** An action (OData CSDL 4.01, section 12.1): a POST, answered with 204, or with its value where it has one. */
export interface Action<P extends Properties = Properties> extends Declared {
  /** Bound to one entity unless it says otherwise. */
  readonly boundTo?: 'collection';
  readonly parameters: P;
  /** Whether an item of a collection that cannot be read comes as the failure that it is, and the others are taken. Items are read few at a time. */
  readonly itemsFailAlone?: true;
  /** How many items its collections take, where that is bounded; more are refused before one is read. */
  readonly mostItems?: number;
  readonly returns?: Property;
  /** How long a body it takes, in bytes, where that is more than the setting `maxBodyBytes` allows of every operation. */
  readonly maxBodyBytes?: number;
}

/** A function (OData CSDL 4.01, section 12.3): a GET, answered with its value. */
export interface BoundFunction<P extends Properties = Properties> extends Declared {
  readonly boundTo: 'collection' | 'entity';
  readonly parameters: P;
  readonly returns: Property;
}

export type StandardName = 'list' | 'get' | 'create' | 'update' | 'delete';

/** The workloads that requests are counted by. Empty here: the contract that is served adds its own (`model/throttling.ts`). */
// biome-ignore lint/suspicious/noEmptyInterface: it is there to be added to.
export interface Workloads {}

export type Workload = Extract<keyof Workloads, string>;

/** Whose rows a path leads to. */
export type Rows =
  /** All of the caller's organisation. */
  | 'organisation'
  /** Those of the user that `{user}` in the path names. */
  | 'user'
  /** Those of the signed-in user, so that an application has none. */
  | 'caller'
  /** Those of the organisation that Configuration Manager manages as well as Intune. */
  | 'comanaged'
  /** The organisations themselves, which belong to none: only the operator's callers see them. */
  | 'everyOrganisation'
  /** What the service has by itself, the same for every organisation. */
  | 'service';

/** A path to a resource, after the version segment; `{name}` is a parameter that the operation receives. */
export interface ResourcePath<R extends Rows = Rows> {
  readonly path: string;
  /** Whose rows its operations may see, however the path is written in a request. */
  readonly rows: R;
  readonly versions: readonly VersionName[];
  /** The operations reachable by this path; all of them when absent. */
  readonly operations?: readonly string[];
  /** Where a path is permitted differently from the resource's own rows. */
  readonly permission?: PermissionRow;
  /** What context URLs name in its place, where the path is another name for that; `{caller}` is the id of the signed-in user. */
  readonly context?: string;
  /** Set where the path leads to one entity, whose id is what follows the last colon in this parameter of the path. */
  readonly keyFrom?: string;
}

/** Who may call an operation that is reached by `path`. */
export function permissionAt(path: ResourcePath, operation: { readonly permission: PermissionRow }): PermissionRow {
  const row = path.permission ?? operation.permission;
  return path.rows === 'caller' ? { ...row, delegatedOnly: true } : row;
}

/** What a resource says of itself, whatever can be done with it. */
interface Described<E extends EntityType, W extends Rows> {
  readonly kind: 'entitySet' | 'singleton';
  readonly type: E;
  /** The first path is the canonical one: context URLs, `Location` and `@odata.id` are made from it. */
  readonly paths: readonly ResourcePath<W>[];
  /** Entities per page when the client does not say. */
  readonly pageSize?: number;
  /** Whether a list without `$filter` and `$search` carries `@odata.count` unasked, as Intune's large collections do. */
  readonly alwaysCounts?: true;
  /** The properties that `$search` looks in. */
  readonly searched?: readonly string[];
  /** The properties that an index of the store finds its entities by, with how many of them mostly have one value. */
  readonly indexed?: Indexed;
  /** Whether a create keeps the `id` (a GUID) that its body names; otherwise ids are ours to choose, and a given one is ignored. */
  readonly clientChoosesId?: true;
  /** Whose limits its requests count against; none when absent. */
  readonly workload?: Workload;
  /** The `$orderby` of a list whose client gives none. */
  readonly order?: string;
  /** Set where a list is not a table: it is in the order of the ids, and `$filter` and `$orderby` are not allowed. */
  readonly listedById?: true;
}

export interface Resource<
  E extends EntityType = EntityType,
  S extends Partial<Record<StandardName, StandardOperation>> = Partial<Record<StandardName, StandardOperation>>,
  A extends Readonly<Record<string, Action>> = Readonly<Record<string, Action>>,
  F extends Readonly<Record<string, BoundFunction>> = Readonly<Record<string, BoundFunction>>,
  W extends Rows = Rows,
> extends Described<E, W> {
  readonly operations: S;
  readonly actions: A;
  readonly functions: F;
}

/**
 * Properties that an index stands behind, by how many entities mostly have one value of theirs. One that is the `key` of something else, as a GUID is, few have; it is
 * found by its value, and in no order.
 */
export type Indexed = Readonly<Record<string, 'few' | 'many' | 'key'>>;

/** A contract: resources under the names that operations are called by. */
export type Model = Readonly<Record<string, Resource>>;

type NamesOf<R extends Resource> = Extract<keyof R['operations'] | keyof R['actions'] | keyof R['functions'], string>;

/** Every operation of a model, as `resource.operation`. */
export type OperationName<M extends Model> = {
  [K in Extract<keyof M, string>]: `${K}.${NamesOf<M[K]>}`;
}[Extract<keyof M, string>];

/** Declares a resource, keeping the literal names of its operations and whose rows its paths lead to. */
export function resource<
  E extends EntityType,
  const S extends Partial<Record<StandardName, StandardOperation>> = object,
  const A extends Readonly<Record<string, Action>> = Record<never, never>,
  const F extends Readonly<Record<string, BoundFunction>> = Record<never, never>,
  W extends Rows = Rows,
>(
  declaration: Described<E, W> & { readonly operations?: S; readonly actions?: A; readonly functions?: F },
): Resource<E, S, A, F, W> {
  // The defaults of the type parameters are what stands when a group is left out.
  return { operations: {} as S, actions: {} as A, functions: {} as F, ...declaration };
}
