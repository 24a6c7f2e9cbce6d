import { Failure } from '../core/failure.ts';
import type { PermissionGeneration } from './permissions.ts';

/** What an error answer needs to know of the request it answers. */
export interface FailureContext {
  /** The request's URL from its public origin on, without its query. */
  readonly url: string;
  /** The caller's `client-request-id`, else the `request-id`. */
  readonly activityId: string;
  /** Where a caller signs in, for `WWW-Authenticate`. */
  readonly authorizationUri: string;
  /** The audience a token has to be for. */
  readonly clientId: string;
  /** Whether whoever calls may well be who sets the settings: then a refusal names the one that would admit. */
  readonly namesSettings?: boolean | undefined;
}

export interface FailureDetail {
  readonly code: string;
  readonly message: string;
  readonly target?: string;
}

/**
 * One way to fail. Graph has two layers that speak differently: its gateway in plain text, and the Intune service with a text
 * that is itself JSON (`_version: 3`), which tools parse. `layer` says in which of the two a failure is told.
 */
interface Row<P> {
  readonly status: number;
  readonly code: string;
  readonly layer: 'gateway' | 'service';
  readonly message: (parameters: P) => string;
  /** What the client can do about it, where `message` is fixed by what Graph says. */
  readonly help?: (parameters: P, context: FailureContext) => FailureDetail | undefined;
  /** `CustomApiErrorPhrase` of the service layer. */
  readonly phrase?: string;
  readonly headers?: (parameters: P, context: FailureContext) => Record<string, string>;
  /** What stands in `innerError` beside the date and the ids. */
  readonly inner?: (parameters: P) => Record<string, string>;
}

const challenge = (_: unknown, context: FailureContext) => ({
  'WWW-Authenticate': `Bearer realm="", authorization_uri="${context.authorizationUri}", client_id="${context.clientId}"`,
});

function row<P>(declaration: Row<P>): Row<P> {
  return declaration;
}

const unauthenticated = (message: string) =>
  row<void>({
    status: 401,
    code: 'InvalidAuthenticationToken',
    layer: 'gateway',
    message: () => message,
    headers: challenge,
  });

const badRequest = <P>(message: Row<P>['message'], help?: Row<P>['help']) =>
  row<P>({ status: 400, code: 'BadRequest', layer: 'gateway', message, ...(help && { help }) });

const retryAfter = (parameters: { retryAfterSeconds: number }) => ({
  'Retry-After': String(Math.max(1, Math.ceil(parameters.retryAfterSeconds))),
});

/** Why a person may not do what the token's scopes name: no role of theirs grants it, they are a guest, or the token lists no groups. */
export type WithheldReason = 'noRole' | 'guest' | 'groupsOmitted';

/** Which generation of the permission tables would admit what this one refuses, for who may choose it. */
function admitting(generation: PermissionGeneration | undefined, { namesSettings }: FailureContext) {
  if (generation === undefined || !namesSettings) return undefined;
  const message = `The permission tables of --permissions ${generation} admit this; start() takes them as settings.permissions.`;
  return { code: 'Forbidden', message, target: 'permissions' };
}

function whyWithheld(reason: WithheldReason): string {
  if (reason === 'guest') return 'Guests of the organisation are refused; the scopes of the token are not enough for';
  if (reason === 'groupsOmitted') {
    return 'The token lists no groups, because the person is in too many. Ask an administrator for an app role that grants one of';
  }
  return 'The scopes of the token are right, but the person has no role that grants one of';
}

