import { Failure } from '../core/failure.ts';
import { type Log, logWith } from '../core/log.ts';
import type { Observer, Outcome, Work } from '../core/observer.ts';
import type { PermissionRow } from '../edm/permission-row.ts';
import type { Caller } from '../identity/caller.ts';
import { RehearsedFailure } from '../odata/failure.ts';
import { type Answer, clientRequestIdOf, type Exchange, type Surface } from './exchange.ts';

/** Who is told of requests. */
export interface Reporting {
  readonly log: Log;
  /** Sees every request, and each step of a batch as part of the batch. */
  readonly observer?: Observer | undefined;
}

/** How far a request came. */
export interface Trace {
  /** The surface that took it; `undefined` for the Graph's. */
  readonly surface: string | undefined;
  operation: string | undefined;
  /** Who may, by the path that was asked for. */
  permission?: PermissionRow;
  /** From a proven token. */
  caller: Caller | undefined;
  /** What it was refused with, or died of. */
  failure: unknown;
}

export function beginTrace(surface?: string): Trace {
  return { surface, operation: undefined, caller: undefined, failure: undefined };
}

/**
 * Carries a request out and tells what became of it: one log line, and whatever observers make of it. What is thrown is answered as
 * `tell` says. `settled` sees the answer and how many milliseconds it took, and gives the one that is sent.
 */
export function reported<A extends Answer>(
  { log, observer }: Reporting,
  exchange: Exchange,
  trace: Trace,
  carryOut: () => Promise<A>,
  tell: (failure: unknown) => A,
  settled?: (answer: A, milliseconds: number) => A,
): Promise<A> {
  const run = async () => {
    const began = performance.now();
    let answer: A;
    try {
      answer = await carryOut();
    } catch (failure) {
      trace.failure = failure;
      answer = tell(failure);
    }
    const milliseconds = performance.now() - began;
    writeLine(log, exchange, trace, answer.status, milliseconds);
    return settled ? settled(answer, milliseconds) : answer;
  };
  return observer ? observer.observe(workOf(exchange), run, (settled) => outcomeOf(settled, trace)) : run();
}

/** A surface whose requests are reported under its name; its own failures are answered as `tell` says. */
export function reportedSurface(
  reporting: Reporting,
  name: string | undefined,
  surface: Surface,
  tell: (exchange: Exchange, failure: unknown) => Answer,
): Surface {
  return (exchange) =>
    reported(
      reporting,
      exchange,
      beginTrace(name),
      () => surface(exchange),
      (failure) => tell(exchange, failure),
    );
}

/** The names of attributes are those of OpenTelemetry's conventions for HTTP, where there is one. */
function workOf(exchange: Exchange): Work {
  const { method, requestId, step, headers } = exchange;
  return {
    kind: 'request',
    name: method,
    attributes: {
      'http.request.method': method,
      'assistd.request_id': requestId,
      'assistd.client_request_id': clientRequestIdOf(exchange),
      'assistd.batch_step': step,
    },
    // A step of a batch is part of the batch, whose caller has been heard already.
    ...(step === undefined && { caller: { traceparent: headers.traceparent, tracestate: headers.tracestate } }),
  };
}

function outcomeOf(settled: { value: Answer } | { error: unknown }, trace: Trace): Outcome {
  const { surface, operation, caller, failure } = trace;
  const status = 'value' in settled ? settled.value.status : 500;
  return {
    result: String(status),
    isFailure: status >= 500,
    name: surface ?? operation ?? 'unrouted',
    attributes: {
      'http.response.status_code': status,
      'assistd.surface': surface,
      'assistd.operation': operation,
      'assistd.tenant': caller?.tenantId,
      'assistd.refusal': failure instanceof Failure ? failure.kind : undefined,
    },
  };
}

const ofCallers = new WeakMap<Caller, { readonly service: Log; readonly log: Log }>();

/** Who asked is the same for all requests with a token: said to the log once, it is half of the work of a line. */
function logOf(service: Log, caller: Caller): Log {
  const known = ofCallers.get(caller);
  if (known?.service === service) return known.log;
  const { tenantId, userPrincipalName, kind, subject, applicationId = subject } = caller;
  const userId = kind === 'delegated' ? subject : undefined;
  const log = logWith(service, { tenantId, userPrincipalName, userId, applicationId });
  ofCallers.set(caller, { service, log });
  return log;
}

// Asked every few seconds by machines: a line for each would be most of the log.
const polled: ReadonlySet<string | undefined> = new Set(['health', 'metrics']);

function writeLine(service: Log, exchange: Exchange, trace: Trace, status: number, milliseconds: number): void {
  const { surface, operation, caller, failure } = trace;
  const log = caller ? logOf(service, caller) : service;
  const line = {
    requestId: exchange.requestId,
    clientRequestId: clientRequestIdOf(exchange),
    ...(surface !== undefined && { surface }),
    ipAddress: exchange.address,
    operation,
    method: exchange.method,
    ...(exchange.step !== undefined && { step: exchange.step }),
    status,
    ms: Math.round(milliseconds * 1000) / 1000,
  };
  if (failure === undefined) {
    if (polled.has(surface) && status < 400) log.debug(line, 'request');
    else log.info(line, 'request');
  } else if (failure instanceof Failure) {
    const { kind, internal: reason, cause } = failure;
    log.info({ ...line, failure: kind, reason, cause }, 'request refused');
  } else if (failure instanceof RehearsedFailure) log.info({ ...line, failure: 'rehearsed' }, 'request refused');
  else log.error({ ...line, err: failure }, 'request failed');
}
