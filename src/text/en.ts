/** What a page says, in plain text. */
export interface PageText {
  readonly title: string;
  readonly body: string;
}

/** Who a page is about, where it is known. */
export interface Named {
  /** The partner's display name. */
  readonly partner?: string | null;
  /** The account that stands behind a consent. */
  readonly account?: string | undefined;
}

type Page = (named: Named) => PageText;

const connected: Page = ({ partner, account }) => ({
  title: `Connected to ${partner || 'the partner'}`,
  body: `Your organisation is now connected to ${partner || 'the partner'}${account ? ` as ${account}` : ''}. You can close this page.`,
});

const denied: Page = ({ partner }) => ({
  title: 'Not connected',
  body: `You declined at ${partner || 'the partner'}. Nothing was connected. To try again, begin the connection anew.`,
});

const expired: Page = () => ({
  title: 'This link no longer works',
  body: 'It was used before, replaced by a newer one, or has expired. Nothing was changed. Begin the connection anew.',
});

const unknown: Page = () => ({
  title: 'This link is not valid',
  body: 'It does not belong to a connection that was begun here. Nothing was changed.',
});

const failed: Page = ({ partner }) => ({
  title: 'The connection was not completed',
  body: `${partner || 'The partner'} did not complete the connection, or it was taken back meanwhile. Nothing stays connected. Begin the connection anew.`,
});

const unsettled: Page = ({ partner }) => ({
  title: 'It is not known whether you are connected',
  body: `The last step got no answer, so it is not known whether ${partner || 'the partner'} connected. We are making sure that nothing stays connected; the audit trail says how it ends. Then begin the connection anew.`,
});

const unavailable: Page = () => ({
  title: 'The service cannot be used just now',
  body: 'Nothing was changed. Wait a minute, and load this page again.',
});

/** Every word of the pages that the service shows by itself. */
export const en = {
  /** The page that somebody comes back to from the partner, by how the onboarding ended. */
  callback: { connected, denied, expired, unknown, failed, unsettled, unavailable },
};

export type PageTexts = typeof en;
