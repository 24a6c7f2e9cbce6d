import type { IncomingHttpHeaders } from 'node:http';
import { isObject, parsedJson } from '../../core/json.ts';

/** A request to the sandbox, read whole. */
export interface Incoming {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a handler answers; handlers send nothing themselves. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For the record: what happened, in a word, and whose grant it was. */
  readonly outcome?: string;
  readonly grantId?: string;
}

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(value),
  };
}

// TeamViewer numbers its errors. Only that 2 is a token is known; the rest are the sandbox's own.
const errorCodes: Readonly<Record<string, number>> = { invalid_request: 1, invalid_token: 2, not_found: 3 };

/** TeamViewer's error body. */
export function refuse(
  status: number,
  error: string,
  description: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  const body = {
    error,
    error_description: description,
    error_code: errorCodes[error] ?? 0,
    error_signature: `sandbox-${error}`,
  };
  return { ...json(status, body, headers), outcome: error };
}

/** The members of a form or JSON body; empty when it is neither. */
export function fields(incoming: Incoming): Readonly<Record<string, unknown>> {
  if (/^application\/json\b/i.test(incoming.headers['content-type'] ?? '')) {
    const value = parsedJson(incoming.body);
    return isObject(value) ? value : {};
  }
  return Object.fromEntries(new URLSearchParams(incoming.body));
}

/** A member as text, '' when it is anything else. */
export function text(members: Readonly<Record<string, unknown>>, name: string): string {
  const value = members[name];
  return typeof value === 'string' ? value : '';
}
