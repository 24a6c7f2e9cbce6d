import type { Clock } from '../../core/clock.ts';
import type { Answer, Exchange } from '../../http/exchange.ts';
import type { Codes } from './codes.ts';
import type { DevelopmentDirectory, DevelopmentTenant, DevelopmentUser } from './directory.ts';
import type { Place } from './layout.ts';
import type { SigningKey } from './signing-key.ts';

/** What every endpoint stands on. Only the codes change. */
export interface Issuing {
  readonly clock: Clock;
  readonly directory: DevelopmentDirectory;
  /** APIs that tokens can be asked for. */
  readonly audiences: readonly string[];
  /** What every `iss` begins with. */
  readonly origin: () => string;
  readonly signingKey: Promise<SigningKey>;
  readonly lifetimeSeconds: number;
  readonly codes: Codes<AuthorizationCode>;
  readonly deviceCodes: Codes<DeviceCode>;
}

/** What a person let an application have (RFC 6749, section 4.1.2). */
export interface AuthorizationCode {
  readonly clientId: string;
  readonly user: DevelopmentUser;
  readonly redirectUri: string;
  readonly scope: string;
  /** PKCE (RFC 7636), S256. */
  readonly challenge: string | null;
  readonly nonce: string | null;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  readonly redeemed: boolean;
}

/** What a device waits for (RFC 8628). */
export interface DeviceCode {
  readonly clientId: string;
  readonly tenants: readonly DevelopmentTenant[];
  readonly userCode: string;
  readonly scope: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** Who entered the code. */
  readonly user?: DevelopmentUser;
  readonly redeemed: boolean;
}

/** What is read of a request. */
export interface IssuerRequest extends Pick<Exchange, 'method' | 'path' | 'search' | 'headers' | 'origin'> {
  readonly body: string;
}

/** One request, read. */
export interface Call {
  readonly exchange: IssuerRequest;
  readonly place: Place;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
  /** What the client names this request by. */
  readonly correlationId: string | undefined;
}

export type Endpoint = (issuing: Issuing, call: Call) => Answer | Promise<Answer>;
