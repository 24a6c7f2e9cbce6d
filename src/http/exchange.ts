import type { Pieces } from '../core/pieces.ts';
import type { Body } from './body.ts';

/** A request as the protocol sees it, whether it came by itself or inside a `$batch`. */
export interface Exchange {
  readonly method: string;
  /** The path as it was sent, undecoded. */
  readonly path: string;
  /** What followed the `?`, undecoded; the empty string if nothing did. */
  readonly search: string;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Nothing of it is read before somebody asks for it. */
  readonly body: Body;
  readonly requestId: string;
  /** The client's address, as far as trusted proxies tell it. */
  readonly address: string | undefined;
  /** The origin that links in answers start with: `https://host:port`. */
  readonly origin: string;
  /** Tells when the client has gone; absent where nobody can go. */
  readonly gone?: () => AbortSignal;
  /** The id of the request inside a `$batch`; `undefined` for a request that came by itself. */
  readonly step: string | undefined;
}

/** An answer, not yet sent. */
export interface Answer<B extends string | Buffer | Pieces = string | Buffer | Pieces> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: B | undefined;
}

/** What answers the requests below one path: the Graph, the console, the partner's callback. */
export type Surface = (exchange: Exchange) => Promise<Answer>;

/** `client-request-id`, where it is printable and short enough to go into answers, the log and the audit trail. */
export function clientRequestIdOf({ headers }: Pick<Exchange, 'headers'>): string | undefined {
  const id = headers['client-request-id'];
  return id && /^[\x21-\x7e]{1,128}$/.test(id) ? id : undefined;
}
