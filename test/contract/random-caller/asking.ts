import { type Properties, type Property, standsIn, type VersionName } from '../../../src/edm/type.ts';
import { model } from '../../../src/model/model.ts';
import { versionNames, versions } from '../../../src/model/versions.ts';
import { type ServedOperation, servedOperations } from '../../../src/odata/served-operations.ts';
import type { Chance } from '../../faults/random/chance.ts';
import type { World } from '../../harness/world.ts';
import type { Option, Step } from './spellings.ts';
import { guid, right, structure } from './values.ts';

export type Operation = ServedOperation & { readonly version: VersionName };

/** What ends or stops everything else is left out. */
const left = new Set(['connectors.sever', 'connectors.restore']);

export const operations: readonly Operation[] = versionNames.flatMap((version) =>
  servedOperations(model, version, 'development')
    .filter(({ name }) => !left.has(name))
    .map((operation) => ({ ...operation, version })),
);

export function operationNamed(name: string, version: VersionName): Operation {
  const found = operations.find((each) => each.name === name && each.version === version);
  if (!found) throw new RangeError(`${version} has no ${name}`);
  return found;
}

/** The ids of what is there, by resource. */
export type Pools = Map<string, string[]>;

export const resourceOf = ({ name }: ServedOperation) => name.slice(0, name.indexOf('.'));

const weirdKeys = [
  'x',
  ' ',
  "O'Brien",
  'a/b',
  '%',
  '100%',
  'a b',
  '+',
  "''",
  '(',
  'é',
  '😀',
  'null',
  '0',
  '..',
  '\\',
  '"',
  '{',
  'A'.repeat(300),
];

/** A path to an operation, with what is there mostly. */
export function stepsOf(chance: Chance, world: World, pools: Pools, operation: Operation, known?: string): Step[] {
  const [admin] = world.issuer.directory.users;
  const resource = resourceOf(operation);
  const id = known ?? keyOf(chance, pools.get(resource) ?? []);
  const device = keyOf(chance, pools.get('managedDevices') ?? []);
  const values: Readonly<Record<string, string>> = {
    id: resource === 'callers' ? guid(chance) : id,
    user: chance.oneOf([
      admin?.userPrincipalName ?? '',
      admin?.oid ?? '',
      (admin?.userPrincipalName ?? '').toUpperCase(),
      guid(chance),
    ]),
    detectedApp: guid(chance),
    managedDevice: device,
    script: guid(chance),
    deviceRunState: `${guid(chance)}:${device}`,
    tenant: world.contoso,
  };
  const { namespace, alias = namespace } = versions[operation.version];
  const steps: Step[] = [];
  const segments = operation.address.split('/').slice(1);
  const isBound = operation.kind === 'action' || operation.kind === 'function';
  for (const [index, segment] of segments.entries()) {
    const parameter = /^\{(\w+)\}$/.exec(segment)?.[1];
    const before = steps.at(-1);
    if (parameter !== undefined && before) steps[steps.length - 1] = { ...before, key: values[parameter] ?? '' };
    else {
      const name = segment.replace(
        /'\{(\w+)\}'/g,
        (_, each) => `'${each === 'category' ? chance.oneOf(['Device', 'Other', 'Compliance', 'x']) : 'x'}'`,
      );
      const also = isBound && index === segments.length - 1 ? [`${namespace}.${name}`, `${alias}.${name}`] : [];
      steps.push({ name, also });
    }
  }
  if (operation.kind === 'list' && chance.happens(0.1))
    steps.push({ name: `${namespace}.${operation.resource.type.name}` });
  return steps;
}

function keyOf(chance: Chance, pool: readonly string[]): string {
  if (pool.length > 0 && chance.happens(0.85)) return chance.oneOf(pool);
  return chance.happens(0.5) ? guid(chance) : chance.oneOf(weirdKeys);
}

