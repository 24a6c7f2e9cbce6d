import { Failure } from '../../core/failure.ts';
import type { AnsweredRequest } from '../../http/graph/graph.ts';
import { messageOf } from '../../model/failures.ts';

/** A request as somebody reads it who watches: `403 GET /v1.0/… 2 ms adele@contoso.example: why`. Neither query nor token is in it. */
export function requestLine({ exchange, caller, status, milliseconds, failure }: AnsweredRequest): string {
  const { method, path, step } = exchange;
  const who = caller && (caller.userPrincipalName ?? caller.applicationDisplayName ?? caller.subject);
  const place = step === undefined ? path : `${path} (step ${step} of a batch)`;
  const by = who === undefined ? '' : ` ${who}`;
  const why = failure === undefined ? '' : `: ${whyOf(failure)}`;
  return `${status} ${method} ${place} ${Math.round(milliseconds)} ms${by}${why}`;
}

/** The log's word where there is one, for whoever reads this has the log. */
function whyOf(failure: unknown): string {
  if (failure instanceof Failure) return failure.internal ?? messageOf(failure);
  return failure instanceof Error ? failure.message : String(failure);
}
