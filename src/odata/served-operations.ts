import {
  type Action,
  type BoundFunction,
  type Model,
  permissionAt,
  type Resource,
  type ResourcePath,
  type Serving,
  type StandardName,
  type StandardOperation,
} from '../edm/operation.ts';
import type { PermissionRow } from '../edm/permission-row.ts';
import { standsIn, type VersionName } from '../edm/type.ts';

/** One operation at one address of one version. */
export interface ServedOperation {
  /** `resource.operation`, as in the model. */
  readonly name: string;
  /** The name, with the path in front where it is not the resource's canonical one: unique in a version. */
  readonly id: string;
  readonly kind: StandardName | 'action' | 'function';
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** After the version segment; `{name}` is a parameter. */
  readonly address: string;
  /** Whether the address ends in the key of one entity, or below it. */
  readonly keyed: boolean;
  /** The path of the resource that the address begins with. */
  readonly path: ResourcePath;
  readonly resource: Resource;
  readonly action: Action | undefined;
  readonly function: BoundFunction | undefined;
  readonly permission: PermissionRow;
  readonly description: string;
  readonly whileSuspended: boolean;
}

const known = new WeakMap<Model, Partial<Record<string, readonly ServedOperation[]>>>();

/**
 * Every operation that a version serves, in the order of the model; those of development only where that is served. Router, permissions
 * and documents all ask for it, so it is made once.
 */
export function servedOperations(
  model: Model,
  version: VersionName,
  serving: Serving = 'production',
): readonly ServedOperation[] {
  const ofModel = known.get(model) ?? {};
  known.set(model, ofModel);
  ofModel[`${version} ${serving}`] ??= allServed(model, version, serving);
  return ofModel[`${version} ${serving}`] ?? [];
}

function allServed(model: Model, version: VersionName, serving: Serving): ServedOperation[] {
  return Object.entries(model).flatMap(([resourceName, resource]) => {
    const paths = resource.paths.filter(({ versions }) => versions.includes(version));
    return paths.flatMap((path, index) => servedAt(path, index === 0, resourceName, resource, version, serving));
  });
}

const methods: Readonly<Record<StandardName, ServedOperation['method']>> = {
  list: 'GET',
  get: 'GET',
  create: 'POST',
  update: 'PATCH',
  delete: 'DELETE',
};

function servedAt(
  path: ResourcePath,
  canonical: boolean,
  resourceName: string,
  resource: Resource,
  version: VersionName,
  serving: Serving,
): ServedOperation[] {
  const set = resource.kind === 'entitySet' && path.keyFrom === undefined;
  const collection = `/${path.path}`;
  const entity = set ? `${collection}/{id}` : collection;
  const prefix = canonical ? resourceName : plainSegments(path.path).join('.');
  const served: ServedOperation[] = [];

  const add = (
    name: string,
    declared: Pick<StandardOperation, 'permission' | 'description' | 'only' | 'whileSuspended' | 'developmentOnly'>,
    at: Pick<ServedOperation, 'kind' | 'method' | 'address'> & { action?: Action; function?: BoundFunction },
  ) => {
    if (!standsIn(declared, version) || path.operations?.includes(name) === false) return;
    if (declared.developmentOnly && serving !== 'development') return;
    served.push({
      name: `${resourceName}.${name}`,
      id: `${prefix}.${name}`,
      keyed: at.address.startsWith(`${collection}/{id}`),
      path,
      resource,
      permission: permissionAt(path, declared),
      description: declared.description,
      whileSuspended: declared.whileSuspended === true,
      action: undefined,
      function: undefined,
      ...at,
    });
  };

  for (const [name, operation] of Object.entries(resource.operations)) {
    const kind = name as StandardName;
    const address = kind === 'list' || kind === 'create' ? collection : entity;
    add(name, operation, { kind, method: methods[kind], address });
  }
  for (const [name, action] of Object.entries(resource.actions)) {
    const address = `${action.boundTo === 'collection' ? collection : entity}/${name}`;
    add(name, action, { kind: 'action', method: 'POST', address, action: within(action, version) });
  }
  for (const [name, called] of Object.entries(resource.functions)) {
    const parameters = Object.entries(called.parameters)
      .map(([parameter, { type }]) =>
        isQuoted(type.name) ? `${parameter}='{${parameter}}'` : `${parameter}={${parameter}}`,
      )
      .join(',');
    const address = `${called.boundTo === 'entity' ? entity : collection}/${name}(${parameters})`;
    add(name, called, { kind: 'function', method: 'GET', address, function: called });
  }
  return served;
}

/** An action with the parameters that a version declares. */
function within(action: Action, version: VersionName): Action {
  const parameters = Object.entries(action.parameters).filter(([, parameter]) => standsIn(parameter, version));
  return { ...action, parameters: Object.fromEntries(parameters) };
}

/** Strings and enumeration members stand in quotes in a URL (OData 4.01 ABNF, `primitiveLiteral`). */
function isQuoted(typeName: string): boolean {
  return typeName === 'Edm.String' || !typeName.startsWith('Edm.');
}

function plainSegments(path: string): string[] {
  return path.split('/').filter((segment) => !segment.startsWith('{'));
}
