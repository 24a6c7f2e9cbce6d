import { IncomingMessage } from 'node:http';
import type { TokenVersion } from './access-token.ts';

/** What a request asked for, in Entra's layout, that the provider it is forwarded to does not read. */
export interface Asked {
  /** Which generation of endpoint was called. */
  readonly endpoint: TokenVersion;
  readonly clientId: string | null;
  readonly presented: 'secret' | 'assertion' | 'nothing';
  /** The `scope` of a refresh or of a code's redemption, which in Entra may differ from the one consented to. */
  readonly scope: string | undefined;
  /** Whether MSAL wants `client_info`, to name its cache entries by. */
  readonly clientInfo: boolean;
  readonly correlationId: string | undefined;
}

/** What an access token was made for; the answer repeats it. */
export interface Granted {
  readonly audience: string;
  readonly permissions: readonly string[];
  readonly words: readonly string[];
}

/** A request as the provider is to see it: another URL, another body, and what the answer will need. */
export class ForwardedRequest extends IncomingMessage {
  /** The URL with the part that the provider is mounted under, by which it finds its own URLs. */
  readonly originalUrl: string;
  readonly asked: Asked;
  granted: Granted | undefined;
  /** What the provider says of a refusal in its own log. */
  detail: string | undefined;

  constructor(
    request: IncomingMessage,
    target: { readonly mount: string; readonly url: string; readonly body?: string | undefined; readonly asked: Asked },
  ) {
    super(request.socket);
    const { body } = target;
    this.method = request.method;
    this.url = target.url;
    this.originalUrl = target.mount + target.url;
    this.httpVersion = request.httpVersion;
    this.headers = { ...request.headers };
    this.asked = target.asked;
    if (body !== undefined) {
      this.headers['content-length'] = String(Buffer.byteLength(body));
      this.push(body);
    }
    this.push(null);
    this.complete = true;
  }
}
