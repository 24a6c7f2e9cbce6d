import type { Secret } from '../core/secret.ts';

/** What a partner gave us when an administrator consented (RFC 6749, section 5.1). */
export interface Tokens {
  readonly accessToken: Secret;
  /** Absent where the partner issues none, and in a refresh answer that keeps the old one (RFC 6749, section 6). */
  readonly refreshToken?: Secret;
  /** Milliseconds since the epoch; `undefined` when the partner does not say. */
  readonly expiresAt?: number;
}

/** What a partner product can do. Products differ in all of these, and nothing outside a connector may assume one of them. */
export interface Capabilities {
  readonly authorization: 'oauthCode';
  readonly closesSessions: boolean;
  /** Whether a closed session also cuts a connection that is running. */
  readonly closingCuts: boolean;
  readonly revokingCutsSessions: boolean;
  readonly events: 'poll' | 'push' | 'none';
}

/** A session to open at the partner. */
export interface NewSession {
  /** Our own key for this session, kept by the partner and looked up before a retry creates a second one. */
  readonly correlation: string;
  readonly description: string;
  /** Whose session it is: customers of one account may have to be told apart there. */
  readonly organisation: { readonly id: string; readonly displayName: string | null };
  /** Milliseconds since the epoch. */
  readonly validUntil: number;
  readonly endCustomer?: { readonly name?: string; readonly email?: string };
}

/** A session as the partner knows it. The two links are for two people and are never exchanged. */
export interface PartnerSession {
  /** The partner's own identifier. */
  readonly code: string;
  readonly state: 'open' | 'closed';
  readonly correlation?: string;
  readonly supporterLink?: string;
  readonly endCustomerLink?: string;
  /** Milliseconds since the epoch. */
  readonly validUntil?: number;
}

/** One connection that was really made in a session: who helped, from when to when. */
export interface PartnerConnection {
  readonly id: string;
  readonly sessionCode: string;
  readonly supporter?: string;
  readonly device?: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt?: number;
}

/** Whom a grant speaks for at the partner. */
export interface PartnerAccount {
  readonly id: string;
  readonly name?: string;
  readonly email?: string;
  readonly company?: string;
}

/**
 * Code that speaks one partner product's API. Every method that calls out throws only {@link PartnerFailure}, honours `signal`,
 * and is safe to call again.
 */
export interface Connector {
  /** The configured connector's name; a partner is bound to the connector whose name equals its `displayName`. */
  readonly name: string;
  readonly capabilities: Capabilities;
  /** The partner's host as calls to it see it, for health pages: open, closed or half open, and since when. */
  health(): ConnectorHealth;
  /** Lets the next call through although the host rests: what comes of it decides for all. */
  wake(): void;

  /** The page where an administrator consents (RFC 6749, section 4.1.1; RFC 7636 with S256). */
  authorizationUrl(request: { state: string; codeVerifier: string; redirectUri: string }): Promise<string>;
  /** Exchanges the code that came back with the browser. */
  exchange(request: { code: Secret; codeVerifier: string; redirectUri: string }, signal?: AbortSignal): Promise<Tokens>;
  /** A new pair for a refresh token; persist it before it is used. */
  refresh(refreshToken: Secret, signal?: AbortSignal): Promise<Tokens>;
  /** Takes the grant that `accessToken` belongs to away from us. @returns what the partner answered, for people */
  revoke(accessToken: Secret, signal?: AbortSignal): Promise<string>;
  /** Whether the partner still accepts the token. */
  ping(accessToken: Secret, signal?: AbortSignal): Promise<boolean>;
  account(accessToken: Secret, signal?: AbortSignal): Promise<PartnerAccount>;

  openSession(accessToken: Secret, session: NewSession, signal?: AbortSignal): Promise<PartnerSession>;
  /** `undefined` when the partner has no such session. */
  session(accessToken: Secret, code: string, signal?: AbortSignal): Promise<PartnerSession | undefined>;
  /** All open sessions whose correlation starts with `correlationPrefix`. */
  openSessions(accessToken: Secret, correlationPrefix: string, signal?: AbortSignal): Promise<PartnerSession[]>;
  /** Resolves also when the session is closed already, or unknown to the partner. @returns what the partner answered, for people */
  closeSession(accessToken: Secret, code: string, signal?: AbortSignal): Promise<string>;
  /** The connections made in one session, so far. */
  connections(accessToken: Secret, sessionCode: string, signal?: AbortSignal): Promise<PartnerConnection[]>;
}

export interface ConnectorHealth {
  /** `unknown` until the first call. */
  readonly state: 'unknown' | 'reachable' | 'unreachable';
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly lastFailure?: string;
  /** Whether calls are let through: `open` lets none, `halfOpen` one, to see how it goes. */
  readonly breaker: 'closed' | 'halfOpen' | 'open';
  /** Until when no call is let through, by {@link Clock.elapsed}; absent where calls are. */
  readonly restsUntil?: number;
}

export type PartnerFailureReason =
  /** No answer: refused, reset, no such host. */
  | 'unreachable'
  /** Not asked: the host failed too often just now, and the breaker is open. */
  | 'resting'
  /** No answer in time. */
  | 'timeout'
  /** 429, with what the partner said about when to come back. */
  | 'throttled'
  /** 5xx, or an answer that is not what the API promises. */
  | 'broken'
  /** The access token is not accepted (401): refresh it. */
  | 'unauthorized'
  /** The partner says that the grant is gone (`invalid_grant`): nothing can be done with it any more. */
  | 'grantGone'
  /** The partner understood and refuses (other 4xx). */
  | 'refused';

/** What went wrong at the partner. Its message is for logs and administrators: it never holds a token, code or secret. */
export class PartnerFailure extends Error {
  readonly reason: PartnerFailureReason;
  /** Milliseconds, where the partner sent `Retry-After`. */
  readonly retryAfter: number | undefined;
  readonly status: number | undefined;
  /** Whether it is certain that the partner carried nothing out: it was not reached, or it answered that it does not. */
  readonly undone: boolean;

  constructor(
    reason: PartnerFailureReason,
    message: string,
    details: { retryAfter?: number; status?: number; cause?: unknown; undone?: boolean } = {},
  ) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.name = 'PartnerFailure';
    this.reason = reason;
    this.retryAfter = details.retryAfter;
    this.status = details.status;
    this.undone = details.undone ?? ['resting', 'throttled', 'unauthorized', 'grantGone', 'refused'].includes(reason);
  }
}
