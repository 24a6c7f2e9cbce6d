import type { Action, BoundFunction, Resource } from '../../../src/edm/operation.ts';
import type { VersionName } from '../../../src/edm/type.ts';
import { model } from '../../../src/model/model.ts';
import { versionNames } from '../../../src/model/versions.ts';
import { type ServedOperation, servedOperations } from '../../../src/odata/served-operations.ts';

/** An operation at one address of one version. */
export interface Served extends ServedOperation {
  readonly version: VersionName;
}

/** One operation of the model, wherever it is served. */
export interface DocumentedOperation {
  /** `resource.operation`. */
  readonly name: string;
  /** The part of the name after the dot. */
  readonly short: string;
  readonly kind: ServedOperation['kind'];
  readonly resource: Resource;
  readonly resourceName: string;
  readonly description: string;
  readonly action: Action | undefined;
  readonly function: BoundFunction | undefined;
  readonly versions: readonly VersionName[];
  readonly served: readonly Served[];
  /** Where examples are taken from: the canonical path of the first version. */
  readonly first: Served;
}

/** Every operation, in the order of the model. */
export function documentedOperations(): DocumentedOperation[] {
  const served = versionNames.flatMap((version) =>
    servedOperations(model, version).map((operation): Served => ({ ...operation, version })),
  );
  const order = Object.keys(model);
  return [...Map.groupBy(served, ({ name }) => name).entries()]
    .flatMap(([name, group]) => {
      const [first] = group;
      if (!first) return [];
      const [resourceName = '', short = ''] = name.split('.');
      const versions = [...new Set(group.map(({ version }) => version))];
      const { kind, resource, description, function: called } = first;
      // As it is declared: each version has parameters of its own.
      const declared = { kind, resource, description, action: resource.actions[short], function: called };
      return [{ name, short, resourceName, ...declared, versions, served: group, first }];
    })
    .sort((one, other) => order.indexOf(one.resourceName) - order.indexOf(other.resourceName));
}

/** The file of an operation's page. */
export function operationFile({ name }: { readonly name: string }): string {
  return `${name.replace('.', '-').toLowerCase()}.md`;
}

/** The file of a type's page. */
export function typeFile({ name }: { readonly name: string }): string {
  return `${name.toLowerCase()}.md`;
}

/** The addresses of `served`, each with its method and version. */
export function requestLines(served: readonly Served[]): string[] {
  return served.map(({ method, version, address }) => `${method} /${version}${address}`);
}
