import type { FailureName } from '../../../../../src/model/failures.ts';

/** When each failure is told, and what to do about it. */
export const failures: Readonly<Record<FailureName, string>> = {
  hostInvalid: 'The request has no `Host` header, two, or one that names no host.',
  protocolVersion:
    'The client takes answers of OData 3.0 or earlier alone, or says that its body is written in another version than 4.0 or 4.01.',
  versionUnknown: 'The address names a version that is not served. Use `v1.0`, `beta` or `assist`.',
  segmentUnknown: 'The address has a segment that this version does not have.',
  routeMissing: 'The address exists, but not with this HTTP method.',
  tokenMissing: 'The request has no `Authorization: Bearer` header.',
  tokenMalformed: 'What was sent is not a JWT.',
  tokenExpired: 'The token has expired. Get a new one.',
  tokenNotYetValid: 'The token is not valid yet. Compare the clocks of the issuer and of the service.',
  tokenAudience: 'The token was issued for another API. Ask for one whose audience the setting `issuers` names.',
  tokenInvalid:
    'The issuer or the tenant is not accepted, the signature does not fit, or it is no access token; the log says which.',
  personalAccount: 'The token is of a personal account. Sign in with a work or school account.',
  permissionMissing:
    'The token grants none of the permissions named, or its person has no role that does; then `details` says so. Have one of them granted.',
  applicationNotSupported:
    'Application tokens are not accepted here. Sign in as a person, use beta, or set `permissions` to `current`.',
  delegatedOnly: '`me` needs the token of a person. An application uses `users/{id}`.',
  operatorOnly: 'Only callers of the tenant of the setting `operatorTenant` may do this.',
  tenantNotApplicable: 'The organisation is unknown to this service, suspended, or without an active subscription.',
  selectUnknown: '`$select` names a property that the type does not have in this version.',
  filterUnknown: '`$filter` or `$orderby` names a property that the type does not have in this version.',
  filterInvalid: '`$filter` cannot be understood or evaluated, for the reason named.',
  orderByInvalid: '`$orderby` cannot be understood or evaluated, for the reason named.',
  optionInvalid: 'A query option has a value that it cannot have.',
  optionNotAllowed: 'The query option does not exist for this request.',
  expandNotSupported: 'Nothing can be expanded. Ask for the related entities by their own address.',
  bodyPropertyUnknown: 'The body names a property that the type does not have in this version.',
  bodyTypeUnknown: '`@odata.type` names a type that does not fit here. Leave it out or correct it.',
  bodyNull: 'The property cannot be null.',
  bodyValue: 'The value does not fit the type of the property.',
  bodyEmpty: 'A body is needed and none was sent.',
  bodyMalformed: 'The body is not valid JSON, or is not an object.',
  bodyContentType: 'Send `Content-Type: application/json`.',
  bodyCharset: 'The body is not written in UTF-8, nor in the charset that its `Content-Type` declares.',
  bodyReference: 'The body sets a reference to another entity (`…@odata.bind`), which no resource takes.',
  bodyTwice:
    'The body gives a property twice, in different letter case (`notes`, `Notes`): which counts is not guessed.',
  bodyNotEmpty: 'The action takes no parameters, and the body has some.',
  bodyTooLarge: 'The body is larger than the setting `maxBodyBytes` allows.',
  bodyTooNested: 'The body has arrays or objects in more levels than any operation needs.',
  bodyTooManyValues: 'The body holds too many values for its size. Send several smaller requests.',
  bodyEncoding:
    'The body is compressed in a way that is not supported. Use gzip or none; a request inside a `$batch` is never compressed by itself.',
  entityNotFound: 'The organisation has nothing with this id. `details` names the type and the id.',
  directoryObjectNotFound:
    'The directory has nobody and nothing by this id. Without a directory of its own the service knows whoever calls, and cannot list people.',
  conflict: 'The state of the entity does not allow it. `details` says why.',
  notPossible: 'It cannot be done as things are; the message says why.',
  batchMalformed: 'The body of the `$batch` does not follow the format, for the reason named.',
  batchTooLarge: 'The `$batch` has too many requests. Split it.',
  dependencyFailed: 'A request of the `$batch` was not run, because one named in its `dependsOn` failed.',
  throttled: 'Too many requests. Come back after `Retry-After` seconds.',
  unavailable: 'The service cannot answer now. Come back after `Retry-After` seconds.',
  unexpected: 'Something went wrong in the service. Its log has the cause under the request id.',
};
