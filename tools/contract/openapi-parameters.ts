import type { Resource } from '../../src/edm/operation.ts';
import type { VersionName } from '../../src/edm/type.ts';
import type { ServedOperation } from '../../src/odata/served-operations.ts';
import { type Schema, valueSchema } from './json-schema.ts';

const query = (name: string, schema: Schema, description: string) => ({ name, in: 'query', description, schema });

const wholeNumber = { type: 'integer', minimum: 0 };

/** The system query options that are served (OData 4.01 Part 2, section 5.1), and the headers that change an answer. */
export const sharedParameters = {
  select: query('$select', { type: 'string' }, 'The properties to give, separated by commas.'),
  filter: query(
    '$filter',
    { type: 'string' },
    'Which entities: eq ne gt ge lt le in, and or not, startswith endswith contains, tolower toupper.',
  ),
  orderby: query('$orderby', { type: 'string' }, 'The properties to order by, each with asc or desc.'),
  search: query('$search', { type: 'string' }, 'Words that must all be found.'),
  top: query('$top', wholeNumber, 'How many entities at most.'),
  skip: query('$skip', wholeNumber, 'How many entities to leave out first.'),
  count: query('$count', { type: 'boolean' }, 'Whether to say how many there are in all.'),
  skiptoken: query('$skiptoken', { type: 'string' }, 'Where the page starts; taken from @odata.nextLink, never made.'),
  preferMinimal: {
    name: 'Prefer',
    in: 'header',
    description: 'return=minimal: answer with 204 and no body.',
    schema: { type: 'string' },
  },
  preferPageSize: {
    name: 'Prefer',
    in: 'header',
    description: 'odata.maxpagesize: how many entities in a page at most.',
    schema: { type: 'string' },
  },
  clientRequestId: {
    name: 'client-request-id',
    in: 'header',
    description: 'An id that the answer and the audit trail repeat.',
    schema: { type: 'string', format: 'uuid' },
  },
} as const;

export type SharedName = keyof typeof sharedParameters;

const refer = (name: SharedName) => ({ $ref: `#/components/parameters/${name}` });

/** The parameters of an operation: those of its address, its query options, its headers. */
export function operationParameters(operation: ServedOperation, version: VersionName): object[] {
  return [...pathParameters(operation, version), ...optionsOf(operation).map(refer), refer('clientRequestId')];
}

/** The parameters of the count of a list. */
export function countParameters(list: ServedOperation, version: VersionName): object[] {
  return [...pathParameters(list, version), ...conditionsOf(list.resource).map(refer), refer('clientRequestId')];
}

/** The query options and `Prefer` headers that an operation knows. */
export function optionsOf({ kind, resource }: ServedOperation): SharedName[] {
  switch (kind) {
    case 'list': {
      const order: SharedName[] = resource.listedById ? [] : ['orderby'];
      return ['select', ...conditionsOf(resource), ...order, 'top', 'skip', 'count', 'skiptoken', 'preferPageSize'];
    }
    case 'get':
      return ['select'];
    case 'create':
    case 'update':
      return ['preferMinimal'];
    default:
      return [];
  }
}

function conditionsOf({ listedById, searched }: Resource): SharedName[] {
  if (listedById) return [];
  return searched ? ['filter', 'search'] : ['filter'];
}

function pathParameters({ address, resource, function: called }: ServedOperation, version: VersionName): object[] {
  return [...address.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
    const declared = called?.parameters[name];
    return {
      name,
      in: 'path',
      required: true,
      description: declared?.description ?? (name === 'id' ? `The key of the ${resource.type.name}.` : `The ${name}.`),
      schema: declared ? valueSchema({ ...declared, nullable: false }, version) : { type: 'string' },
    };
  });
}
