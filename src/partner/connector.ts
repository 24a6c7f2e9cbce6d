import type { Secret } from '../core/secret.ts';
import type { Granted, PartnerAccount } from './granted.ts';
import type { Onboarding } from './onboarding.ts';
import type {
  Access,
  GrantKey,
  NewSession,
  PartnerConnection,
  PartnerSession,
  SessionKey,
  SessionTerms,
} from './session.ts';

/** What a partner product can do. Products differ in all of these, and nothing outside a connector may assume one of them. */
export interface Capabilities {
  /** How an administrator consents: at the partner, with a code; by giving rights to an account of ours there; here alone. */
  readonly onboarding: Onboarding['kind'];
  /** Whether we can take the grant away, so that the partner confirms it. */
  readonly revokes: boolean;
  readonly revokingCutsSessions: boolean;
  /** Whether a session is for one device, which the partner has to know. */
  readonly deviceBound: boolean;
  readonly closesSessions: boolean;
  /** Whether a closed session also cuts a connection that is running. */
  readonly closingCuts: boolean;
  /** What a supporter can be given; empty where that is the partner's to decide. */
  readonly access: readonly Access[];
  /** Whether a supporter can be let in to watch alone: `advisory` where the partner's page offers no more, and nothing holds them to it. */
  readonly viewOnly: 'enforced' | 'advisory' | 'no';
  /** Whether the person at the device can be asked first. */
  readonly consentPrompt: boolean;
  /** Whether the partner lists devices. */
  readonly inventory: boolean;
  /** How the partner tells of the use of sessions. What is pushed is asked for as well, seldom: a push may get lost. */
  readonly events: 'poll' | 'push' | 'none';
}

/** How a grant stands at the partner. */
export type Standing =
  | { readonly kind: 'valid' }
  /** In force, for less than was accepted; what is missing, in plain words, and until when sessions may run that we can no longer end. */
  | { readonly kind: 'narrowed'; readonly missing: string; readonly sessionsUntil?: number }
  /** @property because what the partner answered, for people */
  | { readonly kind: 'gone'; readonly because: string; readonly sessionsUntil?: number };

/** A device as the partner knows it. */
export interface PartnerDevice {
  /** The partner's own id. */
  readonly id: string;
  readonly name: string;
  readonly serialNumber?: string;
  readonly manufacturer?: string;
  readonly model?: string;
  readonly operatingSystem?: string;
  readonly osVersion?: string;
  readonly online: boolean;
  /** Milliseconds since the epoch. */
  readonly lastSeen?: number;
}

/**
 * Something that the partner told of by itself. It says what to look at; what is true is what the partner answers then, so that
 * one that is lost, or told twice, is harmless.
 */
export type PartnerEvent =
  /** Somebody began or ended helping in a session, or it is over. */
  | { readonly kind: 'session'; readonly ref: string }
  /** The person at the device was asked, and answered. @property at milliseconds since the epoch */
  | { readonly kind: 'consent'; readonly ref: string; readonly answer: 'given' | 'refused'; readonly at: number }
  /** What the grant is for was changed at the partner: {@link Connector.check} tells. */
  | { readonly kind: 'grant' }
  /** Devices came, went or changed. */
  | { readonly kind: 'devices' };

/**
 * Code that speaks one partner product. Every method that calls out throws only {@link PartnerFailure}, honours `signal`, and is
 * safe to call again. `unauthorized` asks for {@link renew}, after which the call is made once more.
 */
export interface Connector extends AsyncDisposable {
  /** The configured connector's name; a partner is bound to the connector whose name equals its `displayName`. */
  readonly name: string;
  readonly capabilities: Capabilities;
  readonly onboarding: Onboarding;
  /** How sessions are opened; absent where the partner decides. */
  readonly terms?: SessionTerms;
  /** The partner's host as calls to it see it, for health pages: open, closed or half open, and since when. */
  health(): ConnectorHealth;
  /** Lets the next call through although the host rests: what comes of it decides for all. */
  wake(): void;
  /**
   * What the partner shows of the settings that must not be, in sentences that say what would be right: the service does not start
   * with it, and `assistd doctor` says it. Empty also where the partner cannot be reached. Absent where nothing can be seen.
   */
  unfit?(signal?: AbortSignal): Promise<readonly string[]>;

  /** Whether a grant is one that this product gave: another may have had the connector's name before. */
  isOwn(grant: Secret): boolean;
  /** The grant anew, to be stored before it is used; absent where grants do not age. @throws PartnerFailure `grantGone` */
  renew?(grant: Secret, signal?: AbortSignal): Promise<Granted>;
  /** How the grant stands. @throws PartnerFailure `unauthorized` where only a renewal can tell */
  check(grant: Secret, signal?: AbortSignal): Promise<Standing>;
  /**
   * Takes the grant away from us; {@link check} proves it. Resolves also when it is gone, unless the partner says so: then it throws
   * `grantGone`. @returns what the partner answered, for people
   */
  revoke(grant: Secret, signal?: AbortSignal): Promise<string>;
  /** Whom the grant speaks for. */
  account(grant: Secret, signal?: AbortSignal): Promise<PartnerAccount>;

  /** The devices that the grant is for; present where `capabilities.inventory`. */
  devices?(grant: Secret, signal?: AbortSignal): AsyncIterable<PartnerDevice>;

  /** @throws PartnerFailure `noDevice` where the partner does not know the device, or cannot reach it */
  openSession(grant: Secret, session: NewSession, signal?: AbortSignal): Promise<PartnerSession>;
  /** `undefined` when the partner has no such session. */
  session(grant: Secret, ref: string, signal?: AbortSignal): Promise<PartnerSession | undefined>;
  /** What is open at the partner of all that was opened with a grant, or for one session of ours. */
  openSessions(grant: Secret, of: GrantKey | SessionKey, signal?: AbortSignal): Promise<PartnerSession[]>;
  /**
   * Resolves also when the session is closed already, or unknown to the partner. @returns what the partner answered, for people
   * @throws PartnerFailure `forbidden` where the grant does not allow it, or no longer
   */
  closeSession(grant: Secret, ref: string, signal?: AbortSignal): Promise<string>;
  /** The connections made in one session, so far. */
  connections(grant: Secret, ref: string, signal?: AbortSignal): Promise<PartnerConnection[]>;

  /**
   * What the partner tells by itself, until `signal` aborts; present where `capabilities.events` is `push`. The first event is `grant`, as
   * soon as the partner is heard, so that what happened before is asked for. It ends when the partner cannot be heard any more.
   */
  watch?(grant: Secret, signal: AbortSignal): AsyncIterable<PartnerEvent>;
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
