/**
 * The sentences that the service records of what was done at partners, in English: on the wire, in the database and in receipts; and what
 * it says of values that it refuses.
 * What stands in braces is a value: `{instant}` a point in time, `{count}`, `{status}` and the like (see {@link numbers}) a number, `{said}` the
 * partner's own words, `{why}` another sentence. The first that fits is what a text is taken for, so a narrow one comes before a wide one.
 */
export const sentences = {
  // What was done of a retirement.
  cutOff: 'nobody can join, and whoever was inside is cut off',
  nobodyInside: 'nobody can join, and the partner reports nobody inside',
  insideUnknown: 'nobody can join; whether somebody is inside is not known',
  goesOnInside: 'nobody can join; {names} is inside, and closing does not cut that off',
  closed: '{count} closed',
  nothingToTakeBack: 'this partner gives nothing that could be taken back',
  keyDestroyed: 'the key and the tokens are gone from the files of the database',
  keyRemoved:
    'the key and the tokens are removed; dead rows and the log of the database have them for a while, sealed under the master key',

  // What of it could not be established.
  overThere: 'Whether all of it is over at {partner}: {why}.',
  linksMayWork: 'Whether links that were given out still work: {partner} gives no grant, and nothing could be revoked.',
  whoTookIt: 'Who took the grant away at {partner}, and when.',
  cutOffUnknown: 'Whether {partner} cut off whoever was inside when a session was closed; it does not say.',
  connectionRan: 'When the connection ended that was running as its session was closed.',
  connectionsRan: 'When the {count} connections ended that were running as their sessions were closed.',
  whoUsedIt: 'Who used the sessions; {partner} does not tell.',
  noRecord: 'No record is left of what became of this grant at the partner.',
  sessionsLeft: 'Sessions could not be closed at the partner, and may go on: {why}',

  // Why it is not over.
  sessionGoesOn: 'a session may go on until {instant}: {why}',
  sessionsGoOn: '{count} sessions may go on until {instant}: {why}',
  partnersSessionsGoOn: 'sessions that the partner has may go on: {why}',
  takenBeforeClosed: 'the partner took the grant away before they could be closed',
  noWayToClose: '{partner} offers no way to close a session; the link is not given out any more',
  oneStillOpen: '{partner} goes on listing a session that was closed as open',
  stillOpen: '{partner} goes on listing {count} sessions that were closed as open',
  refreshUnanswered:
    'a refresh of {instant} got no answer: the partner may have given new tokens that nobody has, and refuses the old ones for that alone. Look at {why} at {partner}, and remove the app there',
  someAccount: 'the account that consented',
  goesOnAccepting: 'the partner confirms revocations, and goes on accepting the grant',
  notConfigured: "the connector '{connector}' is not configured: configure it again, so that its grant can be revoked",
  attemptTooLong: 'the attempt took longer than {milliseconds} ms',

  // Of a consent.
  consentUnanswered:
    'a consent of {instant} got no answer, and {why}. Look at the account that consented at {partner}, and remove the app there',
  codeDoesNotOpen: 'the code that was kept does not open any more',
  askedTooLate: 'the partner was asked too late to remember the code: {why}',
  codeDenied: 'the code was presented again and denied, so that the partner revokes what came of it: {why}',
  tokensStored: 'tokens were stored, and are retired',
  notReachedBefore: 'the partner had not been reached before; what it gave now is retired',
  cutShort: 'it was cut short before it was complete',
  declined: 'the administrator declined at the partner',
  answeredWithError: 'the partner answered with an error',
  mayNotConnect: 'the partner may not be connected any more',
  offerRefused: 'what was offered was refused here',
  notKnownWhether:
    'it is not known whether the partner connected; the code is presented again, which makes the partner revoke what came of it',

  // Of a grant.
  notRenewable: 'the partner refuses the grant, which cannot be renewed',
  destroyedOrNotConfigured: 'the grant is destroyed, or its connector is not configured',
  destroyed: 'the grant is destroyed',
  otherAccount: 'renewed, the grant speaks for {now}, and {before} consented',
  sessionsMayRun: 'sessions may run until {instant}',
  notAccepted: 'the access token is not accepted any more',
  nothingToRenewWith: 'the partner refuses the token, and there is none to renew it with',
  tokenNotValid: 'the partner says that the token is not valid',
  tokenUnusable: 'the access token has characters that no access token has',
  notFromTeamViewer: 'what is stored of the grant is not what TeamViewer gave',
  notFromMeshCentral: 'what is stored of the grant is no account of MeshCentral',
  groupsLost: '{count} of {all} device groups are no longer given to {account}',

  // Of a session that could not be opened.
  notReached: '{partner} could not be reached for {minutes} minutes; ask again later. The last trouble: {why}.',
  openingRefused: '{partner} refused to open the session: {why}.',
  noLink: 'it gave no link that a supporter could follow',
  openingForbidden: '{partner} does not allow this connection to open the session: {why}.',
  connectAgain:
    '{partner} does not accept the connection any more. Connect it again: disconnect, then beginOnboarding.',
  notEnrolled: 'The device is not enrolled with the partner.',
  offline: 'The device is offline at the partner.',
  offlineSince: 'The device is offline at the partner since {instant}.',
  noIdThere: 'the device has no id at {partner}: note it on the device (notes), in a line "{connector}: ID".',
  nobodyHelps: 'the device has nobody who helps: the request was made by no person.',
  noProperty: 'the device has no {property}, which the link needs.',

  // Of a call to a partner.
  resting: '{call}: not called, the host is resting; last: {why}',
  failedTooOften: 'it failed too often',
  unanswered: '{call}: no answer ({why})',
  connectionFailed: 'the connection failed',
  notInTime: '{call}: no answer within {milliseconds} ms',
  noAnswerInTime: '{call}: no answer in time',
  cancelled: '{call}: cancelled before the answer came',
  notTrusted: '{call}: its certificate is not accepted ({code})',
  notHttp: '{call}: the answer is not HTTP ({code})',
  tooLarge: '{call}: the answer is larger than {bytes} bytes',
  noApi: "{call}: answered {status} with a page that is no API's",
  redirect: '{call}: answered {status}, a redirect, which is not followed',
  withoutJson: '{call}: answered {status} without a JSON object',
  notEmpty: '{call}: answered {status} without an empty body',
  answeredWith: '{call}: answered {status} ({said})',
  answered: '{call}: answered {status}',
  noJson: '{call}: the answer is not a JSON object',
  wrongMember: '{call}: "{member}" in the answer is not {why}',
  aString: 'a string',
  aBoolean: 'true or false',
  aTime: 'a time',
  anIsoTime: 'a time (ISO 8601)',
  aList: 'a list',
  endlessList: '{call}: the list goes on after {characters} characters',
  pageAgain: '{call}: "next_offset" leads back to a page that was read already',
  noSuchSession: 'there is no such session',
  isClosed: 'the session is closed',
  isGone: 'the session is gone',
  openStill: '{why}, and the session is open still',

  // Of MeshCentral.
  turnedAway: '{call}: the server turned the account away ({said})',
  refusedWithoutWord: '{call}: refused without a word',
  refused: '{call}: refused, {said}',
  socketEnded: '{call}: the socket ended before the answer',
  signInUnanswered: '{call}: the socket ended before the sign-in',
  signInTooLong: '{call}: no sign-in in time',
  noMessage: '{call}: what the server said is no message',
  certificateExpired: 'the certificate has expired',
  certificateOther: 'the certificate is another one than fingerprint says',
  certificateName: 'the certificate is for another name than url has',
  certificateAuthority: 'name its authority in ca, or the certificate in fingerprint',
  correctOperator: 'correct operator in the settings',
  shareRemoved: 'the share was removed',
  noShare: 'there is no such share',
  sharesRemoved: '{count} shares were removed',
  sharesLeft: 'of {count} device groups nothing can be removed any more',
  noGroup: 'no device group was accepted',
  noSignIn: 'the account could not sign in any more',
  accountRemoved: 'the account {account} was removed',
  noAccount: 'there is no account {account}',
  accountLetIn: 'deleteuser: the server says that it removed {account}, and lets it in',
  sharesListed: 'removeDeviceShare: the server says that it did, and lists {count} still',

  // Why a value, or a record of an import, is refused: in the words of `model/failures.ts`, `edm/primitive.ts` and the import.
  wrongValue: "Invalid value for property '{property}': {why} is expected.",
  noNull: "The property '{property}[Nullable=False]' of type '{type}' has a null value, which is not allowed.",
  aWholeNumber: 'a whole number from {least} to {most}',
  aNumber: 'a number',
  aShortString: 'a string of at most {characters} characters',
  aStringWithoutNul: 'a string without the character U+0000',
  wellFormed: 'well-formed Unicode',
  aDateTime: 'a date and time such as 2026-11-21T19:28:00Z',
  aGuid: 'a GUID',
  oneOf: 'one of {members}',
  anArray: 'an array',
  anObject: 'an object of type {type}',
  severalDevices: "Several devices have the serialNumber '{serialNumber}'; name the one that is meant by its id.",
  noDevice: 'It has neither an id nor a serialNumber, so no device is meant.',
  existsAlready: "A device with the id '{id}' exists already. Change it with PATCH, or leave the id out.",

  // What was asked of it, in the words before the colon.
  checkAccount: 'check the account',
  removeShares: 'remove the shares',
  openSession: 'open a session',
  openSessions: 'open sessions',
  closeSession: 'close a session',
  removeAccount: 'remove the account',
  makeAccount: 'make an account',
  signInRemoved: 'sign in with an account that was removed',

  // What fits much, so it is asked for last: a name before another sentence, and what stands between two.
  account: 'the account {account}',
  ofAction: '{partner}: {why}: {action}',
  of: '{partner}: {why}',
  and: '; ',
} as const;

export type Sentences = Readonly<Record<keyof typeof sentences, string>>;

/** The values that are numbers. */
export const numbers: ReadonlySet<string> = new Set([
  'count',
  'all',
  'status',
  'minutes',
  'milliseconds',
  'bytes',
  'characters',
]);

type Values<T extends string> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Values<Rest> : never;

/** A sentence of the table, as it is recorded. */
export function sentence<Id extends keyof typeof sentences>(
  id: Id,
  ...[values]: Values<(typeof sentences)[Id]> extends never
    ? []
    : [Readonly<Record<Values<(typeof sentences)[Id]>, string | number>>]
): string {
  const given: Readonly<Record<string, string | number>> = values ?? {};
  return sentences[id].replaceAll(/\{(\w+)\}/g, (_, name: string) => String(given[name]));
}
