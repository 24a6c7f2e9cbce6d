import { whyUnanswered } from '../core/unanswered.ts';
import { type FailureFacts, GraphFailure } from './graph-failure.ts';
import { failureOf, retryAfter } from './read-failure.ts';
import type { Page } from './resources.ts';

export type Json = Record<string, unknown>;

/**
 * Microsoft Graph, or an assistd, over HTTP. An address is a path with its query, relative to the version that the client was made
 * for, or begins with another one (`beta/`, `assist/`); or it is a link that this Graph gave. What fails throws {@link GraphFailure}.
 */
export interface Graph {
  readonly origin: string;
  get<T = Json>(address: string, signal?: AbortSignal): Promise<T>;
  /** Every page of a collection, read as it is asked for. */
  pages<T>(address: string, signal?: AbortSignal): AsyncIterableIterator<Page<T>>;
  /** Every item of every page. */
  list<T>(address: string, signal?: AbortSignal): AsyncIterableIterator<T>;
  /** The number that `/$count` answers. */
  count(address: string, signal?: AbortSignal): Promise<number>;
  post<T = Json>(address: string, body?: object, sending?: Pick<Sending, 'clientRequestId'>): Promise<T>;
  patch<T = Json>(address: string, body: object): Promise<T>;
  /** The body of the answer, as text. */
  send(method: string, address: string, options?: Sending): Promise<string>;
  /** Whether it is an assistd, which has more than Graph. */
  isAssistd(): Promise<boolean>;
}

export interface Sending {
  readonly body?: object | undefined;
  readonly accept?: string;
  /** In which language an answer for people is wanted, where there is one (BCP 47). */
  readonly language?: string;
  readonly signal?: AbortSignal | undefined;
  /** Of whoever may have to ask again for want of an answer: an assistd makes only once what is asked for again under the same id. */
  readonly clientRequestId?: string;
}

export interface GraphOptions {
  readonly origin: string;
  readonly version: () => Promise<'v1.0' | 'beta'>;
  /** Asked before each request, as tokens run out. */
  readonly token: () => Promise<string>;
  /** A new token after one was refused. */
  readonly renew?: () => Promise<string>;
  readonly signal?: AbortSignal;
  /** The longest that a request waits because the server asks for it, in seconds; beyond it the request fails. */
  readonly longestPauseSeconds: number;
  /** How long an answer is waited for until it begins, in seconds, however dead the way to it may be; `undefined` for as long as the runtime waits. */
  readonly patienceSeconds?: (method: string, address: string) => number | undefined;
  /** Is told of each such pause. */
  readonly pausing?: (seconds: number, status: number) => void;
  /** Is given what each answer says of itself. */
  readonly answered?: (headers: Headers) => void;
  /** Links to other origins are followed here: a service behind a proxy need not know by which name it is reached. */
  readonly linksStayHere?: boolean;
}

const attempts = 4;

