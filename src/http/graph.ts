import { gunzipSync } from 'node:zlib';
import { admit } from '../assist/admission.ts';
import type { Assist } from '../assist/assist.ts';
import type { AnyHandler, Call } from '../assist/call.ts';
import { Failure } from '../core/failure.ts';
import type { Log } from '../core/log.ts';
import type { Caller } from '../identity/caller.ts';
import { permit } from '../identity/permit.ts';
import type { Tokens } from '../identity/token.ts';
import { fail } from '../model/failures.ts';
import type { PermissionGeneration } from '../model/permissions.ts';
import { type Decoded, decodeEntity, decodeParameters } from '../odata/decode.ts';
import { encodeEntity, encodePage, encodeValue, type Row, type Shape } from '../odata/encode.ts';
import type { Page, Query } from '../odata/expression.ts';
import { type ErrorAnswer, encodeFailure } from '../odata/failure.ts';
import { decodeFunctionArguments } from '../odata/function-arguments.ts';
import { parseQuery, type QueryKind } from '../odata/query.ts';
import type { Match, Router } from '../odata/route.ts';
import { nextLink, skipToken } from '../odata/skip-token.ts';
import type { Documents } from './documents.ts';
import type { Answer, Exchange, HttpProblem } from './exchange.ts';
import { metadataLevelOf, type Preferences, preferencesOf } from './preferences.ts';

/** What the Graph surface is put together from. */
export interface GraphParts {
  readonly assist: Assist;
  readonly router: Router;
  readonly operations: Readonly<Record<string, AnyHandler>>;
  readonly documents: Documents;
  readonly tokens: Tokens;
  readonly permissions: PermissionGeneration;
  readonly log: Log;
  /** Where a caller signs in, for `WWW-Authenticate`. */
  readonly authorizationUri: (origin: string) => string;
  readonly maxBodyBytes: number;
}

/** Answers requests; never throws. */
export interface Graph {
  answer(exchange: Exchange): Promise<Answer>;
  /** Answers what did not get as far as an operation, because HTTP itself was at fault. */
  refuse(exchange: Exchange, problem: HttpProblem, cause: unknown): Answer;
}

const json = 'application/json';

/** Microsoft Graph's own application id, which clients know the resource by. */
const graphClientId = '00000003-0000-0000-c000-000000000000';

export function createGraph(parts: GraphParts): Graph {
  const answer = async (exchange: Exchange) => {
    const started = performance.now();
    const trace: Trace = { operation: undefined, tenantId: undefined };
    let answered: Answer | ErrorAnswer;
    let failure: unknown;
    try {
      answered = await run(parts, exchange, trace);
    } catch (error) {
      failure = error;
      answered = failed(parts, exchange, error);
    }
    writeLine(parts.log, exchange, trace, answered, failure, performance.now() - started);
    return answered;
  };
  return {
    answer,
    refuse(exchange, problem, cause) {
      const failure =
        problem === 'bodyTooLarge'
          ? fail(problem, { limitBytes: parts.maxBodyBytes }, { cause })
          : fail(problem, undefined, { cause });
      const answered = failed(parts, exchange, failure);
      writeLine(parts.log, exchange, { operation: undefined, tenantId: undefined }, answered, failure, 0);
      return answered;
    },
  };
}

/** What the log line of a request says of how far it came. */
interface Trace {
  operation: string | undefined;
  tenantId: string | undefined;
}

/** The steps of a request, in order; each throws what it refuses. */
async function run(parts: GraphParts, exchange: Exchange, trace: Trace): Promise<Answer> {
  const match = parts.router(exchange.method, exchange.path);
  trace.operation = 'operation' in match ? match.operation : `${match.version}.${match.kind}`;
  if (!('operation' in match)) return parts.documents(match, exchange);

  const authenticated = parts.tokens.authenticate(exchange.headers.authorization);
  const caller = authenticated instanceof Promise ? await authenticated : authenticated;
  trace.tenantId = caller.tenantId;

  permit(caller, match, parts.permissions);
  await admit(parts.assist, caller.tenantId);

  const preferences = preferencesOf(exchange.headers.prefer);
  const call = decode(match, caller, exchange, preferences, parts.maxBodyBytes);

  const handler = parts.operations[match.operation];
  if (!handler) throw new Error(`no handler for ${match.operation}`);
  const result = await handler(parts.assist, call);

  return encode(match, call, result, exchange, preferences);
}

function decode(
  match: Match,
  caller: Caller,
  exchange: Exchange,
  preferences: Preferences,
  maxBodyBytes: number,
): Call {
  const query = parseQuery(exchange.search, {
    resource: match.resource,
    version: match.version,
    kind: match.kind as QueryKind,
    ...(preferences.maxPageSize !== undefined && { maxPageSize: preferences.maxPageSize }),
  });
  let body: Decoded = {};
  let parameters: Decoded = {};
  const raw = () => ({
    bytes: inflated(exchange.body, exchange.headers['content-encoding'], maxBodyBytes),
    contentType: exchange.headers['content-type'],
  });
  if (match.kind === 'create' || match.kind === 'update')
    body = decodeEntity(raw(), match.resource.type, match.version);
  else if (match.action) parameters = decodeParameters(raw(), match.action.parameters, match.operation, match.version);
  else if (match.function) {
    parameters = decodeFunctionArguments(match.functionArguments, match.function.parameters, exchange.search);
  }
  return {
    caller,
    client: {
      requestId: exchange.requestId,
      correlationId: exchange.headers['client-request-id'] ?? exchange.requestId,
      address: exchange.address,
      origin: exchange.origin,
    },
    version: match.version,
    key: match.key ?? '',
    pathParameters: match.pathParameters,
    query,
    body,
    parameters,
  };
}

