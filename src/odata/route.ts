import {
  type Action,
  type BoundFunction,
  type Model,
  type PermissionRow,
  permissionAt,
  type Resource,
  type ResourcePath,
  type Rows,
  type StandardName,
} from '../edm/operation.ts';
import { type Only, standsIn, type VersionName } from '../edm/type.ts';
import { fail } from '../model/failures.ts';
import { versionNames, versions } from '../model/versions.ts';
import { keyOf, quotedKey, type Segment, splitPath } from './path.ts';

/** An operation that a request names. */
export interface Match {
  readonly version: VersionName;
  /** `resource.operation`, as in the model; `list` also for `/$count`. */
  readonly operation: string;
  readonly kind: StandardName | 'count' | 'action' | 'function';
  readonly resource: Resource;
  readonly action: Action | undefined;
  readonly function: BoundFunction | undefined;
  readonly permission: PermissionRow;
  /** The resource as context URLs name it: `deviceManagement/remoteAssistancePartners`, `users('x')/managedDevices`. */
  readonly contextPath: string;
  /** The entity's id; `undefined` on collections and singletons. */
  readonly key: string | undefined;
  /** Whose rows the path leads to. */
  readonly rows: Rows;
  /** What stood for each `{name}` of the resource's path. */
  readonly pathParameters: Readonly<Record<string, string>>;
  /** What stood between the parentheses of a function: `category='Device'`. */
  readonly functionArguments: string;
}

/** What a version answers by itself, without an operation of the model. */
export interface Document {
  readonly version: VersionName;
  readonly kind: 'serviceDocument' | 'metadata';
}

/** Many requests in one (OData JSON 4.01, section 19). */
export interface Batch {
  readonly version: VersionName;
  readonly kind: 'batch';
}

/** Finds what a request is for. Throws `versionUnknown`, `segmentUnknown` or `routeMissing`. */
export type Router = (method: string, path: string) => Match | Batch | Document;

/** Compiles a model's paths once, so that a request is a walk down a tree, a step per segment. */
export function createRouter(model: Model): Router {
  const roots = new Map(versionNames.map((version) => [version as string, compile(model, version)]));
  return (method, path) => {
    const segments = splitPath(path);
    const version = segments.shift()?.text ?? '';
    const root = roots.get(version.toLowerCase());
    if (!root) throw fail('versionUnknown', { version });
    return walk(version.toLowerCase() as VersionName, root, method, segments);
  };
}

/** Where a segment leads. A node with a `place` is a resource; with `entity`, one of its entities or a singleton. */
interface Node {
  readonly name: string;
  /** The shape of the path so far, as Intune's error texts name it. */
  readonly template: string;
  readonly children: Map<string, Node>;
  byKey: Node | undefined;
  place: Place | undefined;
}

interface Place {
  readonly resource: Resource;
  readonly resourceName: string;
  readonly path: ResourcePath;
  readonly entity: boolean;
}

const newNode = (name: string, template: string): Node => ({
  name,
  template,
  children: new Map(),
  byKey: undefined,
  place: undefined,
});

function compile(model: Model, version: VersionName): Node {
  const root = newNode('', '~');
  for (const [resourceName, resource] of Object.entries(model)) {
    for (const path of resource.paths) {
      if (!path.versions.includes(version)) continue;
      const node = path.path.split('/').reduce((from, segment) => step(from, segment, resource), root);
      const single = resource.kind === 'singleton' || path.keyFrom !== undefined;
      node.place = { resource, resourceName, path, entity: single };
      if (!single) step(node, '{id}', resource).place = { resource, resourceName, path, entity: true };
    }
  }
  return root;
}

function step(from: Node, segment: string, resource: Resource): Node {
  if (segment.startsWith('{')) {
    from.byKey ??= newNode(segment.slice(1, -1), `${from.template}/key`);
    return from.byKey;
  }
  const top = resource.kind === 'singleton' || segment === 'deviceManagement' ? 'singleton' : 'entityset';
  const child =
    from.children.get(segment.toLowerCase()) ??
    newNode(segment, `${from.template}/${from.template === '~' ? top : 'navigation'}`);
  from.children.set(segment.toLowerCase(), child);
  return child;
}

