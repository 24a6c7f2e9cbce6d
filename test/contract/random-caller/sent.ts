import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** A request as it goes over the wire: `fetch` would tidy it. */
export interface Sent {
  readonly method: string;
  /** The target, from the version on, with its query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | undefined;
}

export interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a server sends has the shape that the judge says it has.
  readonly json: any;
  readonly ms: number;
}

const agent = new Agent({ keepAlive: true });

export function send(origin: string, { method, target, headers, body }: Sent): Promise<Got> {
  const from = performance.now();
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(origin);
    const sent = request(
      {
        hostname,
        port,
        agent,
        method,
        path: target,
        headers: { ...headers, ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }) },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const bytes = Buffer.concat(chunks);
          const text = (response.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8');
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            json: parsed(text),
            ms: performance.now() - from,
          });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The same as the one step of a batch. */
export async function sendInBatch(origin: string, { method, target, headers, body }: Sent): Promise<Got> {
  const [, version = '', rest = ''] = /^\/+([^/]+)(.*)$/.exec(target) ?? [];
  const { authorization = '', ...own } = headers;
  const step = JSON.stringify({ id: '1', method, url: rest, headers: own });
  // As it is written: what is parsed and written again has other numbers.
  const whole = body === undefined ? step : `${step.slice(0, -1)},"body":${body}}`;
  const got = await send(origin, {
    method: 'POST',
    target: `/${version}/$batch`,
    headers: { authorization, 'content-type': 'application/json' },
    body: `{"requests":[${whole}]}`,
  });
  const answer = got.json?.responses?.[0];
  if (got.status !== 200 || !answer) return got;
  const lower = Object.entries<string>(answer.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  const text =
    answer.body === undefined ? '' : typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
  return {
    status: answer.status,
    headers: Object.fromEntries(lower),
    text,
    json: typeof answer.body === 'object' ? answer.body : parsed(text),
    ms: got.ms,
  };
}