/** SDKs may compress what they send and repeat it plain on a 415. */
function inflated(body: Buffer | undefined, encoding: string | undefined, limitBytes: number): Buffer | undefined {
  if (!body || body.length === 0 || encoding === undefined || encoding.toLowerCase() === 'identity') return body;
  if (encoding.toLowerCase() !== 'gzip') throw fail('bodyEncoding', { encoding: encoding.slice(0, 40) });
  try {
    return gunzipSync(body, { maxOutputLength: limitBytes });
  } catch (cause) {
    const tooLarge = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw tooLarge ? fail('bodyTooLarge', { limitBytes }) : fail('bodyMalformed', undefined, { cause });
  }
}

const noContent: Answer = { status: 204, headers: {}, body: undefined };

function encode(match: Match, call: Call, result: unknown, exchange: Exchange, preferences: Preferences): Answer {
  const { query } = call;
  const metadata = metadataLevelOf(exchange.headers.accept);
  const root = `${exchange.origin}/${match.version}`;
  const headers = {
    'Content-Type': `${json};odata.metadata=${metadata};odata.streaming=true;IEEE754Compatible=false;charset=utf-8`,
    'OData-Version': '4.0',
  };
  const shape = (single: boolean): Shape => ({
    type: match.resource.type,
    version: match.version,
    select: query.select,
    metadata,
    single,
    root,
    contextPath: match.contextPath,
    singleton: match.resource.kind === 'singleton',
  });
  const minimal = preferences.minimal
    ? { status: 204, headers: { 'Preference-Applied': 'return=minimal' }, body: undefined }
    : undefined;
  switch (match.kind) {
    case 'count':
      return {
        status: 200,
        headers: { ...headers, 'Content-Type': 'text/plain' },
        body: String((result as Page<Row>).count ?? 0),
      };
    case 'list':
      return listed(result as Page<Row>, query, exchange, shape(false), headers, preferences);
    case 'get':
      return { status: 200, headers, body: encodeEntity(result as Row, shape(true)) };
    case 'create': {
      const location = `${root}/${match.contextPath}('${String((result as Row).id).replaceAll("'", "''")}')`;
      if (minimal)
        return { ...minimal, headers: { ...minimal.headers, Location: location, 'OData-EntityId': location } };
      return {
        status: 201,
        headers: { ...headers, Location: location },
        body: encodeEntity(result as Row, shape(false)),
      };
    }
    case 'update':
      return minimal ?? { status: 200, headers, body: encodeEntity(result as Row, shape(false)) };
    case 'function': {
      if (!match.function) return noContent;
      return { status: 200, headers, body: encodeValue(result, match.function.returns, match.version, root, metadata) };
    }
    case 'delete':
    case 'action':
      return noContent;
  }
}

function listed(
  page: Page<Row>,
  query: Query,
  exchange: Exchange,
  shape: Shape,
  headers: Record<string, string>,
  preferences: Preferences,
): Answer {
  const url = `${exchange.origin}${exchange.path}${exchange.search && '?'}${exchange.search}`;
  const link = page.next && nextLink(url, skipToken(query, page.next));
  const body = encodePage(
    {
      rows: page.rows,
      ...(page.count !== undefined && { count: page.count }),
      ...(link !== undefined && { nextLink: link }),
    },
    shape,
  );
  const applied =
    preferences.maxPageSize === query.pageSize ? { 'Preference-Applied': `odata.maxpagesize=${query.pageSize}` } : {};
  return { status: 200, headers: { ...headers, ...applied }, body };
}

function failed(parts: GraphParts, exchange: Exchange, error: unknown): ErrorAnswer {
  const clientRequestId = exchange.headers['client-request-id'];
  return encodeFailure(error, {
    url: `${exchange.origin}${exchange.path}`,
    activityId: clientRequestId ?? exchange.requestId,
    requestId: exchange.requestId,
    clientRequestId,
    authorizationUri: parts.authorizationUri(exchange.origin),
    clientId: graphClientId,
    now: parts.assist.clock.now(),
  });
}

function writeLine(log: Log, exchange: Exchange, trace: Trace, answer: Answer, failure: unknown, ms: number): void {
  const line = {
    requestId: exchange.requestId,
    clientRequestId: exchange.headers['client-request-id'],
    tenantId: trace.tenantId,
    operation: trace.operation,
    method: exchange.method,
    status: answer.status,
    ms: Math.round(ms * 1000) / 1000,
  };
  if (failure === undefined) log.info(line, 'request');
  else if (failure instanceof Failure) {
    const { kind, internal: reason, cause } = failure;
    log.info({ ...line, failure: kind, reason, cause }, 'request refused');
  } else log.error({ ...line, err: failure }, 'request failed');
}
