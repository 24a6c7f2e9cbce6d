import { type FailureFacts, type FailureKind, GraphFailure } from './graph-failure.ts';

/** Reads an answer that is no success, of Graph's gateway, of the Intune service behind it, or of a proxy in front of it. */
export function failureOf(response: Response, body: string, asked: FailureFacts): GraphFailure {
  const { status } = response;
  const error = errorOf(body);
  const said = textsOf(error);
  const code = error.code || response.statusText;
  const requestId = error.innerError?.['request-id'] ?? response.headers.get('request-id');
  const retryAfterSeconds = retryAfter(response);
  return new GraphFailure(said.includes(notApplicable) ? 'notServed' : kindOf(status), {
    ...asked,
    status,
    said,
    ...(code && { code }),
    permissions: status === 403 ? permissionsIn(said) : [],
    ...(requestId && { requestId }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  });
}

/** `Retry-After` in seconds from now; on the wire it is seconds or a date (RFC 9110, section 10.2.3). */
export function retryAfter({ headers }: Response): number | undefined {
  const told = headers.get('retry-after')?.trim();
  if (!told) return undefined;
  if (/^\d+$/.test(told)) return Number(told);
  const instant = Date.parse(told);
  return Number.isNaN(instant) ? undefined : Math.max(0, Math.ceil((instant - Date.now()) / 1000));
}

/** Graph's text of `tenantNotApplicable`, which has no code of its own. */
const notApplicable = 'Request not applicable to target tenant.';

function kindOf(status: number): FailureKind {
  if (status === 401) return 'signedOut';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'notFound';
  if (status === 409 || status === 412) return 'conflict';
  if (status === 429) return 'throttled';
  // No Graph redirects; a proxy in front of it may, to a page of its own.
  if (status < 400) return 'noGraph';
  if (status < 500) return 'refused';
  return status === 500 ? 'broken' : 'unavailable';
}

interface ErrorBody {
  readonly code?: string;
  readonly message?: string;
  readonly details?: readonly { readonly message?: string }[];
  readonly innerError?: { readonly 'request-id'?: string };
}

function errorOf(body: string): ErrorBody {
  const { error } = (parsed(body) ?? {}) as { readonly error?: ErrorBody };
  return typeof error === 'object' && error !== null ? error : {};
}

function textsOf({ message, details }: ErrorBody): string[] {
  const helpful = (details ?? []).map((detail) => detail.message ?? '');
  const texts = [...new Set([messageOf(message ?? ''), ...helpful])].filter((text) => text !== '');
  // Intune says only this where the details say all.
  return texts.length > 1 ? texts.filter((text) => text !== 'An error has occurred') : texts;
}

/** Intune's messages are JSON themselves (`_version: 3`), with what happened in `Message`, before the ids that the request has anyway. */
function messageOf(message: string): string {
  const { Message } = (parsed(message) ?? {}) as { readonly Message?: unknown };
  if (typeof Message !== 'string') return message;
  return Message.replace(/ - Operation ID \(for customer support\): .*$/s, '');
}

/** The permissions that Intune's refusal lists, without the former spelling of one that it lists beside it. */
function permissionsIn(said: readonly string[]): string[] {
  const listed = /one of the following scopes: (.+)/.exec(said.join('\n'))?.[1]?.split(/,\s*/) ?? [];
  const renamed = (name: string) => name.replace('ServiceConfiguration.', 'ServiceConfig.');
  return [...new Set(listed.map((name) => renamed(name.trim())))];
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
