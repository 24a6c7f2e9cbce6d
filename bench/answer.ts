export interface Request {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a target answers, for a bare server to repeat. Throws unless the answer is a success: refusing is faster than serving. */
export async function ask(request: Request): Promise<Answer> {
  const response = await fetch(request.url, request);
  const body = await response.text();
  if (!response.ok) throw new Error(`${request.method} ${request.url} answered ${response.status}: ${body}`);
  const headers = withoutConnectionHeaders(response.headers);
  // As it is read here, which may be longer than it was sent.
  if (response.status !== 204) headers['content-length'] = String(Buffer.byteLength(body));
  return { status: response.status, headers, body };
}

// These belong to one connection or one message; every server writes its own.
const ofTheConnection = new Set(['connection', 'keep-alive', 'date', 'transfer-encoding', 'content-encoding']);

function withoutConnectionHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => !ofTheConnection.has(name)));
}
