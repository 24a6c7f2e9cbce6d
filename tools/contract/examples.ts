import { primitives } from '../../src/edm/primitive.ts';
import { type ComplexType, type EntityType, type Property, standsIn, type VersionName } from '../../src/edm/type.ts';

/** An entity as an answer shows it, or as a request gives it: then without what clients cannot set. */
export function exampleEntity(type: EntityType, version: VersionName, use: 'answer' | 'request'): object {
  const shown = Object.entries(type.properties).filter(
    ([, property]) => standsIn(property, version) && (use === 'answer' || !property.readOnly),
  );
  const properties = shown.map(([name, property]) => {
    const absent = use === 'answer' && property.selectOnly && property.nullable;
    return [name, absent ? null : exampleValue(name, property, version)] as const;
  });
  return { ...(use === 'answer' && { id: exampleGuid }), ...Object.fromEntries(properties) };
}

/** The key of every entity in an example. */
export const exampleGuid = String(primitives['Edm.Guid'].example);

/** A value that a property of that name could have. */
export function exampleValue(name: string, { type, collection }: Property, version: VersionName): unknown {
  const value = () => {
    if (type.kind === 'enum') return Object.keys(type.members)[0];
    if (type.kind === 'complex') return exampleStructure(type, version);
    if (type.name !== 'Edm.String') return primitives[type.name].example;
    return name.endsWith('Url') ? `https://example.com/${name}` : `${words(name)} value`;
  };
  return collection ? [value()] : value();
}

function exampleStructure(type: ComplexType, version: VersionName): object {
  return Object.fromEntries(
    Object.entries(type.properties)
      .filter(([, property]) => standsIn(property, version))
      .map(([name, property]) => [name, exampleValue(name, property, version)]),
  );
}

/** `userDisplayName` as `User display name`. */
function words(name: string): string {
  const spaced = name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
