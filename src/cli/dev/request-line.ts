import { Failure } from '../../core/failure.ts';
import type { AnsweredRequest } from '../../http/graph.ts';
import { messageOf } from '../../model/failures.ts';

/** A request as somebody reads it who watches: `403 GET /v1.0/… 2 ms adele@contoso.example: why`. Neither query nor token is in it. */
export function requestLine({ exchange, caller, status, milliseconds, failure }: AnsweredRequest): string {
  const { method, path, step } = exchange;
  const who = caller && (caller.userPrincipalName ?? caller.applicationDisplayName ?? caller.subject);
  const words = [
    status,
    method,
    step === undefined ? path : `${path} (step ${step} of a batch)`,
    `${Math.round(milliseconds)} ms`,
    ...(who === undefined ? [] : [who]),
  ];
  return `${words.join(' ')}${failure === undefined ? '' : `: ${whyOf(failure)}`}`;
}

/** The log's word where there is one, for whoever reads this has the log. */
function whyOf(failure: unknown): string {
  if (failure instanceof Failure) return failure.internal ?? messageOf(failure);
  return failure instanceof Error ? failure.message : String(failure);
}