export function createGraph(options: GraphOptions): Graph {
  const { origin, token, renew } = options;
  let assistd: Promise<boolean> | undefined;

  async function send(method: string, address: string, sending: Sending = {}) {
    const { body, accept, language, signal = options.signal, clientRequestId = crypto.randomUUID() } = sending;
    const url = await urlOf(address, options);
    const asked: FailureFacts = { origin, request: `${method} ${address}`, clientRequestId };
    let bearer = await token();
    let renewed = false;
    for (let attempt = 1; ; attempt++) {
      const headers = {
        Authorization: `Bearer ${bearer}`,
        Accept: accept ?? 'application/json',
        'client-request-id': clientRequestId,
        ...(language && { 'Accept-Language': language }),
        ...(body && { 'Content-Type': 'application/json' }),
      };
      const sent = { method, headers, ...(body && { body: JSON.stringify(body) }) };
      const [response, text] = await reach(asked, signal, async () => {
        const answer = await begun(options.patienceSeconds?.(method, address), signal, (heeded) =>
          fetch(url, { ...unguided, ...sent, ...(heeded && { signal: heeded }) }),
        );
        return [answer, await answer.text()] as const;
      });
      options.answered?.(response.headers);
      if (response.ok) {
        // Whoever is between, a sign-in of the network say, has done nothing of what was asked.
        const saysNothing = method === 'GET' && response.status === 200 && text === '';
        if (saysNothing || (isPage(response) && !(accept === 'text/html' && isFromAssistd(response))))
          throw new GraphFailure('noGraph', asked);
        return text;
      }
      if (response.status === 401 && renew && !renewed) {
        renewed = true;
        bearer = await renew();
        continue;
      }
      const seconds = attempt < attempts ? pauseOf(response, attempt) : undefined;
      if (seconds === undefined || seconds > options.longestPauseSeconds) {
        const failure = failureOf(response, text, asked);
        throw isUnknownVersion(url, options, response)
          ? new GraphFailure('onlyAssistd', asked, { cause: failure })
          : failure;
      }
      options.pausing?.(seconds, response.status);
      await pause(seconds, signal);
    }
  }

  async function json<T>(method: string, address: string, sending?: Sending): Promise<T> {
    const text = await send(method, address, sending);
    try {
      return (text === '' ? {} : JSON.parse(text)) as T;
    } catch (cause) {
      throw new GraphFailure('noGraph', { origin, request: `${method} ${address}` }, { cause });
    }
  }

  async function* pages<T>(address: string, signal?: AbortSignal): AsyncIterableIterator<Page<T>> {
    for (let next: string | undefined = address; next !== undefined; ) {
      const { value = [], ...page }: Partial<Page<T>> = await json('GET', next, { signal });
      yield { value, ...page };
      next = page['@odata.nextLink'];
    }
  }

  return {
    origin,
    send,
    pages,
    get: (address, signal) => json('GET', address, { signal }),
    async *list<T>(address: string, signal?: AbortSignal) {
      for await (const { value } of pages<T>(address, signal)) yield* value;
    },
    // Graph writes a byte order mark before the number.
    count: async (address, signal) =>
      Number((await send('GET', address, { accept: 'text/plain', signal })).replace('\u{feff}', '')),
    post: (address, body, sending) => json('POST', address, { ...sending, body }),
    patch: (address, body) => json('PATCH', address, { body }),
    isAssistd() {
      assistd ??= reach({ origin }, options.signal, () =>
        fetch(`${origin}/assist/`, { ...unguided, ...(options.signal && { signal: options.signal }) }),
      ).then(async (response) => {
        await response.body?.cancel();
        return isFromAssistd(response);
      });
      return assistd;
    },
  };
}

/** A redirect could lead the token elsewhere, and no Graph sends one; nor does it need cookies. */
const unguided = { redirect: 'manual', cache: 'no-store', credentials: 'omit' } as const;

/** An answer, given up where it has not begun after so many seconds; how long all of it takes is another matter. */
async function begun(
  seconds: number | undefined,
  signal: AbortSignal | undefined,
  ask: (heeded: AbortSignal | undefined) => Promise<Response>,
): Promise<Response> {
  if (seconds === undefined) return ask(signal);
  const late = new AbortController();
  const timer = setTimeout(
    () => late.abort(new DOMException(`no answer in ${seconds} s`, 'TimeoutError')),
    seconds * 1000,
  );
  try {
    return await ask(signal ? AbortSignal.any([signal, late.signal]) : late.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** @throws GraphFailure where nobody answers; what `signal` aborts is thrown as it is */
export async function reach<T>(
  asked: FailureFacts,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new GraphFailure('unreachable', { ...asked, reason: whyUnanswered(error) }, { cause: error });
  }
}

/** A page for people; no Graph gives one, but for an assistd that is asked for it. */
function isPage({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('text/html') ?? false;
}

/** An assistd names itself in the header in which Graph names its data centre. */
export function isFromAssistd({ headers }: Response): boolean {
  return headers.get('x-ms-ags-diagnostic')?.includes('"DataCenter":"assistd"') ?? false;
}

function isUnknownVersion(url: string, { origin }: GraphOptions, response: Response): boolean {
  return url.startsWith(`${origin}/assist/`) && [400, 404].includes(response.status) && !isFromAssistd(response);
}

async function urlOf(address: string, { origin, version, linksStayHere }: GraphOptions): Promise<string> {
  const link = URL.parse(address);
  if (!link) {
    const path = address.replace(/^\/+/, '');
    return `${origin}/${/^(v1\.0|beta|assist)\//.test(path) ? '' : `${await version()}/`}${path}`;
  }
  const here = new URL(origin).origin;
  if (link.origin === here) return link.href;
  if (linksStayHere) return here + link.pathname + link.search;
  throw new GraphFailure('elsewhere', { origin, elsewhere: link.origin });
}

/** How long the server wants to be left alone, in seconds; `undefined` when asking again would not help. */
function pauseOf(response: Response, attempt: number): number | undefined {
  if (response.status !== 429 && response.status !== 503) return undefined;
  return retryAfter(response) ?? 2 ** attempt;
}

function pause(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, seconds * 1000);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}
