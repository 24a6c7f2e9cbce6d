import { cut } from '../core/unicode.ts';

export type PartnerFailureReason =
  /** No answer: refused, reset, no such host. */
  | 'unreachable'
  /** Not asked: the host failed too often just now, and the breaker is open. */
  | 'resting'
  /** No answer in time. */
  | 'timeout'
  /** 429, with what the partner said about when to come back. */
  | 'throttled'
  /** 5xx, or an answer that is not what the API promises. */
  | 'broken'
  /** The grant is not accepted as it is now: renew it. */
  | 'unauthorized'
  /** The partner says that the grant is gone: nothing can be done with it any more. */
  | 'grantGone'
  /** The grant is in force and does not allow this: no repetition helps, and something else may be allowed. */
  | 'forbidden'
  /** The device cannot be helped now, because the partner does not know it, or cannot reach it. The message is for who asked. */
  | 'noDevice'
  /** The partner understood and refuses. */
  | 'refused';

/** In characters: whatever a partner says, it is kept, logged and shown. */
const longestMessage = 1000;

/** What went wrong at the partner. Its message is for logs and administrators: it never holds a token, code or secret. */
export class PartnerFailure extends Error {
  readonly reason: PartnerFailureReason;
  /** Milliseconds, where the partner says when to come back. */
  readonly retryAfter: number | undefined;
  /** The status of an answer over HTTP, for the connector that got it. */
  readonly status: number | undefined;
  /** Whether it is certain that the partner carried nothing out: it was not reached, or it answered that it does not. */
  readonly undone: boolean;

  constructor(
    reason: PartnerFailureReason,
    message: string,
    details: { retryAfter?: number; status?: number; cause?: unknown; undone?: boolean } = {},
  ) {
    super(cut(message, longestMessage), details.cause === undefined ? {} : { cause: details.cause });
    this.name = 'PartnerFailure';
    this.reason = reason;
    this.retryAfter = details.retryAfter;
    this.status = details.status;
    this.undone = details.undone ?? certain.has(reason);
  }
}

const certain: ReadonlySet<PartnerFailureReason> = new Set([
  'resting',
  'throttled',
  'unauthorized',
  'grantGone',
  'forbidden',
  'noDevice',
  'refused',
]);
