import { type Properties, standsIn } from '../../../src/edm/type.ts';
import { versions } from '../../../src/model/versions.ts';
import { code, markdownTable } from '../markdown.ts';
import { optionsOf, sharedParameters } from '../openapi-parameters.ts';
import { type DocumentedOperation, requestLines, typeFile } from './documented-operation.ts';
import { exampleAnswer, exampleRequest } from './example.ts';
import type { Label } from './labels.ts';
import { permissionTables } from './permission-tables.ts';
import { propertyTable, type TypePlace, typeText } from './property-table.ts';
import type { Words } from './words.ts';

/** The page of one operation, without what every page has around it. */
export function operationPage(operation: DocumentedOperation, words: Words): string {
  const { description, versions: within, served } = operation;
  return [
    `# ${titleOf(operation, words)}`,
    namespaceLine(
      within.map((version) => versions[version].namespace),
      words,
    ),
    words.describe(description),
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

const pathTexts: Readonly<Record<string, Label>> = {
  user: 'pathUser',
  detectedApp: 'pathAnything',
  managedDevice: 'pathAnything',
  script: 'pathAnything',
  deviceRunState: 'pathRunState',
};

function pathParameters({ served, resource, function: called }: DocumentedOperation, words: Words): string {
  const names = new Set(
    served.flatMap(({ address }) => [...address.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)),
  );
  if (names.size === 0) return '';
  const text = (name: string) => {
    const declared = called?.parameters[name];
    if (declared) return words.describe(declared.description);
    const label = pathTexts[name];
    if (label) return words.label(label);
    if (name !== 'id') throw new Error(`tools/reference does not know what '{${name}}' in an address means`);
    return words.label('keyOf', { type: resource.type.name });
  };
  const rows = [...names].map((name) => [code(`{${name}}`), text(name)]);
  const headings = [words.label('parameter'), words.label('description')];
  return `### ${words.label('pathParameters')}\n\n${markdownTable(headings, rows)}`;
}

function queryParameters({ first, kind, resource }: DocumentedOperation, words: Words): string {
  const rows = optionsOf(first)
    .map((name) => sharedParameters[name])
    .filter((parameter) => parameter.in === 'query')
    .map((parameter) => [code(parameter.name), words.describe(parameter.description)]);
  if (rows.length === 0) return words.label('noQueryParameters');
  const table = markdownTable([words.label('parameter'), words.label('description')], rows);
  if (kind !== 'list') return table;
  const count = [words.label('countAlso'), ...(resource.alwaysCounts ? [words.label('alwaysCounts')] : [])];
  return `${table}\n\n${words.sentences(count)}`;
}

function headers(operation: DocumentedOperation, words: Words): string {
  const preferred = optionsOf(operation.first)
    .map((name) => sharedParameters[name])
    .filter((parameter) => parameter.in === 'header');
  const { clientRequestId } = sharedParameters;
  return markdownTable(
    [words.label('header'), words.label('value')],
    [
      ['Authorization', words.label('authorization')],
      ['Accept', code('application/json')],
      ...(hasBody(operation) ? [['Content-Type', words.label('contentType')]] : []),
      ...[...preferred, clientRequestId].map(({ name, description }) => [name, words.describe(description)]),
    ],
  );
}

function hasBody({ kind, action }: DocumentedOperation): boolean {
  return kind === 'create' || kind === 'update' || (action !== undefined && Object.keys(action.parameters).length > 0);
}

function requestBody(operation: DocumentedOperation, words: Words): string {
  const { kind, action, resource, versions: within } = operation;
  const { type } = resource;
  const place: TypePlace = { words, versions: within, page: type };
  if (!hasBody(operation)) return words.label(action ? 'noBodyOrEmpty' : 'noBody');
  if (action) return `${words.label('bodyAction')}\n\n${propertyTable(action.parameters, type.name, place)}`;
  const about = words.label(kind === 'create' ? 'bodyCreate' : 'bodyUpdate', { type: type.name, link: typeFile(type) });
  const settable: Properties = Object.fromEntries(
    Object.entries(type.properties).filter(([, property]) => !property.readOnly),
  );
  const id = kind === 'create' && resource.clientChoosesId ? ` ${words.label('clientChoosesId')}` : '';
  return `${about}\n\n${propertyTable(settable, type.name, place)}${id && `\n\n${id.trim()}`}`;
}

function answer(
  { kind, resource: { type }, action, function: called, versions: within }: DocumentedOperation,
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
      return words.label('answersValue', { value, description: words.describe(returns.description) });
    }
  }
}