function walk(
  version: VersionName,
  root: Node,
  method: string,
  segments: readonly Segment[],
): Match | Batch | Document {
  const parameters: Record<string, string> = {};
  let node = root;
  let contextPath = '';
  let key: string | undefined;
  const enter = (value: string) => {
    const next = node.byKey as Node;
    if (next.place) key = value;
    else {
      parameters[next.name] = value;
      contextPath += quotedKey(value);
    }
    node = next;
  };
  for (const [index, { text, parentheses }] of segments.entries()) {
    const child = node.children.get(text.toLowerCase());
    if (child) {
      // What is nested below an entity names that entity's key.
      if (key !== undefined) contextPath += quotedKey(key);
      key = undefined;
      contextPath += `${contextPath && '/'}${child.name}`;
      node = child;
      if (parentheses === undefined) continue;
      if (!node.byKey || parentheses === '') throw fail('segmentUnknown', { segment: `${text}(${parentheses})` });
      enter(keyOf(parentheses));
      continue;
    }
    const bound = node === root ? documentOf(version, text) : boundTo(version, node, text);
    if (bound) {
      const beyond = segments[index + 1];
      if (beyond) throw fail('segmentUnknown', { segment: beyond.text });
      if (bound.method !== method)
        throw missing(method, `${node.template}/${bound.shape}`, contextPath, key, bound.name);
      if ('document' in bound) return bound.document;
      return matchOf(version, node, method, contextPath, key, parameters, bound, parentheses ?? '');
    }
    if (!node.byKey) throw fail('segmentUnknown', { segment: text });
    enter(parentheses === undefined ? text : `${text}(${parentheses})`);
  }
  if (node === root) {
    if (method !== 'GET') throw missing(method, '~', '', undefined);
    return { version, kind: 'serviceDocument' };
  }
  const name = node.place && standardName(method, node.place);
  if (!name) throw missing(method, node.template, contextPath, key);
  return matchOf(version, node, method, contextPath, key, parameters, { name, kind: name }, '');
}

interface Bound {
  readonly name: string;
  readonly kind: Match['kind'];
  readonly method: string;
  readonly shape: string;
}

function documentOf(version: VersionName, text: string) {
  const name = text.toLowerCase();
  if (name === '$metadata') {
    return { document: { version, kind: 'metadata' } as const, method: 'GET', shape: name, name };
  }
  if (name === '$batch') return { document: { version, kind: 'batch' } as const, method: 'POST', shape: name, name };
  return undefined;
}

/** What a last segment means at a node: `$count`, or an action or function bound there. */
function boundTo(version: VersionName, node: Node, text: string): Bound | undefined {
  if (!node.place) return undefined;
  const { resource, entity } = node.place;
  const name = unqualified(version, text);
  if (!entity && name === '$count') return { name: 'list', kind: 'count', method: 'GET', shape: '$count' };
  const action = declaredName(resource.actions, name, version);
  if (action && (resource.actions[action]?.boundTo !== 'collection') === entity)
    return { name: action, kind: 'action', method: 'POST', shape: 'action' };
  const called = declaredName(resource.functions, name, version);
  return called && (resource.functions[called]?.boundTo === 'entity') === entity
    ? { name: called, kind: 'function', method: 'GET', shape: 'function' }
    : undefined;
}

function standardName(method: string, { entity, resource }: Place): StandardName | undefined {
  if (method === 'GET') return entity ? 'get' : 'list';
  if (!entity) return method === 'POST' ? 'create' : undefined;
  if (method === 'PATCH') return 'update';
  return method === 'DELETE' && resource.kind === 'entitySet' ? 'delete' : undefined;
}

function matchOf(
  version: VersionName,
  node: Node,
  method: string,
  contextPath: string,
  key: string | undefined,
  pathParameters: Record<string, string>,
  { name, kind }: Pick<Bound, 'name' | 'kind'>,
  functionArguments: string,
): Match {
  const { resource, resourceName, path } = node.place as Place;
  const action = resource.actions[name];
  const called = resource.functions[name];
  const declared = action ?? called ?? resource.operations[name as StandardName];
  if (!declared || !standsIn(declared, version) || path.operations?.includes(name) === false) {
    throw missing(method, node.template, contextPath, key);
  }
  return {
    version,
    operation: `${resourceName}.${name}`,
    kind,
    resource,
    action,
    function: called,
    permission: permissionAt(path, declared),
    contextPath,
    key: path.keyFrom === undefined ? key : pathParameters[path.keyFrom]?.split(':').at(-1),
    rows: path.rows,
    pathParameters,
    functionArguments,
  };
}

function missing(method: string, template: string, contextPath: string, key: string | undefined, bound?: string) {
  const place = contextPath + (key === undefined ? '' : quotedKey(key));
  const path = [place, bound].filter(Boolean).join('/');
  return fail('routeMissing', { method, template, path: `/${path}` });
}

/** An action or function may be named with its namespace or alias (OData 4.01 Part 2, section 4.5). */
function unqualified(version: VersionName, text: string): string {
  const name = text.toLowerCase();
  const { namespace, alias } = versions[version];
  for (const prefix of [`${namespace}.`, `${alias ?? namespace}.`]) {
    if (name.startsWith(prefix)) return name.slice(prefix.length);
  }
  return name;
}

function declaredName(
  declared: Readonly<Record<string, { readonly only?: Only }>>,
  name: string,
  version: VersionName,
): string | undefined {
  return Object.entries(declared).find(([key, value]) => key.toLowerCase() === name && standsIn(value, version))?.[0];
}
