import { canonicalId } from '../core/guid.ts';
import type { Action, BoundFunction, Model, Resource, Rows, Serving } from '../edm/operation.ts';
import type { PermissionRow } from '../edm/permission-row.ts';
import type { VersionName } from '../edm/type.ts';
import { fail } from '../model/failures.ts';
import { versionNames } from '../model/versions.ts';
import { declared } from './declared.ts';
import { keyOf, quotedKey, type Segment, splitPath } from './path.ts';
import { type Batch, type Document, type Node, type OperationRoute, routeTree } from './route-tree.ts';

/** An operation that a request names. */
export interface Match {
  readonly version: VersionName;
  /** `resource.operation`, as in the model; `list` also for `/$count`. */
  readonly operation: string;
  readonly kind: OperationRoute['kind'];
  readonly resource: Resource;
  readonly action: Action | undefined;
  readonly function: BoundFunction | undefined;
  readonly permission: PermissionRow;
  /** Whether callers of an organisation that is not served may do it as well. */
  readonly whileSuspended: boolean;
  /** The resource as context URLs name it: `customers`, `customers('x')/orders`. */
  readonly contextPath: string;
  /** Whether the context is that of a singleton, not of an entity of a set. */
  readonly singleton: boolean;
  /** The entity's id; `undefined` on collections and singletons. */
  readonly key: string | undefined;
  /** Whose rows the path leads to. */
  readonly rows: Rows;
  /** What stood for each `{name}` of the resource's path. */
  readonly pathParameters: Readonly<Record<string, string>>;
  /** What stood between the parentheses of a function: `category='Device'`. */
  readonly functionArguments: string;
}

/** Finds what a request is for. Throws `versionUnknown`, `segmentUnknown` or `routeMissing`. */
export type Router = (method: string, path: string) => Match | Batch | Document;

/** Makes a tree of what a model serves once, so that a request is a walk down it, a step per segment. */
export function createRouter(model: Model, serving: Serving = 'production'): Router {
  const roots = new Map(versionNames.map((version) => [version.toLowerCase(), routeTree(model, version, serving)]));
  const find: Router = (method, path) => {
    const [first, ...segments] = splitPath(path);
    const version = first?.text ?? '';
    const root = roots.get(version.toLowerCase());
    if (!root) throw fail('versionUnknown', { version });
    return walk(root, method, segments);
  };
  return remembered(find);
}

/** So many addresses are remembered, of so many characters: whoever asks for one thing again and again asks by the same. */
const mostRemembered = 500;
const longestRemembered = 200;

function remembered(find: Router): Router {
  const known = new Map<string, ReturnType<Router>>();
  return (method, path) => {
    if (path.length > longestRemembered) return find(method, path);
    const name = `${method} ${path}`;
    const before = known.get(name);
    if (before) return before;
    const found = find(method, path);
    if (known.size >= mostRemembered) known.clear();
    known.set(name, found);
    return found;
  };
}

function walk(root: Node, method: string, segments: readonly Segment[]): Match | Batch | Document {
  let node = root;
  let contextPath = '';
  let key: string | undefined;
  let functionArguments = '';
  const keys: string[] = [];
  for (const { text, parentheses } of segments) {
    const child = node.children.get(text.toLowerCase());
    if (child?.bound) {
      functionArguments = parentheses ?? '';
      node = child;
      continue;
    }
    if (child && child !== node) {
      // What is nested below an entity names that entity's key.
      if (key !== undefined) contextPath += quotedKey(key);
      key = undefined;
      contextPath += contextPath === '' ? child.name : `/${child.name}`;
      node = child;
    }
    if (child && parentheses === undefined) continue;
    const written = parentheses === undefined ? text : `${text}(${parentheses})`;
    // A name with a $ in front is the protocol's, and no key.
    const isKey = child ? parentheses !== '' : !text.startsWith('$');
    if (!node.byKey || !isKey) {
      throw fail('segmentUnknown', { segment: child ? written : text, property: propertyOf(node, text) });
    }
    key = canonicalId(child ? keyOf(parentheses ?? '') : written);
    keys.push(key);
    node = node.byKey;
  }
  const route = node.routes.get(method);
  if (!route) throw missing(method, node, contextPath, key);
  // An action reads none, and would be done without what somebody has said there.
  if (functionArguments.trim() !== '' && !('served' in route && route.served.function)) {
    throw fail('segmentUnknown', { segment: `${node.name}(${functionArguments})` });
  }
  return 'served' in route ? matchOf(route, contextPath, key, keys, functionArguments) : route;
}

function matchOf(
  { version, kind, served, parameters }: OperationRoute,
  contextPath: string,
  key: string | undefined,
  keys: readonly string[],
  functionArguments: string,
): Match {
  const { path } = served;
  const pathParameters: Record<string, string> = {};
  for (const [index, name] of parameters.entries()) pathParameters[name] = keys[index] ?? '';
  return {
    version,
    operation: served.name,
    kind,
    resource: served.resource,
    action: served.action,
    function: served.function,
    permission: served.permission,
    whileSuspended: served.whileSuspended,
    contextPath: path.context ?? contextPath,
    singleton: served.resource.kind === 'singleton' && path.context === undefined,
    key: path.keyFrom === undefined ? key : canonicalId(pathParameters[path.keyFrom]?.split(':').at(-1) ?? ''),
    rows: path.rows,
    pathParameters,
    functionArguments,
  };
}

/** The property of the entity that is here, where a path goes on with its name. */
function propertyOf({ routes }: Node, name: string): string | undefined {
  const route = routes.get('GET');
  if (route?.kind !== 'get') return undefined;
  return declared(route.served.resource.type, route.version, name)?.name;
}

function missing(method: string, node: Node, contextPath: string, key: string | undefined) {
  const place = contextPath + (key === undefined ? '' : quotedKey(key));
  const path = [place, node.bound && node.name].filter(Boolean).join('/');
  return fail('routeMissing', { method, template: node.template, path: `/${path}` });
}
