import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { versionNames } from '../../src/model/versions.ts';
import { servedOperations } from '../../src/odata/served-operations.ts';
import { type OpenApiOperation, openApiDocument } from '../../tools/contract/openapi.ts';
import { wholeModel } from './whole-model.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

interface Placed {
  readonly path: string;
  readonly method: string;
  readonly operation: OpenApiOperation;
}

function operationsOf(document: ReturnType<typeof openApiDocument>): Placed[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]: [string, OpenApiOperation]) => ({ path, method, operation })),
  );
}

/** Every node of a document that has a member of that name, and the pointer to it. */
function nodesWith(name: string, node: Json, pointer = '#'): { node: Record<string, Json>; pointer: string }[] {
  if (node === null || typeof node !== 'object') return [];
  const inner = Object.entries(node).flatMap(([key, value]) => nodesWith(name, value, `${pointer}/${key}`));
  return !Array.isArray(node) && Object.hasOwn(node, name)
    ? [{ node: node as Record<string, Json>, pointer }, ...inner]
    : inner;
}

function resolve(document: Json, reference: string): Json | undefined {
  assert.match(reference, /^#\//, 'references stay in the document');
  let node: Json | undefined = document;
  for (const part of reference.slice(2).split('/')) {
    if (node === null || typeof node !== 'object' || !Object.hasOwn(node, part)) return undefined;
    node = (node as Record<string, Json>)[part];
  }
  return node;
}

for (const version of versionNames) {
  const document = openApiDocument(wholeModel, version);
  const json = JSON.parse(JSON.stringify(document)) as Json;
  const placed = operationsOf(document);

  test(`${version}: every operation of the model stands once at each of its addresses, and nothing but them and their counts`, () => {
    const expected = servedOperations(wholeModel, version).flatMap(({ method, address, kind }) => [
      `${method} ${address}`,
      ...(kind === 'list' ? [`GET ${address}/$count`] : []),
    ]);
    assert.equal(new Set(expected).size, expected.length, 'no two operations share an address');
    assert.deepEqual(placed.map(({ method, path }) => `${method.toUpperCase()} ${path}`).sort(), expected.sort());
  });

  test(`${version}: no two operations share an id, and the canonical ones are called as in the model`, () => {
    const ids = placed.map(({ operation }) => operation.operationId);
    assert.equal(new Set(ids).size, ids.length);
    for (const { name } of servedOperations(wholeModel, version)) assert.ok(ids.includes(name), name);
  });

  test(`${version}: every $ref leads to something`, () => {
    const references = nodesWith('$ref', json).map(({ node }) => String(node.$ref));
    assert.ok(references.length > 0);
    assert.deepEqual(
      references.filter((reference) => resolve(json, reference) === undefined),
      [],
    );
  });

  test(`${version}: the parameters in a path are exactly those declared for it, each required`, () => {
    for (const { path, operation } of placed) {
      const declared = operation.parameters
        .map((parameter) => parameter as { name?: string; in?: string; required?: boolean })
        .filter((parameter) => parameter.in === 'path');
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      assert.deepEqual(
        declared.map(({ name }) => name),
        named,
        path,
      );
      assert.ok(declared.every(({ required }) => required));
    }
  });

  test(`${version}: each operation names a scheme and scopes that are declared, and can be refused`, () => {
    const schemes = resolve(json, '#/components/securitySchemes') as Record<string, Json>;
    const scopes = resolve(json, '#/components/securitySchemes/oauth2/flows/clientCredentials/scopes') as object;
    for (const { operation } of placed) {
      assert.ok(operation.security.length > 0, operation.operationId);
      for (const requirement of operation.security) {
        for (const [scheme, wanted] of Object.entries(requirement)) {
          assert.ok(schemes[scheme], scheme);
          for (const scope of wanted) assert.ok(Object.hasOwn(scopes, scope), scope);
        }
      }
      for (const status of ['400', '401', '403', '429']) assert.ok(Object.hasOwn(operation.responses, status), status);
      assert.ok(Object.keys(operation.responses).some((status) => status.startsWith('2')));
    }
  });

  test(`${version}: the members that OpenAPI 3.1 requires are there, and responses describe themselves`, () => {
    assert.equal(document.openapi, '3.1.0');
    assert.ok(document.info.title && document.info.version);
    assert.ok(Object.keys(document.paths).every((path) => path.startsWith('/')));
    for (const { operation } of placed) {
      for (const response of Object.values(operation.responses) as Record<string, Json>[]) {
        assert.ok(response.$ref ?? response.description, operation.operationId);
      }
    }
    for (const name of Object.keys(document.components.schemas)) assert.match(name, /^[\w.-]+$/);
  });

  test(`${version}: the schemas are valid JSON Schema, and each example is valid by its schema`, () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const schemas = resolve(json, '#/components/schemas');
    ajv.addSchema({ $id: 'assistd:document', components: { schemas } });
    const examples = nodesWith('example', json).filter(({ node }) => Object.hasOwn(node, 'schema'));
    assert.ok(examples.length > 0);
    for (const { node, pointer } of examples) {
      const schema = JSON.parse(JSON.stringify(node.schema).replaceAll('"#/', '"assistd:document#/')) as object;
      const validate = ajv.compile(schema);
      assert.ok(validate(node.example), `${pointer}: ${ajv.errorsText(validate.errors)}`);
    }
  });
}

test('a schema refuses a property that its type does not declare, and takes annotations', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const { schemas } = openApiDocument(wholeModel, 'v1.0').components;
  ajv.addSchema({ $id: 'assistd:document', components: { schemas } });
  const validate = ajv.compile({
    $ref: 'assistd:document#/components/schemas/microsoft.graph.remoteAssistancePartner',
  });
  const valid = (body: object) => validate(body);
  assert.ok(valid({ '@odata.type': '#microsoft.graph.remoteAssistancePartner', displayName: 'TeamViewer' }));
  assert.ok(valid({ displayName: null }));
  assert.ok(!valid({ onboardingStatus: null }), 'null where the type says never');
  assert.ok(!valid({ onboardingRequestExpiryDateTime: '2026-11-21T19:28:00Z' }), 'a property of beta alone');
  assert.ok(!valid({ tenantId: 'x' }));
});

test('the permissions of an operation are those of its row and generation; a path can be for signed-in users alone', () => {
  const { paths } = openApiDocument(wholeModel, 'v1.0');
  const write = ['DeviceManagementServiceConfig.ReadWrite.All'];
  const both = [...write, 'DeviceManagementConfiguration.ReadWrite.All'];
  assert.deepEqual(paths['/deviceManagement/remoteAssistancePartners/{id}/disconnect']?.post?.['x-permissions'], {
    documented: { delegated: write, application: [] },
    current: { delegated: both, application: both },
  });
  const mine = paths['/me/managedDevices']?.get?.['x-permissions'] as { current: { application: string[] } };
  assert.deepEqual(mine.current.application, []);
});
