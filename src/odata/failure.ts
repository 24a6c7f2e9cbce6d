import type { Failure } from '../core/failure.ts';
import { type FailureContext, type ToldFailure, tell } from '../model/failures.ts';

export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly code: string;
}

export interface ErrorContext extends FailureContext {
  readonly requestId: string;
  readonly clientRequestId: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A request that is made to fail so that somebody can see what their program does then. */
export class RehearsedFailure extends Error {
  /** What it is told like, but for the `changes`. */
  readonly like: Failure;
  readonly changes: Partial<ToldFailure>;

  constructor(like: Failure, changes: Partial<ToldFailure>) {
    super(`rehearsed: ${like.kind}`);
    this.name = 'RehearsedFailure';
    this.like = like;
    this.changes = changes;
  }
}

/** The one place where an error is put into Graph's envelope. */
export function encodeFailure(error: unknown, context: ErrorContext): ErrorAnswer {
  const told =
    error instanceof RehearsedFailure ? { ...tell(error.like, context), ...error.changes } : tell(error, context);
  const message = told.layer === 'service' ? serviceMessage(told, context) : told.message;
  const body = {
    error: {
      code: told.code,
      message,
      ...(told.help?.target && { target: told.help.target }),
      ...(told.help && { details: [told.help] }),
      innerError: {
        ...(told.code === 'ModelValidationFailure' && { message }),
        ...told.inner,
        // Graph writes this date in UTC to the second, without a zone.
        date: new Date(context.now).toISOString().slice(0, 19),
        'request-id': context.requestId,
        'client-request-id': context.clientRequestId ?? context.requestId,
      },
    },
  };
  return {
    status: told.status,
    headers: { 'Content-Type': 'application/json', ...told.headers },
    body: JSON.stringify(body),
    code: told.code,
  };
}

const operationId = '00000000-0000-0000-0000-000000000000';

/** How the Intune service tells an error: JSON inside the message, indented, with CRLF, which tools parse. */
function serviceMessage({ message, phrase }: ToldFailure, { url, activityId }: ErrorContext): string {
  const tail = phrase ? ` - CustomApiErrorPhrase: ${phrase}` : '';
  const text = {
    _version: 3,
    Message: `${message} - Operation ID (for customer support): ${operationId} - Activity ID: ${activityId} - Url: ${url}${tail}`,
    CustomApiErrorPhrase: phrase,
    RetryAfter: null,
    ErrorSourceService: '',
    HttpHeaders: '{}',
  };
  return JSON.stringify(text, null, 2).replaceAll('\n', '\r\n');
}
