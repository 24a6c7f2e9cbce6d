import { type Properties, standsIn } from '../../../src/edm/type.ts';
import { versions } from '../../../src/model/versions.ts';
import { code, markdownTable } from '../markdown.ts';
import { optionsOf, sharedParameters } from '../openapi-parameters.ts';
import { type DocumentedOperation, requestLines, typeFile } from './documented-operation.ts';
import { exampleAnswer, exampleRequest } from './example.ts';
import { permissionTables } from './permission-tables.ts';
import { propertyTable, type TypePlace, typeText } from './property-table.ts';
import type { Words } from './words.ts';

/** The page of one operation, without what every page has around it. */
export function operationPage(operation: DocumentedOperation, words: Words): string {
  const { name, versions: within, served } = operation;
  return [
    `# ${titleOf(operation, words)}`,
    namespaceLine(
      within.map((version) => versions[version].namespace),
      words,
    ),
    words.operation(name),
    `## ${words.label('permissions')}`,
    words.label('permissionsAbout'),
    permissionTables(operation, words),
    `## ${words.label('httpRequest')}`,
    `\`\`\`http\n${requestLines(served).join('\n')}\n\`\`\``,
    pathParameters(operation, words),
    `## ${words.label('queryParameters')}`,
    queryParameters(operation, words),
    `## ${words.label('requestHeaders')}`,
    headers(operation, words),
    `## ${words.label('requestBody')}`,
    requestBody(operation, words),
    `## ${words.label('response')}`,
    words.sentences([answer(operation, words), words.label('errors')]),
    `## ${words.label('example')}`,
    `### ${words.label('request')}`,
    exampleRequest(operation),
    `### ${words.label('response')}`,
    exampleAnswer(operation),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The title as Graph's own documentation words it. */
export function titleOf({ kind, short, resource, resourceName }: DocumentedOperation, words: Words): string {
  if (kind === 'list') return words.label('titleList', { name: resourceName });
  if (kind === 'action') return words.label('titleAction', { name: short });
  if (kind === 'function') return words.label('titleFunction', { name: short });
  const titles = { get: 'titleGet', create: 'titleCreate', update: 'titleUpdate', delete: 'titleDelete' } as const;
  return words.label(titles[kind], { type: resource.type.name });
}

export function namespaceLine(namespaces: readonly string[], words: Words): string {
  return words.label('namespace', { names: [...new Set(namespaces)].map(code).join(', ') });
}

function pathParameters(
  { name: operation, served, resource, function: called }: DocumentedOperation,
  words: Words,
): string {
  const names = new Set(
    served.flatMap(({ address }) => [...address.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)),
  );
  if (names.size === 0) return '';
  const text = (name: string) => {
    if (called?.parameters[name]) return words.parameter(operation, name);
    return name === 'id' ? words.label('keyOf', { type: resource.type.name }) : words.address(name);
  };
  const rows = [...names].map((name) => [code(`{${name}}`), text(name)]);
  const headings = [words.label('parameter'), words.label('description')];
  return `### ${words.label('pathParameters')}\n\n${markdownTable(headings, rows)}`;
}

function queryParameters({ first, kind, resource }: DocumentedOperation, words: Words): string {
  const rows = optionsOf(first)
    .filter((name) => sharedParameters[name].in === 'query')
    .map((name) => [code(sharedParameters[name].name), words.request(name)]);
  if (rows.length === 0) return words.label('noQueryParameters');
  const table = markdownTable([words.label('parameter'), words.label('description')], rows);
  if (kind !== 'list') return table;
  const count = [words.label('countAlso'), ...(resource.alwaysCounts ? [words.label('alwaysCounts')] : [])];
  return `${table}\n\n${words.sentences(count)}`;
}

function headers(operation: DocumentedOperation, words: Words): string {
  const preferred = optionsOf(operation.first).filter((name) => sharedParameters[name].in === 'header');
  return markdownTable(
    [words.label('header'), words.label('value')],
    [
      ['Authorization', words.label('authorization')],
      ['Accept', code('application/json')],
      ...(hasBody(operation) ? [['Content-Type', words.label('contentType')]] : []),
      ...[...preferred, 'clientRequestId' as const].map((name) => [sharedParameters[name].name, words.request(name)]),
    ],
  );
}

function hasBody({ kind, action }: DocumentedOperation): boolean {
  return kind === 'create' || kind === 'update' || (action !== undefined && Object.keys(action.parameters).length > 0);
}

function requestBody(operation: DocumentedOperation, words: Words): string {
  const { name, kind, action, resource, versions: within } = operation;
  const { type } = resource;
  const place: TypePlace = { words, versions: within, page: type };
  if (!hasBody(operation)) return words.label(action ? 'noBodyOrEmpty' : 'noBody');
  if (action) {
    const describe = (parameter: string) => words.parameter(name, parameter);
    return `${words.label('bodyAction')}\n\n${propertyTable(action.parameters, type.name, place, describe)}`;
  }
  const about = words.label(kind === 'create' ? 'bodyCreate' : 'bodyUpdate', { type: type.name, link: typeFile(type) });
  const settable: Properties = Object.fromEntries(
    Object.entries(type.properties).filter(([, property]) => !property.readOnly),
  );
  const id = kind === 'create' && resource.clientChoosesId ? ` ${words.label('clientChoosesId')}` : '';
  const table = propertyTable(settable, type.name, place, (property) => words.property(type.name, property));
  return `${about}\n\n${table}${id && `\n\n${id.trim()}`}`;
}

function answer(
  { name, kind, resource: { type }, action, function: called, versions: within }: DocumentedOperation,
  words: Words,
): string {
  const values = { type: type.name, link: typeFile(type) };
  switch (kind) {
    case 'list':
      return words.label('answersList', values);
    case 'get':
      return words.label('answersGet', values);
    case 'create':
      return words.label('answersCreate', values);
    case 'update':
      return words.label('answersUpdate', values);
    case 'delete':
      return words.label('answersNothing');
    case 'action':
    case 'function': {
      const returns = (called ?? action)?.returns;
      if (!returns || !within.some((version) => standsIn(returns, version))) return words.label('answersNothing');
      const value = typeText(returns, { words, versions: within, page: type });
      return words.label('answersValue', { value, description: words.returned(name) });
    }
  }
}
