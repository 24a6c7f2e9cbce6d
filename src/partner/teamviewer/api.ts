import type { Secret } from '../../core/secret.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import { type Answer, describe, errorName } from '../host/answer.ts';
import { Body } from '../host/body.ts';
import type { Call, Host } from '../host/host.ts';
import { PartnerFailure } from '../partner-failure.ts';
import { isBearer } from './tokens.ts';

// Of all its pages: some 60,000 sessions or connections. What a list comes to is held in memory.
const longestList = 64 * 1024 * 1024;

/** One call of the Web API, made for a grant. */
export interface ApiCall {
  readonly method: Call['method'];
  /** Below `/api/v1`; `{code}` stands for `code`. */
  readonly route: string;
  readonly code?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly expects: Call['expects'];
  readonly kind: Call['kind'];
}

/** TeamViewer's Web API v1, called with an access token as bearer. */
export class Api {
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  /**
   * A good answer.
   * @throws PartnerFailure `unauthorized` for 401 and `invalid_token`, `forbidden` for 403, `refused` for other 4xx, and what {@link Host.send} throws.
   */
  async call(accessToken: Secret, call: ApiCall, signal: AbortSignal | undefined): Promise<Answer> {
    const path = `/api/v1${call.route.replace('{code}', encodeURIComponent(call.code ?? ''))}`;
    const query = new URLSearchParams(call.query).toString();
    const answer = await this.#host.send(
      {
        method: call.method,
        path: query === '' ? path : `${path}?${query}`,
        route: `/api/v1${call.route}`,
        headers: {
          authorization: bearer(accessToken),
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
        expects: call.expects,
        kind: call.kind,
        secrets: [accessToken],
      },
      signal,
    );
    if (answer.status < 300) return answer;
    // Clients of TeamViewer's renew after 400 as well as 401.
    const isTokenRefused = answer.status === 401 || (answer.status === 400 && errorName(answer) === 'invalid_token');
    const reason = isTokenRefused ? 'unauthorized' : answer.status === 403 ? 'forbidden' : 'refused';
    throw new PartnerFailure(reason, describe(answer), { status: answer.status });
  }

  /** As {@link call}, but `undefined` for 404. */
  async find(accessToken: Secret, call: ApiCall, signal: AbortSignal | undefined): Promise<Answer | undefined> {
    try {
      return await this.call(accessToken, call, signal);
    } catch (error) {
      if (error instanceof PartnerFailure && error.reason === 'refused' && error.status === 404) return undefined;
      throw error;
    }
  }

  /**
   * All items of a paged list, in the partner's order.
   * @param cursor the query parameter that takes the page's `next_offset`.
   */
  async *pages(
    accessToken: Secret,
    call: ApiCall & { readonly list: string; readonly cursor: string },
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Body> {
    const seen = new Set<string>();
    let length = 0;
    let offset: string | undefined;
    do {
      const query = offset === undefined ? { ...call.query } : { ...call.query, [call.cursor]: offset };
      const answer = await this.call(accessToken, { ...call, query }, signal);
      length += answer.text.length;
      if (length > longestList) {
        throw new PartnerFailure('broken', sentence('endlessList', { call: answer.label, characters: longestList }));
      }
      const body = Body.of(answer);
      yield* body.list(call.list);
      offset = body.optionalOffset('next_offset');
      // A partner that hands the same page out again would be asked for ever.
      if (offset !== undefined && seen.has(offset)) {
        throw new PartnerFailure('broken', sentence('pageAgain', { call: answer.label }));
      }
      if (offset !== undefined) seen.add(offset);
    } while (offset !== undefined);
  }
}

function bearer(accessToken: Secret): string {
  if (isBearer(accessToken)) return `Bearer ${accessToken.reveal()}`;
  throw new PartnerFailure('unauthorized', sentence('tokenUnusable'));
}
