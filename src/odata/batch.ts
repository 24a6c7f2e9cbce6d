import { isObject } from '../core/json.ts';
import { Pieces } from '../core/pieces.ts';
import { fail } from '../model/failures.ts';
import { withoutCharset } from './body/body-text.ts';

/** The requests that one batch may hold, as in Graph. */
const batchLimit = 20;

/** Characters in the URL of a step: as much as Node reads of a URL that comes by itself (`--max-http-header-size`). */
const longestUrl = 16 * 1024;

/** One request of a batch (OData JSON 4.01, section 19.1). */
export interface BatchStep {
  readonly id: string;
  /** In upper case. */
  readonly method: string;
  /** As it was sent; {@link stepAddress} reads it. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
  /** The steps that have to succeed first; all of them stand earlier in the batch. */
  readonly dependsOn: readonly BatchStep[];
}

/**
 * Checks the whole document before any step runs.
 *
 * @param value the JSON of the body
 * @throws `batchMalformed`, `batchTooLarge`
 */
export function parseBatch(value: unknown): readonly BatchStep[] {
  const requests = isObject(value) ? memberOf(value, 'requests') : undefined;
  if (!Array.isArray(requests))
    throw malformed("Invalid batch payload format: the member 'requests' must be an array.");
  if (requests.length > batchLimit) throw fail('batchTooLarge', { limit: batchLimit });
  const known = new Map<string, BatchStep>();
  for (const [index, request] of requests.entries()) {
    const step = parseStep(request, index + 1, known);
    const key = step.id.toLowerCase();
    if (known.has(key)) throw malformed(`Request Id ${step.id} has to be unique in a batch.`);
    known.set(key, step);
  }
  return [...known.values()];
}

function parseStep(request: unknown, position: number, earlier: ReadonlyMap<string, BatchStep>): BatchStep {
  const problem = (name: string, expected: string) =>
    malformed(`Invalid batch payload format: '${name}' of request ${position} must be ${expected}.`);
  if (!isObject(request)) {
    throw malformed(`Invalid batch payload format: request ${position} must be an object with id, method and url.`);
  }
  const id = idOf(memberOf(request, 'id'));
  if (id === undefined) throw problem('id', 'a text that no other request has');
  const method = memberOf(request, 'method');
  if (typeof method !== 'string' || method === '') throw problem('method', 'a verb such as GET');
  const url = memberOf(request, 'url');
  if (typeof url !== 'string' || url === '') throw problem('url', 'the path of an operation, from the version on');
  if (url.length > longestUrl) throw problem('url', `no longer than ${longestUrl} characters`);
  const given = memberOf(request, 'headers') ?? {};
  if (!isObject(given)) throw problem('headers', 'an object');
  const dependsOn = memberOf(request, 'dependsOn') ?? [];
  if (!Array.isArray(dependsOn)) throw problem('dependsOn', 'an array of ids');
  const headers = headersOf(given);
  return {
    id,
    method: method.toUpperCase(),
    url,
    headers,
    body: bodyOf(memberOf(request, 'body'), headers),
    dependsOn: dependsOn.map((each) => {
      const step = earlier.get(idOf(each)?.toLowerCase() ?? '');
      if (step) return step;
      throw malformed(
        `Invalid dependency for request Id ${id}: '${idOf(each) ?? typeof each}' is no id of a request that stands earlier in the batch.`,
      );
    }),
  };
}

/** Scripts number their requests; a number is the text that it is written as. */
function idOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The service reads member names in any case, as Graph does. */
function memberOf(object: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(object, name)) return object[name];
  const lower = name.toLowerCase();
  return Object.entries(object).find(([key]) => key.toLowerCase() === lower)?.[1];
}

function headersOf(given: Readonly<Record<string, unknown>>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value !== null && typeof value !== 'object') headers[name.toLowerCase()] = String(value);
  }
  return headers;
}

const base64 = /^[\w+/-]+={0,2}$/;

/**
 * A body that is not JSON comes as base64 or base64url text. So does the JSON of the Kiota SDKs, which drop the Content-Type that
 * would say so: text without a Content-Type is therefore decoded, and then read as JSON like any other body.
 */
function bodyOf(body: unknown, headers: Record<string, string>): Buffer | undefined {
  if (body === undefined || body === null || body === '') return undefined;
  const contentType = headers['content-type'];
  const isJson = contentType !== undefined && /json/i.test(contentType);
  if (typeof body === 'string' && !isJson && base64.test(body)) return Buffer.from(body, 'base64');
  // What stands in the batch as JSON is in the batch's own charset, whatever the step declares.
  if (contentType !== undefined) headers['content-type'] = withoutCharset(contentType);
  return Buffer.from(JSON.stringify(body));
}

/**
 * Where a step's URL leads. It is relative to the version, with or without a leading slash; the whole URL of the same version at
 * the same origin says the same. Whatever else it is, it stays below the version, where the router does not find it.
 *
 * @throws `batchMalformed` for another origin or another version, and for what no URL can hold
 */
export function stepAddress(url: string, origin: string, version: string): { path: string; search: string } {
  if (!url.isWellFormed()) throw malformed('The url of a request in a batch has half of a surrogate pair.');
  const [, scheme = '', path = '', search = ''] = /^([a-z]+:\/\/[^/?#]*)?([^?#]*)(?:\?([^#]*))?/i.exec(url) ?? [];
  const root = `/${version}/`;
  if (scheme === '') return { path: root + path.replace(/^\//, ''), search };
  const ours = URL.parse(scheme)?.origin === URL.parse(origin)?.origin;
  if (ours && path.toLowerCase().startsWith(root)) return { path, search };
  throw malformed(`The url of a request in a batch must be relative, or start with ${origin}${root}.`);
}

/** What became of a step. */
interface StepAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | Pieces | undefined;
}

/** The body of a batch's answer, from its steps and their answers. */
export function encodeBatch(answers: Iterable<readonly [BatchStep, StepAnswer]>): Pieces {
  const parts: Buffer[] = [];
  for (const [{ id }, { status, headers, body }] of answers) {
    const head = JSON.stringify({ id, status, headers: { 'Cache-Control': 'no-store', ...headers } });
    parts.push(Buffer.from(parts.length === 0 ? '{"responses":[' : ','));
    if (body === undefined) {
      parts.push(Buffer.from(head));
      continue;
    }
    parts.push(
      Buffer.from(`${head.slice(0, -1)},"body":`),
      ...insertedAs(body, headers['Content-Type']),
      Buffer.from('}'),
    );
  }
  return new Pieces([...parts, Buffer.from(parts.length === 0 ? '{"responses":[]}' : ']}')]);
}

/** JSON as JSON, text as text, and all else in base64url (OData JSON 4.01, section 19.2). */
function insertedAs(body: string | Buffer | Pieces, contentType = ''): readonly Buffer[] {
  // What is JSON is inserted as it stands: reading it only to write it again would cost more than making it.
  if (contentType.startsWith('application/json')) return body instanceof Pieces ? body.buffers : [Buffer.from(body)];
  const text = contentType.startsWith('text/') ? String(body) : Buffer.from(String(body)).toString('base64url');
  return [Buffer.from(JSON.stringify(text))];
}

function malformed(problem: string): Error {
  return fail('batchMalformed', { problem });
}
