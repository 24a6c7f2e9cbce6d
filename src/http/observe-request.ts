import { Failure } from '../core/failure.ts';
import type { Observer, Outcome, Work } from '../core/observer.ts';
import { type Answer, clientRequestIdOf, type Exchange } from './exchange.ts';

/** How far a request came: for its log line, and for observers. */
export interface Trace {
  operation: string | undefined;
  tenantId: string | undefined;
  /** What it was refused with, or died of. */
  failure: unknown;
}

/** Lets an observer see a request. The names of attributes are those of OpenTelemetry's conventions for HTTP, where there is one. */
export function observeRequest(
  observer: Observer,
  exchange: Exchange,
  trace: Trace,
  carryOut: () => Promise<Answer>,
): Promise<Answer> {
  const { method, requestId, step, headers } = exchange;
  const work: Work = {
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
  return observer.observe(work, carryOut, (settled) => outcomeOf(settled, trace));
}

function outcomeOf(settled: { value: Answer } | { error: unknown }, { operation, tenantId, failure }: Trace): Outcome {
  const status = 'value' in settled ? settled.value.status : 500;
  return {
    result: String(status),
    isFailure: status >= 500,
    name: operation ?? 'unrouted',
    attributes: {
      'http.response.status_code': status,
      'assistd.operation': operation,
      'assistd.tenant': tenantId,
      'assistd.refusal': failure instanceof Failure ? failure.kind : undefined,
    },
  };
}
