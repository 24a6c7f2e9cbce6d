import { newId } from '../../core/id.ts';

/**
 * Every refusal as Entra words it: an OAuth error (RFC 6749, section 5.2), the number that scripts look at, and the text. What is in
 * braces is told by whoever refuses.
 */
const rows = {
  foreign: 'invalid_request 9002326: {why}',
  nothingHere: 'invalid_request 900144: There is nothing at {path}.',
  wrongMethod: 'invalid_request 900561: The endpoint only accepts {right} requests. Received a {sent} request.',
  bodyTooLong: 'invalid_request 90100: The request body is longer than 64 KB.',
  failed: 'server_error 90033: The development issuer failed; its log says why.',

  tenantUnknown: "invalid_request 90002: Tenant '{name}' not found. Check to make sure you have the correct tenant ID.",
  tenantMissing:
    'invalid_request 50059: No tenant-identifying information found in either the request or implied by any provided credentials: name the tenant in the place of {name}.',
  consumers:
    'unauthorized_client 9002339: The client is not enabled for consumers: nobody here has a personal account. Use organizations, or a tenant.',

  missing: "invalid_request 900144: The request body must contain the following parameter: '{parameter}'.",
  responseType:
    "unsupported_response_type 700051: The response type '{type}' is not enabled for the application. Use 'code', with PKCE.",
  responseMode: "invalid_request 9002016: response_mode is query, fragment or form_post, not '{mode}'.",
  challengeMethod: "invalid_request 501491: The code_challenge_method must be 'S256'.",
  redirectUri:
    "invalid_request 50011: The redirect URI '{uri}' specified in the request does not match the redirect URIs configured for the application '{clientId}': {registered}.",
  apiUnknown:
    'invalid_resource 500011: The resource principal named {name} was not found in the tenant. Known here: {known}.',
  severalApis: 'invalid_scope 28000: The provided scope is not valid because it contains more than one resource.',
  scopeNotDefault:
    'invalid_scope 1002012: The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).',
  grantType: 'unsupported_grant_type 70003: The app requested an unsupported grant type.',

  clientUnknown:
    "unauthorized_client 700016: Application with identifier '{clientId}' was not found in the directory '{where}'.",
  credentialMissing:
    "invalid_client 7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  secretWrong:
    "invalid_client 7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{clientId}'.",
  clientIsPublic:
    "invalid_client 700025: Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
  assertionWrong:
    "invalid_client 700027: The certificate with identifier used to sign the client assertion is not registered on application '{clientId}', or the assertion is not valid: {why}.",

  nobodySignedIn: 'login_required 50058: A silent sign-in request was sent but no user is signed in.',
  severalSignedIn: 'interaction_required 16000: Several people are signed in. Say whom you mean by login_hint.',
  personUnknown: 'invalid_grant 50034: The user account {name} does not exist in the {where} directory.',
  personNotInTenant: 'invalid_grant 50020: The user account of the refresh token does not exist in the tenant.',

  codeUnknown: 'invalid_grant 70000: The provided authorization code is not valid.',
  codeExpired: 'invalid_grant 70008: The provided authorization code has expired.',
  codeRedeemed:
    'invalid_grant 54005: OAuth2 Authorization code was already redeemed, please retry with a new valid code.',
  codeOfOtherTenant: 'invalid_grant 700005: The provided code is for another tenant than the one of this endpoint.',
  replyAddress:
    "invalid_grant 500112: The reply address '{sent}' does not match the reply address '{right}' provided when requesting the authorization code.",
  codeVerifier:
    'invalid_grant 501481: The Code_Verifier does not match the code_challenge supplied in the authorization request.',
  refreshToken: 'invalid_grant 70000: The provided refresh token is not valid, has expired, or is of another client.',
  onBehalfOf: 'invalid_grant 50013: Assertion failed validation: it is no valid token of a person of this tenant.',
  deviceCodeUnknown: 'bad_verification_code 70019: The device_code that was sent was not recognized.',
  deviceCodeExpired:
    'expired_token 70020: The provided value for the input parameter device_code is not valid. The device code has expired.',
  authorizationPending:
    'authorization_pending 70016: OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
} as const satisfies Readonly<Record<string, `${string} ${number}: ${string}`>>;

/** All others are 400. */
const statuses: Readonly<Record<string, number>> = {
  invalid_client: 401,
  foreign: 403,
  nothingHere: 404,
  bodyTooLong: 413,
  server_error: 500,
};

type Rows = typeof rows;

/** The words in braces of `Text`. */
type Told<Text> = Text extends `${string}{${infer Word}}${infer Rest}` ? Word | Told<Rest> : never;

export class EntraError extends Error {
  readonly status: number;
  readonly error: string;
  readonly code: number;

  constructor(name: keyof Rows, message: string, error: string, code: number) {
    super(message);
    this.status = statuses[name] ?? statuses[error] ?? 400;
    this.error = error;
    this.code = code;
  }
}

export function refusal<Name extends keyof Rows>(
  name: Name,
  ...[told]: Told<Rows[Name]> extends never ? [] : [Readonly<Record<Told<Rows[Name]>, string>>]
): EntraError {
  const [, error = '', code, text = ''] = /^(\w+) (\d+): (.*)$/.exec(rows[name]) ?? [];
  const words: Readonly<Record<string, string>> = told ?? {};
  return new EntraError(
    name,
    text.replace(/\{(\w+)\}/g, (_, word) => words[word] ?? ''),
    error,
    Number(code),
  );
}

/** The body of an error answer; `now` in milliseconds since 1970. */
export function errorBody({ error, code, message }: EntraError, now: number, correlationId = newId()) {
  const timestamp = new Date(now)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
  const traceId = newId();
  return {
    error,
    error_description: `AADSTS${code}: ${message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
    error_codes: [code],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
  };
}
