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

/** Every word of the pages that the service shows by itself. */
export const en = {
  /** The page that somebody comes back to from the partner, by how the onboarding ended. */
  callback: { connected, denied, expired, unknown, failed, unsettled, unavailable },
  receipt,
};

export type PageTexts = typeof en;
