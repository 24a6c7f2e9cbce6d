import { model } from '../../../../../src/model/model.ts';
import { versionNames } from '../../../../../src/model/versions.ts';
import { reachedTypes } from '../../../../../src/odata/documents/reached-types.ts';
import { type ServedOperation, servedOperations } from '../../../../../src/odata/served-operations.ts';
import { type SharedName, sharedParameters } from '../../../openapi-parameters.ts';
import type { Descriptions } from '../described.ts';

type Mutable<T> = T extends string ? T : { -readonly [K in keyof T]: Mutable<T[K]> };

/** The English of every description, from what is served and the types that it reaches. */
export function describedModel(): Descriptions {
  const shared = Object.entries(sharedParameters).map(([name, { description }]) => [name, description] as const);
  const described: Mutable<Descriptions> = {
    types: {},
    properties: {},
    operations: {},
    parameters: {},
    returns: {},
    request: Object.fromEntries(shared) as Record<SharedName, string>,
  };
  for (const version of versionNames) {
    const served = servedOperations(model, version);
    for (const operation of served) describeOperation(operation, described);
    const { entities, complexTypes } = reachedTypes(served, version, { navigation: false });
    for (const { name, description } of entities) described.types[name] = description;
    for (const { name, properties } of [...entities, ...complexTypes]) described.properties[name] = textsOf(properties);
  }
  return described;
}

function describeOperation({ name, description, ...bound }: ServedOperation, described: Mutable<Descriptions>): void {
  const [resource = '', short = ''] = name.split('.');
  const { operations, parameters, returns } = described;
  operations[resource] = { ...operations[resource], [short]: description };
  const declared = bound.function ?? bound.action;
  if (!declared) return;
  const given = textsOf(declared.parameters);
  if (Object.keys(given).length > 0) parameters[resource] = { ...parameters[resource], [short]: given };
  if (declared.returns) returns[resource] = { ...returns[resource], [short]: declared.returns.description };
}

function textsOf(declared: Readonly<Record<string, { readonly description: string }>>): Record<string, string> {
  return Object.fromEntries(Object.entries(declared).map(([name, { description }]) => [name, description]));
}
