/** What a page says, in plain text. */
export interface PageText {
  readonly title: string;
  readonly body: string;
}

/** Who a page is about, where it is known. */
export interface Named {
  /** The organisation that is connected. */
  readonly organisation?: string | null | undefined;
  /** The partner's display name. */
  readonly partner?: string | null | undefined;
  /** The account that stands behind a consent. */
  readonly account?: string | undefined;
}

/** What the start page says of a consent that is awaited. */
export interface Begun extends Named {
  readonly requestedBy: string;
  /** A date and time, in words. */
  readonly requestedAt: string | undefined;
}

type Page = (named: Named) => PageText;

const connected: Page = ({ organisation, partner, account }) => ({
  title: `Connected to ${partner || 'the partner'}`,
  body: `${organisation || 'Your organisation'} is now connected to ${partner || 'the partner'}${account ? ` as ${account}` : ''}. You can close this page.`,
});

const denied: Page = ({ organisation, partner }) => ({
  title: 'Not connected',
  body: `You declined at ${partner || 'the partner'}. ${organisation || 'Your organisation'} was not connected. To try again, begin the connection anew.`,
});

const parked: Page = ({ organisation, partner, account }) => ({
  title: 'Waiting to be confirmed',
  body: `You consented at ${partner || 'the partner'}${account ? ` as ${account}` : ''}. Nothing is connected until somebody of ${organisation || 'the organisation'} who may change its partners confirms this account. You can close this page.`,
});

const otherBrowser: Page = ({ organisation }) => ({
  title: 'Not begun in this browser',
  body: `This connection of ${organisation || 'an organisation'} was begun in another browser, or not on its start page. Nothing was changed. Open the link of the connection in this browser.`,
});

const expired: Page = () => ({
  title: 'This link no longer works',
  body: 'It was used before, replaced by a newer one, or has expired. Nothing was changed. Begin the connection anew.',
});

const unknown: Page = () => ({
  title: 'This link is not valid',
  body: 'It does not belong to a connection that was begun here. Nothing was changed.',
});

const failed: Page = ({ organisation, partner }) => ({
  title: 'The connection was not completed',
  body: `${partner || 'The partner'} did not complete the connection${organisation ? ` of ${organisation}` : ''}, or it was taken back meanwhile. Nothing stays connected. Begin the connection anew.`,
});

type Sentence = (begun: Begun) => string;

const question = ({ organisation, partner, requestedBy, requestedAt }: Begun): PageText => ({
  title: `Connect ${organisation || 'the organisation'} to ${partner || 'the partner'}?`,
  body: `${requestedBy} began this${requestedAt ? ` on ${requestedAt}` : ''}. Whoever consents at ${partner || 'the partner'} lets ${organisation || 'the organisation'} open remote-assistance sessions with their account there. Go on only if you act for ${organisation || 'the organisation'}.`,
});

const signInNote: Sentence = ({ organisation }) =>
  `First sign in as somebody of ${organisation || 'the organisation'} who may change its partners.`;

const parkNote: Sentence = ({ organisation }) =>
  `Afterwards somebody of ${organisation || 'the organisation'} who may change its partners has to confirm the account that consented.`;

const goOn: Sentence = ({ partner }) => `Go on to ${partner || 'the partner'}`;

/** Every word of the pages that the service shows by itself. */
export const en = {
  /** The page where a consent begins. */
  start: { question, signInNote, parkNote, signIn: 'Sign in and go on', goOn },
  /** The page that somebody comes back to from the partner, by how the onboarding ended. */
  callback: { connected, denied, parked, otherBrowser, expired, unknown, failed },
};

export type PageTexts = typeof en;
