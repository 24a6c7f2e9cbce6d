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

/** The page of a receipt, for reading and for printing. */
const receipt = {
  title: 'Receipt of a disconnect',
  interimTitle: 'Not final: a disconnect that is under way',
  interim:
    'This is how far it was when this page was made. It proves no end. Ask for the receipt again when it is over.',
  status: {
    pending: 'Under way',
    proven: 'Over, and confirmed by the partner',
    unconfirmed: 'Over, but not all of it is confirmed by the partner',
    failing: 'Under way; the last attempt failed',
  },
  kind: {
    partner: 'One partner',
    tenant: 'All partners of the organisation',
    severance: 'A connector, for every organisation',
  },
  labels: {
    organisation: 'Organisation',
    kind: 'What was disconnected',
    status: 'State',
    requestedBy: 'Asked for by',
    application: 'With the application',
    from: 'From the address',
    operator: 'For the operator, of organisation',
    reason: 'Reason',
    ticket: 'Ticket',
    requestedDateTime: 'Asked for at',
    completedDateTime: 'Over at',
    disconnect: 'Disconnect',
    timeStamp: 'Time stamp',
    trail: 'Audit trail when this was made',
    madeAt: 'Receipt made at',
    madeBy: 'Made by',
  },
  sessions: 'Sessions that were open',
  retirement: ({ connector, grant }: { readonly connector: string; readonly grant: string }) =>
    `Access at ${connector} (grant ${grant})`,
  steps: 'Steps',
  notEstablished: 'Not established',
  everythingElse: 'What this receipt does not state is not established by it.',
  events: 'Events of the audit trail',
  none: 'None.',
  more: (count: number) => `… and ${count} more, in the signed text below.`,
  signed: 'Signed text (JWS)',
  verify: ({ keys }: { readonly keys: string }) =>
    `What counts is this text and not the page around it. Save it to a file, and verify it with assistd receipt verify, or with any library for JWS and the keys at ${keys}.`,
};

const unsettled: Page = ({ partner }) => ({
  title: 'It is not known whether you are connected',
  body: `The last step got no answer, so it is not known whether ${partner || 'the partner'} connected. We are making sure that nothing stays connected; the audit trail says how it ends. Then begin the connection anew.`,
});

const unavailable: Page = () => ({
  title: 'The service cannot be used just now',
  body: 'Nothing was changed. Wait a minute, and load this page again.',
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

/** The page where rights are given to an account of ours at the partner, and taken here. */
const offer = {
  question: ({ organisation, partner }: Named): PageText => ({
    title: `Which devices may be helped through ${partner || 'the partner'}?`,
    body: `An account was made at ${partner || 'the partner'} that may do nothing. Give it the rights below on the devices of ${organisation || 'your organisation'}. This page goes on by itself.`,
  }),
  nothingGiven: ({ organisation, partner }: Named): PageText => ({
    title: `Connect ${organisation || 'the organisation'} to ${partner || 'the partner'}?`,
    body: `${partner || 'The partner'} gives nothing that could be taken back. From now on links that lead to it are given out here, and are in the audit trail.`,
  }),
  account: 'Account',
  rights: 'Rights',
  open: 'Open the page',
  offers: 'What was given',
  waiting: 'Nothing yet.',
  about: ({ name, devices, givenBy }: OfferNamed) =>
    `${name}, ${devices === 1 ? '1 device' : `${devices} devices`}${givenBy ? `, given by ${givenBy}` : ''}`,
  missing: (rights: string) => `Missing: ${rights}`,
  excess: (rights: string) => `Too much, take it away: ${rights}`,
  take: 'Connect',
  refuse: 'Not these',
  trouble: 'The partner cannot be asked just now. This page tries again by itself.',
};

interface OfferNamed {
  readonly name: string;
  readonly devices: number;
  readonly givenBy: string | undefined;
}

/** The page of an address that led on to a supporter's link, and does not any more. */
const launch = {
  over: {
    title: 'This link is used up',
    body: 'It was followed before, or assistance is over. Whoever is to help asks for the link again where they got it.',
  } satisfies PageText,
};

/** Every word of the pages that the service shows by itself. */
export const en = {
  /** The page where a consent begins. */
  start: { question, signInNote, parkNote, signIn: 'Sign in and go on', goOn },
  offer,
  launch,
  /** The page that somebody comes back to from the partner, by how the onboarding ended. */
  callback: { connected, denied, parked, otherBrowser, expired, unknown, failed, unsettled, unavailable },
  receipt,
};

export type PageTexts = typeof en;
