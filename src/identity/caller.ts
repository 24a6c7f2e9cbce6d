import type { WithheldReason } from '../model/failures.ts';

/** Who is calling, proven from the token. */
export interface Caller {
  /** The organisation, from the token's `tid` and only from there; lower case. */
  readonly tenantId: string;
  readonly kind: 'delegated' | 'application';
  /** `oid`, else `sub`; a GUID in lower case, whatever its issuer writes. */
  readonly subject: string;
  /** What may be done: of a person, what the token's scopes name and the person was given as well; of an application, what it was given. */
  readonly permissions: ReadonlySet<string>;
  /** What a person's token names, and this person may not do all the same. */
  readonly withheld?: Withheld | undefined;
  /** `azp`, `appid`, `client_id` or `cid`; a GUID in lower case. */
  readonly applicationId: string | undefined;
  /** `app_displayname`. */
  readonly applicationDisplayName: string | undefined;
  /** `upn`, `preferred_username` or `unique_name`; of a person only. */
  readonly userPrincipalName: string | undefined;
  /** `iat`, in milliseconds since 1970; by our clock where the issuer's is known to be ahead. */
  readonly issuedAt?: number | undefined;
  /** Which configured issuer vouches. */
  readonly issuer: string;
}

/** Scopes that count for nothing, and why. */
export interface Withheld {
  readonly permissions: ReadonlySet<string>;
  readonly reason: WithheldReason;
}
