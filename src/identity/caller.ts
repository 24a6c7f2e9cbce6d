/** Who is calling, proven from the token. */
export interface Caller {
  /** The organisation, from the token's `tid` and only from there; lower case. */
  readonly tenantId: string;
  readonly kind: 'delegated' | 'application';
  /** `oid`, else `sub`. */
  readonly subject: string;
  /** What was granted: the words of `scp`, or `roles`. */
  readonly permissions: ReadonlySet<string>;
  /** `azp` or `appid`. */
  readonly applicationId: string | undefined;
  /** `app_displayname`. */
  readonly applicationDisplayName: string | undefined;
  /** `upn`, `preferred_username` or `unique_name`; of a person only. */
  readonly userPrincipalName: string | undefined;
  /** Which configured issuer vouches. */
  readonly issuer: string;
}
