import type { Model, Serving } from '../../edm/operation.ts';
import {
  type ComplexType,
  type EntityType,
  type EnumType,
  type Property,
  standsIn,
  type VersionName,
} from '../../edm/type.ts';
import { type Version, versions } from '../../model/versions.ts';
import { type ServedOperation, servedOperations } from '../served-operations.ts';
import { byName, reachedTypes } from './reached-types.ts';
import { type Element, element, writeXml } from './xml.ts';

const abstractEntity = element('EntityType', { Name: 'entity', Abstract: 'true' }, [
  element('Key', {}, [element('PropertyRef', { Name: 'id' })]),
  element('Property', { Name: 'id', Type: 'Edm.String', Nullable: 'false' }),
]);

/**
 * The schema of a version (OData CSDL XML 4.01), as `$metadata` serves it. Types are named by the namespace's alias where there is
 * one and their members stand by name, as in Microsoft's own.
 */
export function emitMetadata(model: Model, version: VersionName, serving: Serving = 'production'): string {
  const declared = versions[version];
  const served = servedOperations(model, version, serving);
  const types = reachedTypes(served, version, { navigation: true });
  const schema = element(
    'Schema',
    { Namespace: declared.namespace, Alias: declared.alias, xmlns: 'http://docs.oasis-open.org/odata/ns/edm' },
    [
      ...types.enums.map(enumElement),
      ...types.complexTypes.map((type) => complexElement(type, declared, types.baseOf.get(type))),
      abstractEntity,
      ...types.entities.map((type) => entityElement(type, declared)),
      ...boundOperations(served, declared),
      containerElement(served, declared),
    ],
  );
  return writeXml(
    element('edmx:Edmx', { Version: '4.0', 'xmlns:edmx': 'http://docs.oasis-open.org/odata/ns/edmx' }, [
      element('edmx:DataServices', {}, [schema]),
    ]),
  );
}

function enumElement({ name, members }: EnumType): Element {
  const memberElements = Object.entries<number>(members).map(([member, value]) =>
    element('Member', { Name: member, Value: String(value) }),
  );
  return element('EnumType', { Name: name }, memberElements);
}

function complexElement(type: ComplexType, version: Version, base: ComplexType | undefined): Element {
  const attributes = { Name: type.name, BaseType: base && qualified(base.name, version) };
  return element('ComplexType', attributes, propertyElements(type, version));
}

function entityElement(type: EntityType, version: Version): Element {
  const navigation = type.navigation
    .filter((declaration) => standsIn(declaration, version.name))
    .toSorted(byName)
    .map(({ name, target, collection, containsTarget }) =>
      element('NavigationProperty', {
        Name: name,
        Type: collectionIf(collection, qualified(target().name, version)),
        ContainsTarget: containsTarget ? 'true' : undefined,
      }),
    );
  return element('EntityType', { Name: type.name, BaseType: qualified('entity', version) }, [
    ...propertyElements(type, version),
    ...navigation,
  ]);
}

function propertyElements({ properties }: ComplexType | EntityType, version: Version): Element[] {
  return Object.entries(properties)
    .filter(([, property]) => standsIn(property, version.name))
    .map(([name, property]) => ({ name, property }))
    .toSorted(byName)
    .map(({ name, property }) => element('Property', { Name: name, ...typeAttributes(property, version) }));
}

function typeAttributes({ type, collection, nullable, unicode }: Property, version: Version) {
  return {
    Type: collectionIf(collection, type.kind === 'primitive' ? type.name : qualified(type.name, version)),
    Nullable: nullable ? undefined : 'false',
    Unicode: unicode === false ? 'false' : undefined,
  };
}

/** Actions, then functions, each once however many addresses it has. */
function boundOperations(served: readonly ServedOperation[], version: Version): Element[] {
  const elements = new Map<string, { name: string; element: Element }>();
  for (const { name: operationName, resource, action, function: called } of served) {
    if (!action && !called) continue;
    const name = operationName.slice(operationName.indexOf('.') + 1);
    const binding = element('Parameter', {
      Name: 'bindingParameter',
      Type: collectionIf((called ?? action)?.boundTo === 'collection', qualified(resource.type.name, version)),
    });
    const parameters = Object.entries(action?.parameters ?? called?.parameters ?? {}).map(([parameter, property]) =>
      element('Parameter', { Name: parameter, ...typeAttributes(property, version) }),
    );
    const returned = (called ?? action)?.returns;
    const returns = returned ? [element('ReturnType', typeAttributes(returned, version))] : [];
    const kind = called ? 'Function' : 'Action';
    elements.set(`${kind} ${name} ${resource.type.name}`, {
      name: `${kind} ${name}`,
      element: element(kind, { Name: name, IsBound: 'true' }, [binding, ...parameters, ...returns]),
    });
  }
  return [...elements.values()].sort(byName).map((entry) => entry.element);
}

/** What stands at the root of the service. Deeper resources are reached by navigation. */
function containerElement(served: readonly ServedOperation[], version: Version): Element {
  const children = rootResources(served).map(({ name, resource }) =>
    resource.kind === 'singleton'
      ? element('Singleton', { Name: name, Type: `${version.namespace}.${resource.type.name}` })
      : element('EntitySet', { Name: name, EntityType: `${version.namespace}.${resource.type.name}` }),
  );
  return element('EntityContainer', { Name: version.container }, children);
}

/** The resources whose path is one segment, under that segment, by name. */
function rootResources(served: readonly ServedOperation[]) {
  const atRoot = served.filter(({ path }) => !path.path.includes('/'));
  return [...new Map(atRoot.map(({ path, resource }) => [path.path, resource] as const))]
    .map(([name, resource]) => ({ name, resource }))
    .sort(byName);
}

function qualified(name: string, { namespace, alias }: Version): string {
  return `${alias ?? namespace}.${name}`;
}

function collectionIf(collection: boolean, type: string): string {
  return collection ? `Collection(${type})` : type;
}
