import { exampleEntity, exampleGuid, exampleValue } from '../examples.ts';
import { answersOf } from '../openapi-answers.ts';
import type { DocumentedOperation } from './documented-operation.ts';

const host = 'assist.example.org';

interface Answer {
  readonly headers?: object;
  readonly content?: Readonly<Record<string, { readonly example?: unknown }>>;
}

/** A request as it goes over the wire, with the values of the OpenAPI documents. */
export function exampleRequest({ first, resource }: DocumentedOperation): string {
  const { action } = first;
  const body =
    first.kind === 'create' || first.kind === 'update'
      ? exampleEntity(resource.type, first.version, 'request')
      : action && Object.keys(action.parameters).length > 0
        ? Object.fromEntries(
            Object.entries(action.parameters).map(([name, property]) => [
              name,
              exampleValue(name, property, first.version),
            ]),
          )
        : undefined;
  return fence([
    `${first.method} https://${host}/${first.version}${exampleAddress(first.address)}`,
    'Authorization: Bearer {token}',
    ...(body ? ['Content-Type: application/json', '', json(body)] : []),
  ]);
}

/** The answer to it, as the OpenAPI documents show it. */
export function exampleAnswer({ first }: DocumentedOperation): string {
  const answers = answersOf(first, first.version) as Readonly<Record<string, Answer>>;
  const [status = '', answer] = Object.entries(answers).find(([key]) => key.startsWith('2')) ?? [];
  const body = answer?.content?.['application/json']?.example;
  const reason = { '200': 'OK', '201': 'Created', '204': 'No Content' }[status] ?? '';
  const location = `Location: https://${host}/${first.version}${exampleAddress(first.address)}`;
  return fence([
    `HTTP/1.1 ${status} ${reason}`,
    ...(answer?.headers ? [`${location}('${exampleGuid}')`] : []),
    ...(body === undefined ? [] : ['Content-Type: application/json', '', json(body)]),
  ]);
}

function exampleAddress(address: string): string {
  return address.replaceAll('{id}', exampleGuid).replaceAll('{category}', 'Device');
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll('https://localhost/', `https://${host}/`);
}

function fence(lines: readonly string[]): string {
  return `\`\`\`http\n${lines.join('\n')}\n\`\`\``;
}
