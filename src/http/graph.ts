import type { Assist } from '../assist/assist.ts';
import type { AnyHandler } from '../assist/call.ts';
import { scopeOf } from '../assist/scope.ts';
import { admit } from '../assist/tenant/admission.ts';
import { Failure } from '../core/failure.ts';
import type { Log } from '../core/log.ts';
import type { Observer } from '../core/observer.ts';
import { permit } from '../identity/permit.ts';
import type { Tokens } from '../identity/token.ts';
import { fail } from '../model/failures.ts';
import type { PermissionGeneration } from '../model/permissions.ts';
import { type ErrorAnswer, encodeFailure, RehearsedFailure } from '../odata/failure.ts';
import type { Router } from '../odata/route.ts';
import type { Throttle } from '../throttling/throttle.ts';
import { answerBatch, type StepAnswers } from './batch.ts';
import type { Documents } from './documents.ts';
import { type Answer, clientRequestIdOf, type Exchange, type HttpProblem } from './exchange.ts';
import { observeRequest, type Trace } from './observe-request.ts';
import { preferencesOf } from './preferences.ts';
import { readCall } from './read-call.ts';
import { writeAnswer } from './write-answer.ts';

/** What the Graph surface is put together from. */
export interface GraphParts {
  readonly assist: Assist;
  readonly router: Router;
  readonly operations: Readonly<Record<string, AnyHandler>>;
  readonly documents: Documents;
  readonly tokens: Tokens;
  readonly permissions: PermissionGeneration;
  /** `undefined` where callers are held to no limits. */
  readonly throttle: Throttle | undefined;
  readonly log: Log;
  /** Where a caller signs in, for `WWW-Authenticate`. */
  readonly authorizationUri: (origin: string) => string;
  readonly maxBodyBytes: number;
  /** What development puts around every request whose operation is known. */
  readonly around?: Around | undefined;
  /** Told of every request that was answered. */
  readonly onAnswered?: ((answered: AnsweredRequest) => void) | undefined;
  /** Sees every request, and each step of a batch as part of the batch. */
  readonly observer?: Observer | undefined;
}

/** A request whose operation is known, and of which nothing is done yet. */
export interface RoutedRequest {
  /** `remoteAssistancePartners.disconnect`; `v1.0.batch` for a batch as a whole. */
  readonly operation: string;
  readonly method: string;
  /** The path as it was sent, undecoded, without its query. */
  readonly path: string;
}

/** May wait, carry the request out or not, and throw what it is answered with instead. */
export type Around = (request: RoutedRequest, carryOut: () => Promise<Answer>) => Promise<Answer>;

/** What became of a request. */
export interface AnsweredRequest {
  readonly exchange: Exchange;
  /** `undefined` where none was found, or it was refused before. */
  readonly operation: string | undefined;
  /** From a proven token. */
  readonly tenantId: string | undefined;
  readonly status: number;
  readonly milliseconds: number;
}

/** Answers requests; never throws. */
export interface Graph {
  answer(exchange: Exchange): Promise<Answer>;
  /** Answers what did not get as far as an operation, because HTTP itself was at fault. */
  refuse(exchange: Exchange, problem: HttpProblem, cause: unknown): Answer;
}

/** Microsoft Graph's own application id, which clients know the resource by. */
const graphClientId = '00000003-0000-0000-c000-000000000000';

export function createGraph(parts: GraphParts): Graph {
  const { observer } = parts;
  const carryOut = async (exchange: Exchange, trace: Trace) => {
    const started = performance.now();
    try {
      const answered = await run(parts, exchange, trace, { answer, refuse });
      report(parts, exchange, trace, answered, undefined, performance.now() - started);
      return answered;
    } catch (failure) {
      const answered = failed(parts, exchange, failure);
      trace.failure = failure;
      report(parts, exchange, trace, answered, failure, performance.now() - started);
      return answered;
    }
  };
  const answer = (exchange: Exchange): Promise<Answer> => {
    const trace: Trace = { operation: undefined, tenantId: undefined, failure: undefined };
    return observer
      ? observeRequest(observer, exchange, trace, () => carryOut(exchange, trace))
      : carryOut(exchange, trace);
  };
  const refuse = (exchange: Exchange, failure: unknown) => {
    const trace: Trace = { operation: undefined, tenantId: undefined, failure };
    const answered = failed(parts, exchange, failure);
    report(parts, exchange, trace, answered, failure, 0);
    if (observer) void observeRequest(observer, exchange, trace, async () => answered);
    return answered;
  };
  return {
    answer,
    refuse(exchange, problem, cause) {
      const limitBytes = parts.maxBodyBytes;
      const failure =
        problem === 'bodyTooLarge' ? fail(problem, { limitBytes }, { cause }) : fail(problem, undefined, { cause });
      return refuse(exchange, failure);
    },
  };
}

