import { CommandFailure, type ExitCode, exitCodes } from '../exit-codes.ts';

/** What a Graph answered instead of doing what was asked. */
export class GraphFailure extends CommandFailure {
  readonly status: number;
  readonly errorCode: string;
  readonly requestId: string | undefined;

  constructor(told: ToldError) {
    super(exitCodeOf(told.status), `${told.errorCode} (${told.status}): ${told.text}`, helpFor(told));
    this.name = 'GraphFailure';
    this.status = told.status;
    this.errorCode = told.errorCode;
    this.requestId = told.requestId;
  }
}

interface ToldError {
  readonly status: number;
  readonly errorCode: string;
  readonly text: string;
  readonly requestId: string | undefined;
  readonly clientRequestId: string;
  readonly origin: string;
}

/** Reads an error answer of Graph's gateway or of the Intune service behind it. */
export function graphFailure(
  response: Response,
  body: string,
  request: { clientRequestId: string; origin: string },
): GraphFailure {
  const error = errorOf(body);
  const details = (error?.details ?? []).map(({ message }) => message).filter((text) => text !== undefined);
  const texts = [messageOf(error?.message ?? ''), ...details].filter((text) => text !== '');
  return new GraphFailure({
    status: response.status,
    errorCode: error?.code || response.statusText || 'Error',
    text: [...new Set(texts)].join('\n  ') || 'the answer says no more',
    requestId: error?.innerError?.['request-id'] ?? response.headers.get('request-id') ?? undefined,
    ...request,
  });
}

interface ErrorBody {
  readonly code?: string;
  readonly message?: string;
  readonly details?: readonly { readonly message?: string }[];
  readonly innerError?: { readonly 'request-id'?: string };
}

function errorOf(body: string): ErrorBody | undefined {
  try {
    const { error } = JSON.parse(body) as { error?: ErrorBody };
    return typeof error === 'object' && error !== null ? error : undefined;
  } catch {
    return undefined;
  }
}

/** Intune's messages are JSON themselves (`_version: 3`), with what happened in `Message`, before the ids that the request has anyway. */
function messageOf(message: string): string {
  try {
    const { Message } = JSON.parse(message) as { Message?: unknown };
    if (typeof Message === 'string') return Message.replace(/ - Operation ID \(for customer support\): .*$/s, '');
  } catch {
    // Plain text, as the gateway speaks.
  }
  return message;
}

function exitCodeOf(status: number): ExitCode {
  if (status === 401 || status === 403) return exitCodes.refused;
  if (status === 404) return exitCodes.notFound;
  if (status === 409) return exitCodes.conflict;
  if (status === 429 || status >= 500) return status === 500 ? exitCodes.failed : exitCodes.unavailable;
  return exitCodes.failed;
}

function helpFor({ status, requestId, clientRequestId, origin }: ToldError): string {
  const ids = `request-id ${requestId ?? 'unknown'}, client-request-id ${clientRequestId}`;
  return status === 401 ? `Sign in again: assistd login --graph ${origin}\n${ids}` : ids;
}
