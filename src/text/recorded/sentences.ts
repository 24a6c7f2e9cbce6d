/**
 * The sentences that the service records of what was done at partners, in English: on the wire, in the database and in receipts; and what
 * it says of what it refuses.
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
  restoredSince:
    'the database was restored: the partner may have given new tokens since the backup that nobody has, and refuses the old ones for that alone. Look at {why} at {partner}, and remove the app there',
  someAccount: 'the account that consented',
  goesOnAccepting: 'the partner confirms revocations, and goes on accepting the grant',
  notConfigured:
    "the connector '{connector}' is not configured, or is another product now: configure it as it was, so that its grant can be revoked",
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
  destroyed: 'the grant is destroyed',
  otherAccount: 'renewed, the grant speaks for {now}, and {before} consented',
  sessionsMayRun: 'sessions may run until {instant}',
  notAccepted: 'the access token is not accepted any more',
  givenToOtherApp:
    'the grant was given to the app {given}, and the settings have {now}: put the former client id and secret back until it is revoked',
  nothingToRenewWith: 'the partner refuses the token, and there is none to renew it with',
  tokenNotValid: 'the partner says that the token is not valid',
  tokenUnusable: 'the access token has characters that no access token has',
  notFromTeamViewer: 'what is stored of the grant is not what TeamViewer gave',
  notFromMeshCentral: 'what is stored of the grant is no account of MeshCentral',
  madeElsewhere:
    'the account {account} was made at {given}, and the settings have {now}: put the former server back until it is removed',
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

  // Why a request is refused or fails, whoever wrote it: in the words of `model/failures.ts`.
  occurred: 'An error has occurred',
  internalError: 'An internal server error has occurred',
  retryLater: 'Please retry again later.',
  unavailableNow: 'The service is temporarily unavailable. Please retry again later.',
  tokenMissing: 'Access token is empty.',
  tokenMalformed:
    "IDX14100: JWT is not well formed, there are no dots (.).\nThe token needs to be in JWS or JWE Compact Serialization Format. (JWS): 'EncodedHeader.EndcodedPayload.EncodedSignature'. (JWE): 'EncodedProtectedHeader.EncodedEncryptedKey.EncodedInitializationVector.EncodedCiphertext.EncodedAuthenticationTag'.",
  tokenExpired: 'Lifetime validation failed, the token is expired.',
  tokenNotYetValid: 'Access token has expired or is not yet valid.',
  tokenAudience: 'Access token validation failure. Invalid audience.',
  tokenInvalid: 'Access token validation failure.',
  personalAccount: 'Personal Microsoft accounts are not supported; sign in with a work or school account.',
  scopeMissing:
    'Application is not authorized to perform this operation. Application must have one of the following scopes: {names}',
  guest: 'Guests of the organisation are refused; the scopes of the token are not enough for {names}.',
  groupsOmitted:
    'The token lists no groups, because the person is in too many. Ask an administrator for an app role that grants one of {names}.',
  noRole: 'The scopes of the token are right, but the person has no role that grants one of {names}.',
  tablesAdmit:
    'The permission tables of --permissions {generation} admit this; start() takes them as settings.permissions.',
  notApplicable: 'Request not applicable to target tenant.',
  suspended:
    'The organisation is suspended, or its subscription has lapsed. What ends remote assistance works all the same: POST /assist/partners/{partner}/disconnect and POST /assist/sessions/{property}/close.',
  notInDirectory: "Resource '{id}' does not exist or one of its queried reference-property objects are not present.",
  notFound: "No {type} with the id '{id}' exists in this organisation.",
  bodyTooLarge: 'The request body is larger than {bytes} bytes.',
  bodyTooMany: 'The request body holds more than {count} values.',
  bodyTooNested: 'The request body is nested more than {count} levels deep.',
  propertyUnknown:
    "The property '{property}' does not exist on type '{type}'. Make sure to only use property names that are defined by the type.",
  filterRefused: 'Invalid filter clause: {why}',
  orderRefused: 'Invalid orderby clause: {why}',
  optionRefused: "Invalid value for query option '{property}': {why}",

  // What is refused as things stand.
  operatorsOnly: "Organisations are administered from the operator's tenant only.",
  noOperator: 'Nobody can administer organisations here: this service has no operatorTenant in its settings.',
  tenantThere: "The organisation '{id}' is there already.",
  subscriptionIs: 'The subscription is {state}; only one that is {names} can be made {now}.',
  operatorsOwn: "The operator's own organisation cannot be suspended: nobody could resume it.",
  movedAway: 'The organisation has moved to another database: disconnect it there.',
  revokeElsewhere: 'The organisation has moved to another database: revoke there.',
  stillSevering:
    'The severance {id} is still disconnecting organisations. Restore the connector when its walkedDateTime is set.',
  connectedAlready: 'The partner is connected already. Call disconnect first, then beginOnboarding.',
  partnerIs: 'The partner is {state}, and {event} is not possible there.',
  connectorNotSet: "The connector '{connector}' of this partner is not configured on this service.",
  severed:
    "The connector '{connector}' is severed: whoever operates this service has ended it for every organisation. Nothing begins with it until it is restored.",
  linkUsed: 'The link was used before, replaced by a newer one, or has expired. Call beginOnboarding again.',
  otherConsented:
    "The account that consented is '{account}'. Read awaitedConsent(), and confirm that account, or deny it.",
  nobodyWaits: 'No consent waits to be confirmed: nobody has consented, it was decided before, or it has expired.',
  noSuchPartner: "No connected partner has the id '{id}'. {why}",
  noPartner: 'No remote-assistance partner is connected. {why}',
  connectIt:
    "Call beginOnboarding on the partner '{partner}' (deviceManagement/remoteAssistancePartners/{id}), let an administrator consent at its onboardingUrl, and ask again.",
  createIt:
    'Create one (POST deviceManagement/remoteAssistancePartners), call beginOnboarding on it, let an administrator consent at its onboardingUrl, and ask again.',
  nothingToTry: 'The obligation is {state}: nothing is left to try.',

  // What is not looked for among very many.
  noIndexNorKey:
    'among more than {most} entities of type {type} no index serves it; ask also for one of these with eq, ne, in, gt, ge, lt, le or startswith: {names}, or with eq, ne or in: {keys}; or look with contains, endswith or $search for three characters or more in: {searched}',
  noIndex:
    'among more than {most} entities of type {type} no index serves it; ask also for one of these with eq, ne, in, gt, ge, lt, le or startswith: {names}; or look with contains, endswith or $search for three characters or more in: {searched}',
  noOrder: 'among more than {most} entities of type {type} the order is by one of: {names}',
  tooManyToCount:
    'among more than {most} entities of type {type} too many have to be looked at one by one to be counted; leave $count out, or ask for one value or range of one of these alone: {names}',
  tooManyToSkip:
    'among more than {most} entities of type {type} too many have to be looked at one by one to be passed over; skip fewer, or follow @odata.nextLink instead',

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