const reads: ReadonlySet<string> = new Set(['list', 'count', 'get', 'function']);

/** The steps of a request, in order; each throws what it refuses. */
async function run(parts: GraphParts, exchange: Exchange, trace: Trace, steps: StepAnswers): Promise<Answer> {
  const match = parts.router(exchange.method, exchange.path);
  const operation = 'operation' in match ? match.operation : `${match.version}.${match.kind}`;
  trace.operation = operation;
  const carryOut = () => runMatched(parts, match, exchange, trace, steps);
  const { method, path } = exchange;
  return parts.around ? parts.around({ operation, method, path }, carryOut) : carryOut();
}

async function runMatched(
  parts: GraphParts,
  match: ReturnType<Router>,
  exchange: Exchange,
  trace: Trace,
  steps: StepAnswers,
): Promise<Answer> {
  if (match.kind !== 'batch' && !('operation' in match)) return parts.documents(match, exchange);

  const authenticated = parts.tokens.authenticate(exchange.headers.authorization);
  const caller = authenticated instanceof Promise ? await authenticated : authenticated;
  trace.tenantId = caller.tenantId;
  if (match.kind === 'batch') return answerBatch(exchange, match.version, parts.maxBodyBytes, steps);

  permit(caller, match, parts.permissions);
  await admit(parts.assist, caller.tenantId);
  await parts.throttle?.(caller, { workload: match.resource.workload, writes: !reads.has(match.kind) });

  const scope = scopeOf(parts.assist, caller, match);
  const preferences = preferencesOf(exchange.headers.prefer);
  const call = readCall(match, caller, scope, exchange, preferences, parts.maxBodyBytes);

  const handler = parts.operations[match.operation];
  if (!handler) throw new Error(`no handler for ${match.operation}`);
  const result = await handler(parts.assist, call);

  return writeAnswer(match, call, result, exchange, preferences);
}

function failed(parts: GraphParts, exchange: Exchange, error: unknown): ErrorAnswer {
  const { requestId } = exchange;
  const clientRequestId = clientRequestIdOf(exchange);
  return encodeFailure(error, {
    url: `${exchange.origin}${exchange.path}`,
    activityId: clientRequestId ?? requestId,
    requestId,
    clientRequestId,
    authorizationUri: parts.authorizationUri(exchange.origin),
    clientId: graphClientId,
    now: parts.assist.clock.now(),
  });
}

function report(
  parts: GraphParts,
  exchange: Exchange,
  trace: Trace,
  answer: Answer,
  failure: unknown,
  milliseconds: number,
): void {
  writeLine(parts.log, exchange, trace, answer, failure, milliseconds);
  const { operation, tenantId } = trace;
  parts.onAnswered?.({ exchange, operation, tenantId, status: answer.status, milliseconds });
}

function writeLine(log: Log, exchange: Exchange, trace: Trace, answer: Answer, failure: unknown, ms: number): void {
  const line = {
    requestId: exchange.requestId,
    clientRequestId: clientRequestIdOf(exchange),
    tenantId: trace.tenantId,
    operation: trace.operation,
    method: exchange.method,
    ...(exchange.step !== undefined && { step: exchange.step }),
    status: answer.status,
    ms: Math.round(ms * 1000) / 1000,
  };
  if (failure === undefined) log.info(line, 'request');
  else if (failure instanceof Failure) {
    const { kind, internal: reason, cause } = failure;
    log.info({ ...line, failure: kind, reason, cause }, 'request refused');
  } else if (failure instanceof RehearsedFailure) log.info({ ...line, failure: 'rehearsed' }, 'request refused');
  else log.error({ ...line, err: failure }, 'request failed');
}
