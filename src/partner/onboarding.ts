import type { Secret } from '../core/secret.ts';
import type { Worded } from '../text/language.ts';
import type { Granted, PartnerAccount } from './granted.ts';

/** An administrator consents at the partner, and the browser comes back with a code (RFC 6749, section 4.1). */
export interface OAuthOnboarding {
  readonly kind: 'oauthCode';
  /** The app that codes are given to. */
  readonly clientId: string;
  /** The page where an administrator consents (RFC 6749, section 4.1.1; RFC 7636 with S256). Nobody is called. */
  authorizationUrl(request: { state: string; codeVerifier: string; redirectUri: string }): Promise<string>;
  /** Exchanges the code that came back with the browser. */
  exchange(
    request: { code: Secret; codeVerifier: string; redirectUri: string },
    signal?: AbortSignal,
  ): Promise<Granted>;
}

/**
 * An account is made for us at the partner that may do nothing, and the partner's administrator gives it rights there. Our page says
 * to whom and which, sees what came, and asks whether to take it: anybody at the partner could offer something.
 *
 * What is made is stored, sealed, before it is made, and its removal is owed from that commit on: {@link Connector.revoke} is called
 * also where {@link begin} never was, or was cut short.
 */
export interface DelegationOnboarding {
  readonly kind: 'delegation';
  /** What to do at the partner, step by step, for our page; it names the account, the page and the rights beside. */
  readonly steps?: Worded<readonly string[]>;
  /** Chooses the account; nobody is called. */
  prepare(request: {
    readonly tenantId: string;
    readonly grantId: string;
    /** How people at the partner are to read whom the account is for: the organisation's name. */
    readonly shownAs: string | null;
  }): Granted;
  /** Makes the account. Resolves also when it is there already. */
  begin(grant: Secret, signal?: AbortSignal): Promise<Invitation>;
  /** What was offered to the account so far; everything, also what does not suffice. */
  offered(grant: Secret, signal?: AbortSignal): Promise<readonly Offer[]>;
  /**
   * Takes some of what is offered, and nothing else, also where more is offered later: the new grant says so.
   * @throws PartnerFailure `refused` where one of them is not offered any more, or not usable
   */
  accept(
    grant: Secret,
    offerIds: readonly string[],
    signal?: AbortSignal,
  ): Promise<{ readonly granted: Granted; readonly account: PartnerAccount }>;
}

/** What the partner's administrator has to do, for our page. */
export interface Invitation {
  /** The name of the account that rights are to be given to, as it is to be typed there. */
  readonly account: string;
  /** The partner's page where that is done. */
  readonly page: string;
  /** The rights, spelled as on that page. */
  readonly rights: readonly string[];
}

/** Something that was offered: a group of devices. */
export interface Offer {
  readonly id: string;
  readonly name: string;
  readonly devices: number;
  /** Who gave it, as the partner names them; absent where the partner does not say. */
  readonly givenBy?: string;
  /** The rights that are not given and needed, spelled as in {@link Invitation.rights}. */
  readonly missing: readonly string[];
  /** The rights that are given and must not be: with more than is needed it is not taken. */
  readonly excess: readonly string[];
}

/** The grant of a consent that gave nothing. */
export const nothingGiven = 'none';

/** Nothing is given, because the product has nothing to give: an administrator says yes here, and that is all. */
export interface NoOnboarding {
  readonly kind: 'none';
  /** The grant that stands for this, {@link nothingGiven}; nobody is called. */
  grant(): Granted;
}

export type Onboarding = OAuthOnboarding | DelegationOnboarding | NoOnboarding;
