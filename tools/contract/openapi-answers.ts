import type { Resource } from '../../src/edm/operation.ts';
import type { VersionName } from '../../src/edm/type.ts';
import { valueContextUrl } from '../../src/odata/encode.ts';
import type { ServedOperation } from '../../src/odata/served-operations.ts';
import { exampleEntity, exampleGuid, exampleValue } from './examples.ts';
import { type Schema, schemaReference, valueSchema } from './json-schema.ts';

const errors = {
  badRequest: 'The request cannot be understood, or cannot be done.',
  unauthorized: 'The token is missing or not accepted.',
  forbidden: 'The token lacks the permission.',
  notFound: 'There is nothing with this id in the organisation.',
  conflict: 'The state of the entity does not allow it.',
  contentTooLarge: 'The body is longer than is read, or holds more values.',
  unsupportedMediaType: 'The Content-Encoding is none that is read.',
  tooManyRequests: 'Too many requests: come back after Retry-After seconds.',
  unavailable: 'The service cannot answer now.',
} as const;

const context = { '@odata.context': { type: 'string', format: 'uri' } };

/** The error envelope that every refusal comes in. */
export const errorSchema: Schema = {
  title: 'error',
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message', 'innerError'],
      properties: {
        code: { type: 'string', description: 'What programs match on; the failures table lists all.' },
        message: { type: 'string', description: 'For developers; never localised.' },
        target: { type: 'string', description: 'What the error is about.' },
        details: {
          type: 'array',
          items: {
            type: 'object',
            required: ['code', 'message'],
            properties: { code: { type: 'string' }, message: { type: 'string' }, target: { type: 'string' } },
          },
        },
        innerError: {
          type: 'object',
          required: ['date', 'request-id', 'client-request-id'],
          properties: {
            date: { type: 'string', description: 'UTC, to the second, without a zone.' },
            'request-id': { type: 'string' },
            'client-request-id': { type: 'string' },
          },
        },
      },
    },
  },
};

/** The error answers, for `components/responses`. */
export const errorAnswers = Object.fromEntries(
  Object.entries(errors).map(([name, description]) => [
    name,
    {
      description,
      ...(name === 'tooManyRequests' && { headers: { 'Retry-After': { schema: { type: 'integer' } } } }),
      content: { 'application/json': { schema: { $ref: '#/components/schemas/error' } } },
    },
  ]),
);

const refer = (name: keyof typeof errors) => ({ $ref: `#/components/responses/${name}` });

/** Everything that an operation can be answered with. */
export function answersOf(operation: ServedOperation, version: VersionName): object {
  return {
    ...success(operation, version),
    ...refusals(operation.keyed || operation.path.keyFrom !== undefined, operation.method),
  };
}

export function refusals(keyed: boolean, method: ServedOperation['method']): object {
  const writes = method !== 'GET';
  const reads = method === 'POST' || method === 'PATCH';
  return {
    '400': refer('badRequest'),
    '401': refer('unauthorized'),
    '403': refer('forbidden'),
    ...(keyed && { '404': refer('notFound') }),
    ...(writes && { '409': refer('conflict') }),
    ...(reads && { '413': refer('contentTooLarge'), '415': refer('unsupportedMediaType') }),
    '429': refer('tooManyRequests'),
    '5XX': refer('unavailable'),
  };
}

function success({ kind, resource, path, action, function: called }: ServedOperation, version: VersionName) {
  const { type } = resource;
  const entity = schemaReference(type, version);
  const root = `https://localhost/${version}`;
  const named = path.context?.replace('{caller}', exampleGuid) ?? canonicalPath(resource, version);
  const link = `${root}/$metadata#${named}`;
  const shown = exampleEntity(type, version, 'answer');
  const example = { '@odata.context': `${link}/$entity`, ...shown };
  const noContent = { description: 'Done.' };
  switch (kind) {
    case 'list': {
      const page = { '@odata.context': link, ...(resource.alwaysCounts && { '@odata.count': 1 }), value: [shown] };
      return { '200': json('A page of entities.', collectionSchema(entity), page) };
    }
    case 'get':
      return { '200': json(`The ${type.name}.`, entity, example) };
    case 'update':
      return { '200': json(`The ${type.name} as it is now.`, entity, example), '204': noContent };
    case 'create':
      return {
        '201': {
          ...json(`The new ${type.name}.`, entity, example),
          headers: { Location: { description: 'Its address.', schema: { type: 'string', format: 'uri' } } },
        },
        '204': noContent,
      };
    case 'delete':
      return { '204': noContent };
    case 'action':
    case 'function': {
      const returns = (called ?? action)?.returns;
      if (!returns) return { '204': noContent };
      // A single structure is the body itself; anything else stands in `value` (OData JSON 4.01, section 11).
      const structured = returns.type.kind === 'complex' && !returns.collection;
      const value = valueSchema(returns, version);
      const schema = structured ? value : { type: 'object', required: ['value'], properties: { ...context, value } };
      const result = exampleValue('value', returns, version);
      const returned = {
        '@odata.context': valueContextUrl(returns, version, root),
        ...(structured ? (result as object) : { value: result }),
      };
      return { '200': json(returns.description, schema, returned) };
    }
  }
}

function canonicalPath({ paths }: Resource, version: VersionName): string {
  const canonical = paths.find(({ versions }) => versions.includes(version));
  return canonical?.context ?? canonical?.path ?? '';
}

function collectionSchema(item: Schema): Schema {
  return {
    type: 'object',
    required: ['value'],
    properties: {
      ...context,
      '@odata.count': { type: 'integer', format: 'int64', description: 'How many there are in all.' },
      '@odata.nextLink': { type: 'string', format: 'uri', description: 'Where the next page is; absent on the last.' },
      value: { type: 'array', items: item },
    },
  };
}

function json(description: string, schema: Schema, example: unknown) {
  return { description, content: { 'application/json': { schema, example } } };
}