/** Options that an operation takes. */
export function optionsOf(chance: Chance, operation: Operation): Option[] {
  const { kind, resource, version } = operation;
  const { type } = resource;
  const standing = Object.entries(type.properties).filter(([, property]) => standsIn(property, version));
  const names = ['id', ...standing.map(([name]) => name)];
  const options: Option[] = [];
  const some = () => Array.from({ length: chance.below(4) + 1 }, () => chance.oneOf(names));
  const cased = (name: string) => (chance.happens(0.1) ? name.toUpperCase() : name);
  const shapes = ['list', 'get', 'create', 'update'].includes(kind);
  if (shapes && chance.happens(0.4))
    options.push([
      '$select',
      chance.oneOf([some().map(cased).join(','), some().join(', '), '*', `*,${some().join(',')}`, '']),
    ]);
  if (chance.happens(0.1)) {
    options.push([
      '$format',
      chance.oneOf([
        'json',
        'application/json',
        'application/json;odata.metadata=none',
        'application/json;odata.metadata=full',
        'JSON;metadata=minimal',
        'application/json;IEEE754Compatible=true',
      ]),
    ]);
  }
  if (shapes && chance.happens(0.05)) options.push(['$expand', '']);
  if (kind !== 'list') return options;
  const comparable = standing.filter(
    ([, { type: its, collection, filterable, maxLength = 0 }]) =>
      its.kind !== 'complex' && !collection && filterable && maxLength <= 256,
  );
  if (chance.happens(0.4))
    options.push(['$top', chance.oneOf(['0', '1', '2', '3', '1000', '5000', '007', '9007199254740991'])]);
  if (chance.happens(0.2)) options.push(['$skip', chance.oneOf(['0', '1', '3', '9007199254740991'])]);
  if (chance.happens(0.3)) options.push(['$count', chance.oneOf(['true', 'false', 'TRUE', ' true'])]);
  if (resource.listedById) return options;
  if (chance.happens(0.35) && comparable.length > 0) {
    const keys = new Map(
      Array.from({ length: chance.below(3) + 1 }, () => [
        chance.oneOf(comparable)[0],
        chance.oneOf(['', ' asc', ' desc', ' DESC']),
      ]),
    );
    options.push(['$orderby', [...keys].map(([name, direction]) => name + direction).join(chance.oneOf([',', ', ']))]);
  }
  if (chance.happens(0.4)) options.push(['$filter', conditionOf(chance, operation)]);
  if (resource.searched && chance.happens(0.15))
    options.push([
      '$search',
      chance.oneOf([
        'a',
        '"a"',
        'a AND b',
        '"deviceName:a"',
        'deviceName:"a b"',
        "O'Brien",
        '\\',
        '"\\""',
        '😀',
        'İ',
        '%',
      ]),
    ]);
  return options;
}

/** A condition on whatever a type has; those of more kinds are the oracle's of `test/odata`. */
function conditionOf(chance: Chance, { resource, version }: Operation): string {
  const paths = pathsOf(resource.type.properties, version, '');
  const one = (): string => {
    if (chance.happens(0.1)) return `id ${chance.oneOf(['eq', 'ne', 'gt', 'le'])} '${guid(chance)}'`;
    if (paths.length === 0) return 'true';
    const [path, property] = chance.oneOf(paths);
    const { type } = property;
    const { json, shown } = right(chance, { ...property, nullable: true }, version);
    const isText = type.kind === 'enum' || (type.kind === 'primitive' && type.name === 'Edm.String');
    const literal =
      shown === null
        ? 'null'
        : isText
          ? `'${String(shown).slice(0, 100).replaceAll("'", "''")}'`
          : String(type.kind === 'primitive' && type.name === 'Edm.DateTimeOffset' ? json : shown);
    const operators = type.kind === 'enum' ? ['eq', 'ne'] : ['eq', 'ne', 'gt', 'ge', 'lt', 'le'];
    if (type.kind === 'primitive' && type.name === 'Edm.String' && chance.happens(0.4) && literal !== 'null')
      return `${chance.oneOf(['contains', 'startswith', 'endswith'])}(${chance.oneOf([path, `tolower(${path})`, `toupper(${path})`])},${literal})`;
    return chance.oneOf([
      `${path} ${chance.oneOf(operators)} ${literal}`,
      `${literal} ${chance.oneOf(operators)} ${path}`,
      `${path} in (${literal},null)`,
    ]);
  };
  return chance.oneOf([one(), `${one()} and ${one()}`, `${one()} or ${one()}`, `not (${one()})`, `(${one()}) eq true`]);
}

function pathsOf(properties: Properties, version: VersionName, before: string): [string, Property][] {
  return Object.entries(properties).flatMap(([name, property]): [string, Property][] => {
    if (!standsIn(property, version) || !property.filterable || property.collection) return [];
    const path = before + name;
    return property.type.kind === 'complex'
      ? pathsOf(property.type.properties, version, `${path}/`)
      : [[path, property]];
  });
}

/** What an operation is sent that changes something. */
export function bodyOf(chance: Chance, operation: Operation) {
  const { kind, resource, action, version } = operation;
  if (kind === 'create' || kind === 'update') return structure(chance, resource.type, version);
  if (kind !== 'action' || !action || Object.keys(action.parameters).length === 0) return undefined;
  if (operation.name === 'managedDevices.import') {
    const records = Array.from({ length: chance.below(4) + 1 }, () => {
      const { json, shown } = structure(chance, resource.type, version);
      const id = guid(chance);
      return { json: { ...(json as object), id }, shown: { ...(shown as object), id } };
    });
    return { json: { devices: records.map(({ json }) => json) }, shown: records.map(({ shown }) => shown) };
  }
  return structure(chance, { kind: 'complex', name: 'parameters', properties: action.parameters }, version);
}
