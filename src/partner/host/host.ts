import type { Clock } from '../../core/clock.ts';
import { isObject, parsedJson } from '../../core/json.ts';
import { isLoopback, isSafeUrl } from '../../core/loopback.ts';
import type { Secret } from '../../core/secret.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import type { ConnectorHealth } from '../connector.ts';
import { PartnerFailure } from '../partner-failure.ts';
import { type Answer, describe, readBody } from './answer.ts';
import { neverSent, notTrusted } from './connection-codes.ts';
import type { Attempt, HostPolicy } from './policy.ts';

/** One request to the API host. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** The path as it is sent, query included. */
  readonly path: string;
  /** The path for messages, with placeholders where `path` has values. */
  readonly route: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** What a good answer holds. */
  readonly expects: 'json' | 'nothing';
  /** `repeating` only for what may be done twice. */
  readonly kind: 'once' | 'repeating';
  /** Everything in the request that no message may repeat. */
  readonly secrets: readonly Secret[];
}

/** The partner's API host: sends requests under one policy, and refuses what no API answers. */
export class Host {
  readonly name: string;
  readonly base: URL;
  readonly isLoopback: boolean;
  readonly #clock: Clock;
  readonly #policy: HostPolicy;

  /** @throws RangeError when `base` is no https URL; plain http is for loopback alone. */
  constructor(name: string, base: string, clock: Clock, policy: HostPolicy) {
    this.name = name;
    this.#clock = clock;
    this.#policy = policy;
    this.base = secureUrl('apiBase', base);
    this.isLoopback = isLoopback(this.base.hostname);
  }

  get health(): ConnectorHealth {
    return this.#policy.health;
  }

  wake(): void {
    this.#policy.wake();
  }

  /** Sends `call`. Answers with status 2xx and 4xx other than 429 come back; all else is a {@link PartnerFailure}. */
  send(call: Call, signal: AbortSignal | undefined): Promise<Answer> {
    const label = `${this.name}: ${call.method} ${call.route}`;
    const attempt: Attempt<Answer> = async (attemptSignal) => {
      const answer = await this.#fetch(call, label, attemptSignal);
      checkPromise(answer, call.expects);
      return answer;
    };
    return this.#policy.run(label, call.kind, attempt, signal);
  }

  async #fetch(call: Call, label: string, signal: AbortSignal): Promise<Answer> {
    try {
      const response = await fetch(new URL(call.path, this.base), {
        method: call.method,
        headers: { accept: 'application/json', 'user-agent': 'assistd', ...call.headers },
        body: call.body ?? null,
        redirect: 'manual',
        signal,
      });
      const text = await readBody(response, label);
      const contentType = response.headers.get('content-type') ?? '';
      const retryAfter = parseRetryAfter(response.headers.get('retry-after'), this.#clock.now());
      return {
        label,
        status: response.status,
        contentType,
        text,
        json: parsedJson(text),
        retryAfter,
        secrets: call.secrets,
      };
    } catch (error) {
      if (error instanceof PartnerFailure) throw error;
      throw connectionFailure(label, error);
    }
  }
}

function checkPromise(answer: Answer, expects: Call['expects']): void {
  const { label, status, retryAfter } = answer;
  const details = retryAfter === undefined ? { status } : { status, retryAfter };
  if (status === 429) throw new PartnerFailure('throttled', describe(answer), details);
  if (status >= 500) throw new PartnerFailure('broken', describe(answer), details);
  // Nor must a refusal of theirs: "not found" would pass for a session that is gone, and "not permitted" for one that is out of reach.
  if (status >= 400 && (answer.text.trim() === '' || isObject(answer.json))) return;
  if (status >= 400) throw new PartnerFailure('broken', sentence('noApi', { call: label, status }), details);
  if (status >= 300) {
    throw new PartnerFailure('broken', sentence('redirect', { call: label, status }), details);
  }
  // A proxy's or a portal's page with status 200 must not pass for the partner's word, least of all for a revocation.
  const isPromised = expects === 'json' ? isObject(answer.json) : answer.text === '';
  if (isPromised) return;
  const problem = sentence(expects === 'json' ? 'withoutJson' : 'notEmpty', { call: label, status });
  throw new PartnerFailure('broken', problem, details);
}

/** https anywhere, http on loopback. @throws RangeError naming `setting` */
export function secureUrl(setting: string, text: string): URL {
  if (isSafeUrl(text)) return new URL(text);
  throw new RangeError(`${setting} must be an https URL (http only on loopback); it is ${JSON.stringify(text)}`);
}

/** fetch's own messages may quote a header; only its error code goes on. */
function connectionFailure(label: string, error: unknown): PartnerFailure {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = isObject(cause) && typeof cause.code === 'string' ? cause.code : sentence('connectionFailed');
  if (code.startsWith('HPE_')) return new PartnerFailure('broken', sentence('notHttp', { call: label, code }));
  if (notTrusted.has(code)) {
    return new PartnerFailure('unreachable', sentence('notTrusted', { call: label, code }), { undone: true });
  }
  return new PartnerFailure('unreachable', sentence('unanswered', { call: label, why: code }), {
    undone: neverSent.has(code),
  });
}

/** `Retry-After` (RFC 9110, section 10.2.3) as milliseconds from now: seconds or an HTTP date. */
function parseRetryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