/** Every error that the service tells a client; texts as Graph and Intune write them where that is known. */
export const failures = {
  // HTTP
  hostInvalid: badRequest<void>(() => 'The request must have one Host header: a host, and a port where it has one.'),
  protocolVersion: badRequest<{ header: string; value: string }>(
    ({ header, value }) => `'${header}: ${value}' is not supported: this service speaks OData 4.0.`,
  ),

  // Route
  versionUnknown: row<{ version: string }>({
    status: 404,
    code: 'ResourceNotFound',
    layer: 'gateway',
    message: ({ version }) => `Invalid version: ${version}`,
  }),
  segmentUnknown: badRequest<{ segment: string; property?: string | undefined }>(
    ({ segment }) => `Resource not found for the segment '${segment}'.`,
    ({ property }) =>
      property === undefined
        ? undefined
        : { code: 'BadRequest', message: `A property is no segment here: write ?$select=${property} instead.` },
  ),
  routeMissing: row<{ method: string; template: string; path: string }>({
    status: 400,
    code: 'No method match route template',
    layer: 'gateway',
    message: ({ method, template, path }) =>
      `No OData route exists that match template ${template} with http verb ${method} for request ${path}.`,
  }),

  // Token
  tokenMissing: unauthenticated('Access token is empty.'),
  tokenMalformed: unauthenticated(
    "IDX14100: JWT is not well formed, there are no dots (.).\nThe token needs to be in JWS or JWE Compact Serialization Format. (JWS): 'EncodedHeader.EndcodedPayload.EncodedSignature'. (JWE): 'EncodedProtectedHeader.EncodedEncryptedKey.EncodedInitializationVector.EncodedCiphertext.EncodedAuthenticationTag'.",
  ),
  tokenExpired: unauthenticated('Lifetime validation failed, the token is expired.'),
  tokenNotYetValid: unauthenticated('Access token has expired or is not yet valid.'),
  tokenAudience: unauthenticated('Access token validation failure. Invalid audience.'),
  tokenInvalid: unauthenticated('Access token validation failure.'),
  personalAccount: unauthenticated(
    'Personal Microsoft accounts are not supported; sign in with a work or school account.',
  ),

  // Permission
  permissionMissing: row<{
    accepted: readonly string[];
    withheld?: WithheldReason | undefined;
    admittedBy?: PermissionGeneration | undefined;
  }>({
    status: 403,
    code: 'Forbidden',
    layer: 'service',
    message: ({ accepted }) =>
      `Application is not authorized to perform this operation. Application must have one of the following scopes: ${accepted
        .flatMap(withFormerSpelling)
        .join(', ')}`,
    help: ({ accepted, withheld, admittedBy }, context) =>
      withheld
        ? { code: 'Forbidden', message: `${whyWithheld(withheld)} ${accepted.join(', ')}.` }
        : admitting(admittedBy, context),
  }),
  applicationNotSupported: row<{ admittedBy?: PermissionGeneration | undefined }>({
    status: 403,
    code: 'Forbidden',
    layer: 'service',
    message: () =>
      'Application is not authorized to perform this operation as called in app only context but does not have application permissions configured.',
    help: ({ admittedBy }, context) => admitting(admittedBy, context),
  }),
  delegatedOnly: badRequest<void>(() => '/me request is only valid with delegated authentication flow.'),
  operatorOnly: row<{ problem: string }>({
    status: 403,
    code: 'Forbidden',
    layer: 'service',
    message: ({ problem }) => problem,
    phrase: 'Forbidden',
  }),
  tenantNotApplicable: row<{ suspended: boolean }>({
    status: 400,
    code: 'BadRequest',
    layer: 'gateway',
    message: () => 'Request not applicable to target tenant.',
    help: ({ suspended }) =>
      suspended
        ? {
            code: 'BadRequest',
            message:
              'The organisation is suspended, or its subscription has lapsed. What ends remote assistance works all the same: POST /assist/partners/{id}/disconnect and POST /assist/sessions/{id}/close.',
          }
        : undefined,
  }),

  // Query
  selectUnknown: badRequest<{ property: string; type: string }>(
    ({ property, type }) =>
      `Parsing OData Select and Expand failed: Could not find a property named '${property}' on type '${type}'.`,
  ),
  filterUnknown: badRequest<{ property: string; type: string }>(
    ({ property, type }) => `Could not find a property named '${property}' on type '${type}'.`,
  ),
  filterInvalid: badRequest<{ problem: string }>(({ problem }) => `Invalid filter clause: ${problem}`),
  orderByInvalid: badRequest<{ problem: string }>(({ problem }) => `Invalid orderby clause: ${problem}`),
  optionInvalid: badRequest<{ option: string; problem: string }>(
    ({ option, problem }) => `Invalid value for query option '${option}': ${problem}`,
  ),
  optionNotAllowed: badRequest<{ option: string }>(
    ({ option }) => `The query specified in the URI is not valid. Query option '${option}' is not allowed.`,
  ),
  expandNotSupported: row<{ property: string }>({
    status: 400,
    code: 'ExpandNotSupported',
    layer: 'gateway',
    message: ({ property }) => `Expand is not allowed for property '${property}' according to the entity schema.`,
  }),

  // Body
  bodyPropertyUnknown: row<{ property: string; type: string }>({
    status: 400,
    code: 'ModelValidationFailure',
    layer: 'gateway',
    message: ({ property, type }) =>
      `The property '${property}' does not exist on type 'microsoft.management.services.api.${capitalized(type)}'. Make sure to only use property names that are defined by the type.`,
  }),
  bodyTypeUnknown: badRequest<{ type: string }>(
    ({ type }) =>
      `A type named '${type}' could not be resolved by the model. When a model is available, each type name must resolve to a valid type.`,
  ),
  bodyNull: badRequest<{ property: string; type: string }>(
    ({ property, type }) =>
      `The property '${property}[Nullable=False]' of type '${type}' has a null value, which is not allowed.`,
  ),
  bodyValue: badRequest<{ property: string; expected: string }>(
    ({ property, expected }) => `Invalid value for property '${property}': ${expected} is expected.`,
  ),
  bodyEmpty: badRequest<void>(() => 'Empty Payload. JSON content expected.'),
  bodyMalformed: badRequest<{ problem: string }>(
    () =>
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    ({ problem }) => ({ code: 'BadRequest', message: `The body cannot be read: ${problem}.` }),
  ),
  bodyContentType: badRequest<void>(() => 'Entity only allows writes with a JSON Content-Type header.'),
  bodyCharset: badRequest<{ problem: string }>(({ problem }) => `Unable to read the request body as text: ${problem}.`),
  bodyReference: badRequest<{ member: string }>(
    ({ member }) => `'${member}' is not supported: references to other entities cannot be set here. Leave it out.`,
  ),
  bodyTwice: badRequest<{ member: string }>(
    ({ member }) => `The property '${member}' is given twice; names are read in any letter case. Give it once.`,
  ),
  bodyNotEmpty: badRequest<{ operation: string }>(
    ({ operation }) => `The action '${operation}' takes no parameters: send no body, or {}.`,
  ),
  bodyTooLarge: row<{ limitBytes: number }>({
    status: 413,
    code: 'RequestEntityTooLarge',
    layer: 'gateway',
    message: ({ limitBytes }) => `The request body is larger than ${limitBytes} bytes.`,
  }),
  bodyTooNested: badRequest<{ limit: number }>(
    ({ limit }) => `The request body is nested more than ${limit} levels deep.`,
  ),
  bodyTooManyValues: row<{ limit: number }>({
    status: 413,
    code: 'RequestEntityTooLarge',
    layer: 'gateway',
    message: ({ limit }) => `The request body holds more than ${limit} values.`,
  }),
  bodyEncoding: row<{ encoding: string; accepted: string }>({
    status: 415,
    code: 'UnsupportedMediaType',
    layer: 'gateway',
    message: ({ encoding, accepted }) => `Content-Encoding '${encoding}' is not supported; use ${accepted}.`,
  }),

  // State
  entityNotFound: row<{ type: string; id: string }>({
    status: 404,
    code: 'ResourceNotFound',
    layer: 'service',
    message: () => 'An error has occurred',
    help: ({ type, id }) => ({
      code: 'ResourceNotFound',
      target: 'id',
      message: `No ${type} with the id '${id}' exists in this organisation.`,
    }),
  }),
  /** In the directory, which is none of Intune's. */
  directoryObjectNotFound: row<{ id: string }>({
    status: 404,
    code: 'Request_ResourceNotFound',
    layer: 'gateway',
    message: ({ id }) =>
      `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  }),
  conflict: row<{ problem: string; target?: string }>({
    status: 409,
    code: 'Conflict',
    layer: 'service',
    message: () => 'An error has occurred',
    phrase: 'Conflict',
    help: ({ problem, target }) => ({ code: 'Conflict', message: problem, ...(target && { target }) }),
  }),
  notPossible: row<{ problem: string; target?: string }>({
    status: 400,
    code: 'BadRequest',
    layer: 'service',
    message: ({ problem }) => problem,
    help: ({ problem, target }) => ({ code: 'BadRequest', message: problem, ...(target && { target }) }),
  }),

  // $batch
  batchMalformed: badRequest<{ problem: string }>(({ problem }) => problem),
  batchTooLarge: row<{ limit: number }>({
    status: 400,
    code: 'MaximumValueExceeded',
    layer: 'gateway',
    message: ({ limit }) => `Number of batch request steps exceeds the maximum value of ${limit}.`,
  }),
  dependencyFailed: row<{ id: string }>({
    status: 424,
    code: 'FailedDependency',
    layer: 'gateway',
    message: ({ id }) => `The request was not run because the request '${id}' it depends on failed.`,
  }),

  // Capacity
  throttled: row<{ retryAfterSeconds: number }>({
    status: 429,
    code: 'TooManyRequests',
    layer: 'gateway',
    message: () => 'Please retry again later.',
    headers: retryAfter,
    inner: () => ({ code: '429', message: 'Please retry after', status: '429' }),
  }),
  unavailable: row<{ retryAfterSeconds: number }>({
    status: 503,
    code: 'ServiceUnavailable',
    layer: 'gateway',
    message: () => 'The service is temporarily unavailable. Please retry again later.',
    headers: retryAfter,
  }),
  unexpected: row<void>({
    status: 500,
    code: 'InternalServerError',
    layer: 'service',
    message: () => 'An internal server error has occurred',
  }),
} as const;

export type FailureName = keyof typeof failures;

type ParametersOf<N extends FailureName> = (typeof failures)[N] extends Row<infer P> ? P : never;

/** Makes a failure of the table; `internal` and `cause` go to the log only. */
export function fail<N extends FailureName>(
  name: N,
  ...rest: ParametersOf<N> extends void
    ? [parameters?: undefined, options?: { internal?: string; cause?: unknown }]
    : [parameters: ParametersOf<N>, options?: { internal?: string; cause?: unknown }]
): Failure<N, ParametersOf<N>> {
  return new Failure(name, rest[0] as ParametersOf<N>, rest[1]);
}

/** What a failure says on the wire, before the envelope. */
export interface ToldFailure {
  readonly status: number;
  readonly code: string;
  readonly layer: 'gateway' | 'service';
  readonly message: string;
  readonly phrase: string;
  readonly help: FailureDetail | undefined;
  readonly headers: Record<string, string>;
  readonly inner: Record<string, string>;
}

/** Looks a failure up in the table; anything that is not one of its rows is `unexpected`, and tells nothing of itself. */
export function tell(error: unknown, context: FailureContext): ToldFailure {
  const failure = error instanceof Failure && error.kind in failures ? error : fail('unexpected');
  // The table's rows and a failure's parameters are paired by `fail`, which the union of all rows cannot express.
  const found = failures[failure.kind as FailureName] as Row<unknown>;
  return {
    status: found.status,
    code: found.code,
    layer: found.layer,
    message: found.message(failure.parameters),
    phrase: found.phrase ?? '',
    help: found.help?.(failure.parameters, context),
    headers: found.headers?.(failure.parameters, context) ?? {},
    inner: found.inner?.(failure.parameters) ?? {},
  };
}

/** The status that a failure is told with. */
export function statusOf({ kind }: Failure): number {
  return failures[kind in failures ? (kind as FailureName) : 'unexpected'].status;
}

/** Intune lists a permission renamed in August 2017 under its former spelling as well, the former first. */
function withFormerSpelling(permission: string): string[] {
  const former = permission.replace('DeviceManagementServiceConfig.', 'DeviceManagementServiceConfiguration.');
  return former === permission ? [permission] : [former, permission];
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

const nowhere: FailureContext = { url: '', activityId: '', authorizationUri: '', clientId: '' };

/** What a client is told of an error that is not the answer of its request: of one record of many, or of a file. */
export function messageOf(error: unknown): string {
  return tell(error, nowhere).message;
}
