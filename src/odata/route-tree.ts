import type { Model, Serving } from '../edm/operation.ts';
import type { VersionName } from '../edm/type.ts';
import { versions } from '../model/versions.ts';
import { type ServedOperation, servedOperations } from './served-operations.ts';

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

/** An operation, where a method leads to it. */
export interface OperationRoute {
  readonly version: VersionName;
  readonly served: ServedOperation;
  /** `count` for the `/$count` of a list. */
  readonly kind: ServedOperation['kind'] | 'count';
  /** What the keys of the path are called, in its order; the key of the entity itself is not among them. */
  readonly parameters: readonly string[];
}

/** Where a segment leads. */
export interface Node {
  /** As it is declared. */
  readonly name: string;
  /** The shape of the path so far, as Intune's error texts name it. */
  readonly template: string;
  /** Whether this is the last segment of a path, with arguments between its parentheses and no key: an action, a function, `$count`. */
  readonly bound: boolean;
  /**
   * By name in lower case; an action or function also by its qualified names (OData 4.01 Part 2, section 4.5). The qualified name of the
   * type that is here already leads nowhere else (section 4.11).
   */
  readonly children: Map<string, Node>;
  /** Where a key leads. */
  byKey: Node | undefined;
  readonly routes: Map<string, Document | Batch | OperationRoute>;
}

/** Every address of a version, as a tree of segments. */
export function routeTree(model: Model, version: VersionName, serving: Serving): Node {
  const served = servedOperations(model, version, serving);
  const singletons = new Set(
    served.filter(({ resource }) => resource.kind === 'singleton').map(({ path }) => path.path),
  );
  const { namespace, alias = namespace } = versions[version];
  const root = newNode('', '~', false);
  const enter = (from: Node, segment: string): Node => {
    if (segment.startsWith('{')) {
      from.byKey ??= newNode('', `${from.template}/key`, false);
      return from.byKey;
    }
    const atRoot = singletons.has(segment) ? 'singleton' : 'entityset';
    return child(from, segment, from === root ? atRoot : 'navigation');
  };
  for (const operation of served) {
    const { address, kind, method, path } = operation;
    const parameters = [...path.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const route: OperationRoute = { version, served: operation, kind, parameters };
    const segments = address.split('/').slice(1);
    const called = kind === 'action' || kind === 'function' ? segments.pop()?.replace(/\(.*/, '') : undefined;
    const place = segments.reduce(enter, root);
    const qualify = (name: string, node: Node) => {
      for (const prefix of [namespace, alias]) place.children.set(`${prefix}.${name}`.toLowerCase(), node);
    };
    if (called === undefined) {
      place.routes.set(method, route);
      qualify(operation.resource.type.name, place);
    } else {
      const node = child(place, called, kind, true);
      qualify(called, node);
      node.routes.set(method, route);
    }
    if (kind === 'list') child(place, '$count', '$count', true).routes.set('GET', { ...route, kind: 'count' });
  }
  root.routes.set('GET', { version, kind: 'serviceDocument' });
  child(root, '$metadata', '$metadata').routes.set('GET', { version, kind: 'metadata' });
  child(root, '$batch', '$batch').routes.set('POST', { version, kind: 'batch' });
  return root;
}

function child(from: Node, name: string, shape: string, bound = false): Node {
  const key = name.toLowerCase();
  const node = from.children.get(key) ?? newNode(name, `${from.template}/${shape}`, bound);
  from.children.set(key, node);
  return node;
}

function newNode(name: string, template: string, bound: boolean): Node {
  return { name, template, bound, children: new Map(), byKey: undefined, routes: new Map() };
}
