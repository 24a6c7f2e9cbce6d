/** How an onboarding ended, for the page that the person sees. */
export type OnboardingOutcome =
  | { readonly kind: 'connected'; readonly partner: string | null; readonly account: string | undefined }
  | { readonly kind: 'denied'; readonly partner: string | null }
  /** The consent counts for nothing until somebody with the right confirms the account. */
  | { readonly kind: 'parked'; readonly partner: string | null; readonly account: string | undefined }
  /** It was not this browser that went on to the partner: nothing changed. */
  | { readonly kind: 'otherBrowser'; readonly partner: string | null }
  /** The link was used before, was replaced by a newer one, or has expired, or was never ours: nothing changed. */
  | { readonly kind: 'expired' }
  /** No link of ours ever looked like this: nothing changed. */
  | { readonly kind: 'unknown' }
  /** The partner did not complete it, or a disconnect came in between; the connection can be begun anew. */
  | { readonly kind: 'failed'; readonly partner: string | null }
  /** The partner may have connected: that nothing of it stays is owed, and made sure of. */
  | { readonly kind: 'unsettled'; readonly partner: string | null }
  /** Nothing was done, because the database is away: the same link can be tried again. */
  | { readonly kind: 'unavailable' };

/** How it ended, and which organisation it was of, where that is known. */
export type CompletedOnboarding = OnboardingOutcome & { readonly organisation?: string | null };
