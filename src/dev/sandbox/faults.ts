import { didYouMean, refuseUnknownMembers } from '../did-you-mean.ts';
import { isMeant } from '../request-pattern.ts';
import { type Reply, refuse } from './exchange.ts';

const kinds = ['down', 'lost', 'slow', 'unauthorized', 'throttled', 'error', 'garbage', 'answer'] as const;

/** Something that goes wrong at the partner. The first fault that matches a request strikes; the rest are passed over. */
export interface Fault {
  /**
   * - `down`: the connection is destroyed, and nothing carried out
   * - `lost`: the request is carried out, then the connection is destroyed before the answer
   * - `slow`: carried out and answered after `milliseconds`
   * - `unauthorized`: 401 · `throttled`: 429 · `error`: 500 · `garbage`: 200 with a page of HTML
   * - `answer`: exactly `status`, `contentType` and `body`
   */
  readonly kind: (typeof kinds)[number];
  /** Which paths; `*` stands for any characters, letter case does not count. Every path of the partner's unless told. */
  readonly path?: string | undefined;
  readonly method?: string | undefined;
  /** How often it strikes; until cleared unless told. */
  readonly times?: number | undefined;
  /** For `slow`. */
  readonly milliseconds?: number | undefined;
  /** For `throttled` and `error`: the `Retry-After` header, seconds or an HTTP date. */
  readonly retryAfter?: string | number | undefined;
  /** For `answer`. */
  readonly status?: number | undefined;
  readonly body?: string | undefined;
  readonly contentType?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** @throws RangeError when there is no such kind of fault */
export function faultKind(text: string): Fault['kind'] {
  const kind = kinds.find((known) => known === text);
  if (kind !== undefined) return kind;
  throw new RangeError(`kind must be one of ${kinds.join(', ')}${didYouMean(text, kinds)}`);
}

const members = [
  ...['kind', 'path', 'method', 'times', 'milliseconds', 'retryAfter'],
  ...['status', 'body', 'contentType', 'headers'],
];

/** The switch for faults. */
export class Faults {
  #faults: { fault: Fault; left: number }[] = [];

  get list(): Fault[] {
    return this.#faults.map(({ fault, left }) =>
      left === Number.POSITIVE_INFINITY ? fault : { ...fault, times: left },
    );
  }

  /** @throws RangeError for a kind, or a member, that there is not */
  add(...faults: readonly Fault[]): void {
    for (const fault of faults) {
      faultKind(fault.kind);
      refuseUnknownMembers('the fault', fault, members);
    }
    for (const fault of faults) {
      this.#faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
    }
  }

  clear(): void {
    this.#faults = [];
  }

  /** The fault that strikes this request, counted as having struck. */
  strike(method: string, path: string): Fault | undefined {
    const entry = this.#faults.find(({ fault }) => isMeant(fault, { method, path }));
    if (entry === undefined) return undefined;
    entry.left -= 1;
    if (entry.left <= 0) this.#faults = this.#faults.filter((other) => other !== entry);
    return entry.fault;
  }
}

/** What a fault answers in place of the partner; `undefined` when the partner is to carry the request out. */
export function insteadOf(fault: Fault | undefined): Reply | undefined {
  const headers: Record<string, string> =
    fault?.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
  switch (fault?.kind) {
    case 'down':
      return { status: 503 };
    case 'unauthorized':
      return refuse(401, 'invalid_token', 'The access token is not valid.', headers);
    case 'throttled':
      return refuse(429, 'rate_limit_reached', 'Too many requests.', headers);
    case 'error':
      return refuse(500, 'internal_error', 'Something went wrong.', headers);
    case 'garbage':
      return { status: 200, headers: { 'content-type': 'text/html' }, body: '<html><p>Please log in to the network' };
    case 'answer':
      return {
        status: fault.status ?? 200,
        headers: { 'content-type': fault.contentType ?? 'application/json', ...headers, ...fault.headers },
        body: fault.body ?? '',
      };
    default:
      return undefined;
  }
}
