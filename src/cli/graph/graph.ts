import { setTimeout } from 'node:timers/promises';
import { newId } from '../../core/id.ts';
import type { Secret } from '../../core/secret.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { graphFailure } from './graph-failure.ts';

export type Json = Record<string, unknown>;

/** A version of a Graph: paths are relative to it, `deviceManagement/managedDevices`. All throw `GraphFailure`. */
export interface Root {
  get<T = Json>(path: string, query?: Query): Promise<T>;
  /** Every item of a collection, page after page as it is asked for. */
  list<T = Json>(path: string, query?: Query): AsyncIterableIterator<T>;
  post<T = Json>(path: string, body?: Json): Promise<T>;
  patch<T = Json>(path: string, body: Json): Promise<T>;
}

/** System query options by their names, `$filter`; those that are `undefined` are left out. */
export type Query = Readonly<Record<string, string | number | undefined>>;

/** Microsoft Graph, or an assistd, over HTTP. */
export interface Graph {
  readonly origin: string;
  /** Graph as published, in the version that was chosen. */
  readonly service: Root;
  readonly beta: Root;
  /** What only an assistd has. */
  readonly assist: Root;
  isAssistd(): Promise<boolean>;
}

export interface GraphOptions {
  readonly origin: string;
  readonly version: () => Promise<'v1.0' | 'beta'>;
  /** Asked before each request, as tokens run out. */
  readonly token: () => Promise<Secret>;
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
}

const attempts = 4;
const longestPauseSeconds = 60;

export function createGraph({ origin, version, token, signal, note }: GraphOptions): Graph {
  let assistd: Promise<boolean> | undefined;
  const isAssistd = () => {
    assistd ??= fetch(`${origin}/assist/`, { signal, redirect: 'manual' }).then(
      async (response) => {
        await response.body?.cancel();
        return isFromAssistd(response);
      },
      (error: unknown) => {
        throw unreachable(origin, error, signal);
      },
    );
    return assistd;
  };

  async function send<T>(method: string, url: string, body?: Json): Promise<T> {
    const clientRequestId = newId();
    const bearer = (await token()).reveal();
    for (let attempt = 1; ; attempt++) {
      const response = await fetch(url, {
        method,
        signal,
        // A redirect could lead the token elsewhere; no Graph sends one.
        redirect: 'manual',
        headers: {
          Authorization: `Bearer ${bearer}`,
          Accept: 'application/json',
          'client-request-id': clientRequestId,
          ...(body && { 'Content-Type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
      }).catch((error: unknown) => {
        throw unreachable(origin, error, signal);
      });
      const text = await response.text();
      if (response.ok) return (text === '' ? {} : read(text, url)) as T;
      const pause = pauseOf(response, attempt);
      if (pause === undefined) {
        const failure = graphFailure(response, text, { clientRequestId, origin });
        if (url.startsWith(`${origin}/assist/`) && !isFromAssistd(response)) throw onlyAssistd(origin, failure);
        throw failure;
      }
      note(`${origin} asks to wait for ${pause} s (${response.status})`);
      await setTimeout(pause * 1000, undefined, { signal });
    }
  }

  const root = (named: () => Promise<string>): Root => {
    const urlOf = async (path: string, query: Query = {}) => {
      const options = Object.entries(query).filter((each): each is [string, string | number] => each[1] !== undefined);
      const search = options.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
      return `${origin}/${await named()}/${path}${search && `?${search}`}`;
    };
    return {
      get: async (path, query) => send('GET', await urlOf(path, query)),
      post: async (path, body) => send('POST', await urlOf(path), body),
      patch: async (path, body) => send('PATCH', await urlOf(path), body),
      async *list<T>(path: string, query?: Query): AsyncIterableIterator<T> {
        for (let url: string | undefined = await urlOf(path, query); url !== undefined; ) {
          const page: Page<T> = await send('GET', url);
          yield* page.value ?? [];
          url = page['@odata.nextLink'];
          if (url !== undefined && URL.parse(url)?.origin !== new URL(origin).origin) {
            throw new CommandFailure(
              exitCodes.failed,
              `the next page is said to be at another server (${URL.parse(url)?.origin}), where the token must not go`,
              'On an assistd, set publicOrigin to the address that clients use.',
            );
          }
        }
      },
    };
  };
  return {
    origin,
    service: root(version),
    beta: root(async () => 'beta'),
    assist: root(async () => 'assist'),
    isAssistd,
  };
}

/** One segment of a path, whatever it consists of. */
export function segment(text: string): string {
  return encodeURIComponent(text);
}

/** A string in a filter (OData 4.01, URL conventions, section 5.1.1.6.1). */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** The first `limit` items. */
export async function collect<T>(items: AsyncIterable<T>, limit = Number.POSITIVE_INFINITY): Promise<T[]> {
  const collected: T[] = [];
  if (limit <= 0) return collected;
  for await (const item of items) {
    collected.push(item);
    if (collected.length >= limit) break;
  }
  return collected;
}

interface Page<T> {
  readonly value?: readonly T[];
  readonly '@odata.nextLink'?: string;
}

function read(text: string, url: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CommandFailure(exitCodes.failed, `${new URL(url).origin} did not answer with JSON; is it a Graph?`);
  }
}

/** How long the server wants to be left alone, in seconds; `undefined` when it is not to be asked again. */
function pauseOf({ status, headers }: Response, attempt: number): number | undefined {
  if ((status !== 429 && status !== 503) || attempt >= attempts) return undefined;
  const told = headers.get('retry-after');
  const seconds = told === null ? 2 ** attempt : Number(told);
  return seconds <= longestPauseSeconds ? seconds : undefined;
}

/** The header that Graph names its data centre in. */
function isFromAssistd({ headers }: Response): boolean {
  return headers.get('x-ms-ags-diagnostic')?.includes('"DataCenter":"assistd"') ?? false;
}

function onlyAssistd(origin: string, cause: unknown): CommandFailure {
  return new CommandFailure(exitCodes.failed, `only an assistd has this, and ${origin} is none`, undefined, { cause });
}

function unreachable(origin: string, error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return error;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const why = cause instanceof AggregateError ? cause.errors.map(String).join(', ') : String((cause as Error).message);
  const help = /certificate/i.test(why)
    ? 'Name the file of its certificate authority in NODE_EXTRA_CA_CERTS.'
    : 'To try things out on this machine, start: assistd dev';
  return new CommandFailure(exitCodes.unavailable, `cannot reach ${origin}: ${why}`, help, { cause: error });
}
