/** What a person can do about a failure, by which whoever shows it chooses the words. */
export type FailureKind =
  | 'unreachable'
  | 'noGraph'
  | 'elsewhere'
  | 'onlyAssistd'
  | 'signedOut'
  | 'forbidden'
  /** The organisation is unknown, or suspended. */
  | 'notServed'
  | 'notFound'
  | 'conflict'
  | 'refused'
  | 'throttled'
  | 'unavailable'
  | 'broken';

/** What the words of a failure are made with, and what support asks for. */
export interface FailureFacts {
  /** The Graph that was asked, and what of it. */
  readonly origin: string;
  readonly request?: string;
  readonly status?: number;
  /** Graph's `error.code`. */
  readonly code?: string;
  /** What Graph says in `error.message` and `error.details`, out of the JSON that Intune wraps it in. */
  readonly said?: readonly string[];
  /** Of a 403: any of these would be enough. */
  readonly permissions?: readonly string[];
  readonly retryAfterSeconds?: number;
  /** Why nobody could be reached. */
  readonly reason?: string;
  /** The other server that a link leads to. */
  readonly elsewhere?: string;
  readonly requestId?: string;
  readonly clientRequestId?: string;
}

/** A Graph did not do what was asked. Its message is for logs: people are shown the words that `kind` and `facts` give. */
export class GraphFailure extends Error {
  readonly kind: FailureKind;
  readonly facts: FailureFacts;

  constructor(kind: FailureKind, facts: FailureFacts, options?: ErrorOptions) {
    super([kind, ...(facts.said ?? [])].join(': '), options);
    this.name = 'GraphFailure';
    this.kind = kind;
    this.facts = facts;
  }

  /** Everything that is known, one fact on each line, to be copied to whoever can help. */
  get details(): string {
    return Object.entries(this.facts)
      .filter(([, fact]) => fact !== undefined && fact.length !== 0)
      .map(([name, fact]) => `${name}: ${Array.isArray(fact) ? fact.join(' ') : fact}`)
      .join('\n');
  }
}
