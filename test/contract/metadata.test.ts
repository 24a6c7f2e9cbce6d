import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Model } from '../../src/edm/operation.ts';
import { boolean, complexType, entityType, enumType, of } from '../../src/edm/type.ts';
import { model } from '../../src/model/model.ts';
import { versionNames } from '../../src/model/versions.ts';
import { emitMetadata } from '../../src/odata/documents/metadata.ts';
import { emitServiceDocument } from '../../src/odata/documents/service-document.ts';
import { wholeModel } from './whole-model.ts';
import { descendants, type Element, parseXml } from './xml.ts';

const excerpt = readFileSync(new URL('graph-v1.0-excerpt.xml', import.meta.url), 'utf8');

/** What a schema declares, each by the kind and name of its block; the children of the container stand for it. */
function blocksOf(text: string): Map<string, Element> {
  const schema = descendants(parseXml(text)).find(({ name }) => name === 'Schema');
  assert.ok(schema, 'a schema');
  const blocks = schema.children.flatMap((child) => (child.name === 'EntityContainer' ? child.children : [child]));
  return new Map(blocks.map((block) => [`${block.name} ${block.attributes.Name}`, block]));
}

const published = blocksOf(excerpt);
const emitted = blocksOf(emitMetadata(wholeModel, 'v1.0'));

for (const [name, block] of published) {
  test(`v1.0: ${name} stands as Microsoft publishes it, attribute by attribute and in its order`, () => {
    assert.deepEqual(emitted.get(name), block);
  });
}

test('v1.0: a block that is written differently is seen, down to the order of its members', () => {
  const altered = blocksOf(
    excerpt.replace('Name="displayName" Type="Edm.String"', 'Name="displayName" Type="Edm.Guid"'),
  );
  assert.notDeepEqual([...altered.values()], [...published.values()]);
});

test('v1.0: the attributes of the schema and of its container are those of Microsoft', () => {
  const heads = [excerpt, emitMetadata(wholeModel, 'v1.0')].map((text) =>
    descendants(parseXml(text))
      .filter(({ name }) => ['edmx:Edmx', 'Schema', 'EntityContainer'].includes(name))
      .map(({ attributes }) => attributes),
  );
  assert.deepEqual(heads[1], heads[0]);
});

test('v1.0: what the served model declares equals what is published, where that declares it', () => {
  const served = blocksOf(emitMetadata(model, 'v1.0'));
  for (const [name, block] of published) if (served.has(name)) assert.deepEqual(served.get(name), block);
  assert.ok(served.has('EntityType remoteAssistancePartner'));
});

for (const version of versionNames) {
  test(`${version}: every type that is named is declared, once`, () => {
    const schema = descendants(parseXml(emitMetadata(wholeModel, version))).find(({ name }) => name === 'Schema');
    assert.ok(schema);
    const { Namespace, Alias } = schema.attributes;
    // Bound operations may have one name where they are bound to different types (OData CSDL 4.01, sections 12.2 and 12.4).
    const declared = schema.children.map(({ attributes, children }) => {
      const binding = attributes.IsBound ? children[0]?.attributes.Type : undefined;
      return [attributes.Name, binding].join(' ');
    });
    const types = schema.children.filter(({ name }) => /Type$/.test(name)).map(({ attributes }) => attributes.Name);
    assert.equal(new Set(declared).size, declared.length, 'the names of a schema are unique');
    const known = new Set(types.flatMap((name) => [`${Namespace}.${name}`, `${Alias}.${name}`]));
    const references = descendants(schema).flatMap(({ attributes }) =>
      [attributes.Type, attributes.BaseType, attributes.EntityType].filter((type) => type !== undefined),
    );
    const bare = references.map((type) => type.replace(/^Collection\((.*)\)$/, '$1'));
    assert.deepEqual(
      bare.filter((type) => !type.startsWith('Edm.') && !known.has(type)),
      [],
    );
  });
}

test('beta has what v1.0 lacks, and v1.0 lacks it', () => {
  const beta = blocksOf(emitMetadata(wholeModel, 'beta'));
  const has = (blocks: Map<string, Element>, block: string, member: string) =>
    blocks.get(block)?.children.some(({ attributes }) => attributes.Name === member) ?? false;
  for (const [block, member] of [
    ['EntityType remoteAssistancePartner', 'onboardingRequestExpiryDateTime'],
    ['EntityType deviceManagement', 'remoteAssistanceSettings'],
    ['EntityType deviceManagement', 'comanagedDevices'],
    ['ComplexType auditActor', 'userRoleScopeTags'],
    ['EntityType remoteAssistanceSettings', 'blockChat'],
  ] as const) {
    assert.ok(has(beta, block, member), `beta: ${block}.${member}`);
    assert.ok(!has(emitted, block, member), `v1.0: ${block}.${member}`);
  }
});

test('assist names its types by namespace, because generators of clients do not resolve an alias', () => {
  const text = emitMetadata(wholeModel, 'assist');
  assert.ok(blocksOf(text).has('EntitySet sessions'));
  assert.ok(!text.includes('graph'));
  assert.ok(text.includes('<Parameter Name="bindingParameter" Type="assistd.session" />'));
});

function modelOf(type: ReturnType<typeof entityType>): Model {
  const paths = [{ path: 'things', rows: 'organisation' as const, versions: ['v1.0' as const] }];
  const operations = { list: { permission: { documented: [], current: [] }, description: '' } };
  return { things: { kind: 'entitySet', type, paths, operations, actions: {}, functions: {} } };
}

test('a property that names a type of another version is refused, by name', () => {
  const state = enumType('state', { on: 1 }, 'beta');
  const thing = entityType('thing', { description: '', properties: { state: of(state, '') } });
  assert.throws(() => emitMetadata(modelOf(thing), 'v1.0'), /'state' stands only in beta but is reached in v1\.0/);
});

test('two declarations of one name are refused', () => {
  const one = complexType('part', { on: boolean('') });
  const other = complexType('part', { off: boolean('') });
  const thing = entityType('thing', { description: '', properties: { one: of(one, ''), other: of(other, '') } });
  assert.throws(() => emitMetadata(modelOf(thing), 'v1.0'), /two types are named 'part'/);
});

test('the service document lists what can be read at the root, and nothing else', () => {
  const document = (version: 'v1.0' | 'assist') =>
    JSON.parse(emitServiceDocument(wholeModel, version, `https://example.com/${version}`));
  assert.deepEqual(document('v1.0'), {
    '@odata.context': 'https://example.com/v1.0/$metadata',
    value: [{ name: 'deviceManagement', kind: 'Singleton', url: 'deviceManagement' }],
  });
  assert.deepEqual(
    document('assist').value.map(({ name }: { name: string }) => name),
    ['auditEvents', 'connectors', 'obligations', 'partners', 'sessions', 'tenants'],
  );
});
