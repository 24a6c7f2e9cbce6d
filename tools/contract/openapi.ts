import type { Model } from '../../src/edm/operation.ts';
import type { VersionName } from '../../src/edm/type.ts';
import { versions } from '../../src/model/versions.ts';
import { reachedTypes } from '../../src/odata/documents/reached-types.ts';
import { type ServedOperation, servedOperations } from '../../src/odata/served-operations.ts';
import { exampleEntity } from './examples.ts';
import { schemaReference, typeSchemas, valueSchema } from './json-schema.ts';
import { answersOf, errorAnswers, errorSchema, refusals } from './openapi-answers.ts';
import { countParameters, operationParameters, sharedParameters } from './openapi-parameters.ts';
import { acceptedPermissions } from './permissions.ts';

export interface OpenApiPathItem {
  get?: OpenApiOperation;
  post?: OpenApiOperation;
  patch?: OpenApiOperation;
  delete?: OpenApiOperation;
}

export interface OpenApiOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly object[];
  readonly requestBody?: object;
  readonly responses: object;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  /** Who may call, in each published generation of the permission tables. */
  readonly 'x-permissions': object;
}

/** The description of a version for tools that do not speak OData, as JSON text. */
export function emitOpenApi(model: Model, version: VersionName): string {
  return `${JSON.stringify(openApiDocument(model, version), null, 2)}\n`;
}

/** The OpenAPI 3.1 document of a version. */
export function openApiDocument(model: Model, version: VersionName) {
  const served = servedOperations(model, version);
  const types = reachedTypes(served, version, { navigation: false });
  const used = new Set(served.map(({ name }) => name.slice(0, name.indexOf('.'))));
  return {
    openapi: '3.1.0',
    info: {
      title: versions[version].description,
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: `/${version}`, description: 'At the public origin of the service.' }],
    tags: Object.entries(model)
      .filter(([name]) => used.has(name))
      .map(([name, { type }]) => ({ name, description: type.description })),
    paths: pathItems(served, version),
    components: {
      schemas: { ...typeSchemas(types, version), error: errorSchema },
      parameters: sharedParameters,
      responses: errorAnswers,
      securitySchemes: securitySchemes(served),
    },
  };
}

function pathItems(served: readonly ServedOperation[], version: VersionName): Record<string, OpenApiPathItem> {
  const items: Record<string, OpenApiPathItem> = {};
  const put = (address: string, method: ServedOperation['method'], operation: OpenApiOperation) => {
    const item = items[address] ?? {};
    items[address] = item;
    item[method.toLowerCase() as keyof OpenApiPathItem] = operation;
  };
  for (const operation of served) {
    put(operation.address, operation.method, operationObject(operation, version));
    if (operation.kind === 'list') put(`${operation.address}/$count`, 'GET', countObject(operation, version));
  }
  return items;
}

function operationObject(operation: ServedOperation, version: VersionName): OpenApiOperation {
  const body = requestBody(operation, version);
  return {
    ...described(operation, version),
    parameters: operationParameters(operation, version),
    ...(body && { requestBody: body }),
    responses: answersOf(operation, version),
  };
}

function countObject(list: ServedOperation, version: VersionName): OpenApiOperation {
  return {
    ...described(list, version),
    operationId: list.id.replace(/list$/, 'count'),
    summary: `Count the ${list.resource.type.name} entities.`,
    parameters: countParameters(list, version),
    responses: {
      '200': {
        description: 'How many there are.',
        content: { 'text/plain': { schema: { type: 'integer', format: 'int64' }, example: 1 } },
      },
      ...refusals(false, 'GET'),
    },
  };
}

function described({ id, name, description, permission }: ServedOperation, version: VersionName) {
  const documented = acceptedPermissions(permission, version, 'documented');
  const current = acceptedPermissions(permission, version, 'current');
  const [least = ''] = documented.delegated;
  const application = documented.application.length > 0 ? 'accepted' : 'not supported';
  return {
    operationId: id,
    tags: [name.slice(0, name.indexOf('.'))],
    summary: description,
    description: `Least privileged permission: ${least}. Application tokens: ${application} (permissions=documented, the default).`,
    security: documented.delegated.flatMap((scope) => [{ oauth2: [scope] }, { bearer: [scope] }]),
    'x-permissions': { documented, current },
  };
}

function requestBody({ kind, action, resource: { type } }: ServedOperation, version: VersionName): object | undefined {
  if (kind === 'create' || kind === 'update') {
    const example = exampleEntity(type, version, 'request');
    return { required: true, content: { 'application/json': { schema: schemaReference(type, version), example } } };
  }
  if (!action) return undefined;
  const parameters = Object.entries(action.parameters);
  const schema = {
    type: 'object',
    properties: Object.fromEntries(parameters.map(([name, property]) => [name, valueSchema(property, version, true)])),
    additionalProperties: false,
  };
  return { required: parameters.length > 0, content: { 'application/json': { schema } } };
}

/** Issuers are settings; the endpoints of Entra ID stand here because that preset is the usual one. */
function securitySchemes(served: readonly ServedOperation[]): object {
  const authority = 'https://login.microsoftonline.com/organizations/oauth2/v2.0';
  const scopes = scopesOf(served);
  return {
    oauth2: {
      type: 'oauth2',
      description: 'The issuers of a service are settings; these are the endpoints of Microsoft Entra ID.',
      flows: {
        authorizationCode: { authorizationUrl: `${authority}/authorize`, tokenUrl: `${authority}/token`, scopes },
        clientCredentials: { tokenUrl: `${authority}/token`, scopes },
      },
    },
    bearer: {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'A token of a configured issuer, however it was come by.',
    },
  };
}

function scopesOf(served: readonly ServedOperation[]): Record<string, string> {
  const accepting = new Map<string, Set<string>>();
  for (const { name, permission } of served) {
    for (const scope of [...permission.documented, ...permission.current]) {
      accepting.set(scope, (accepting.get(scope) ?? new Set()).add(name));
    }
  }
  return Object.fromEntries(
    [...accepting]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([scope, names]) => [scope, [...names].join(', ')]),
  );
}
