import { managedDevice } from '../../src/model/device/managed-device.ts';

const literalOf: Readonly<Record<string, string>> = {
  'Edm.String': `'xyz'`,
  'Edm.Boolean': 'true',
  'Edm.Int32': '5',
  'Edm.Int64': '5',
  'Edm.Double': '5',
  'Edm.DateTimeOffset': '2026-01-01T00:00:00Z',
};

/** Every operator on every property of devices that may be filtered by. */
export function* everyCondition(): Generator<string> {
  for (const [name, { type, collection, filterable }] of Object.entries(managedDevice.properties)) {
    if (filterable === false) continue;
    if (collection) {
      yield `${name}/any()`;
      continue;
    }
    if (type.kind === 'complex') {
      yield `${name}/${Object.keys(type.properties)[0]} eq null`;
      continue;
    }
    const isEnum = type.kind === 'enum';
    const literal = isEnum ? `'${Object.keys(type.members)[0]}'` : literalOf[type.name];
    for (const operator of isEnum ? ['eq', 'ne'] : ['eq', 'ne', 'gt', 'ge', 'lt', 'le'])
      yield `${name} ${operator} ${literal}`;
    yield `${name} in (${literal})`;
    if (isEnum || type.name !== 'Edm.String') continue;
    for (const call of ['startswith', 'endswith', 'contains']) {
      yield `${call}(${name},'xyz')`;
      yield `${call}(tolower(${name}),'xyz')`;
    }
    yield `tolower(${name}) eq 'xyz'`;
  }
}

/** Every property that devices may be ordered by, in either direction: not the long texts. */
export function* everyOrder(): Generator<string> {
  for (const [name, { type, collection, filterable, maxLength = 0 }] of Object.entries(managedDevice.properties)) {
    if (filterable === false || collection || type.kind === 'complex' || maxLength > 2048) continue;
    yield `${name} asc`;
    yield `${name} desc`;
  }
}
