/** What a person can do about a failure, which is what the console's words go by. */
export type FailureKind =
  | 'unreachable'
  | 'signedOut'
  | 'forbidden'
  | 'notFound'
  | 'conflict'
  | 'refused'
  | 'throttled'
  | 'unavailable'
  | 'broken';

/** A request that was not answered with what was asked for. */
export class RequestFailure extends Error {
  readonly kind: FailureKind;
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly requestId: string | undefined;
  /** What the service adds in `error.details`. */
  readonly details: readonly string[];

  constructor(
    kind: FailureKind,
    message: string,
    facts: { status?: number; code?: string; requestId?: string; details?: readonly string[]; cause?: unknown } = {},
  ) {
    super(message, facts.cause === undefined ? {} : { cause: facts.cause });
    this.name = 'RequestFailure';
    this.kind = kind;
    this.status = facts.status;
    this.code = facts.code;
    this.requestId = facts.requestId;
    this.details = facts.details ?? [];
  }
}

interface ErrorBody {
  readonly error?: {
    readonly code?: string;
    readonly message?: string;
    readonly details?: readonly { readonly message?: string }[];
  };
}

/** Reads an answer that is no success; the body may be anything, a proxy's page included. */
export async function failureOf(response: Response): Promise<RequestFailure> {
  const body = (await response.json().catch(() => ({}))) as ErrorBody | null;
  const { code, message, details } = body?.error ?? {};
  const requestId = response.headers.get('request-id');
  return new RequestFailure(kindOf(response.status), message ?? response.statusText, {
    status: response.status,
    ...(code !== undefined && { code }),
    ...(requestId !== null && { requestId }),
    details: (details ?? []).flatMap((detail) => detail.message ?? []),
  });
}

function kindOf(status: number): FailureKind {
  if (status === 401) return 'signedOut';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'notFound';
  if (status === 409 || status === 412) return 'conflict';
  if (status === 429) return 'throttled';
  if (status === 502 || status === 503 || status === 504) return 'unavailable';
  return status < 500 ? 'refused' : 'broken';
}
