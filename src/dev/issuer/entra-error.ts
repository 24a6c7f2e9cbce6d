import { newId } from '../../core/id.ts';

/** An error as Entra words it: an OAuth error (RFC 6749, section 5.2) with a number that scripts look at. */
export class EntraError extends Error {
  readonly status: number;
  readonly error: string;
  readonly code: number;

  constructor(error: string, code: number, message: string, status = 400) {
    super(message);
    this.error = error;
    this.code = code;
    this.status = status;
  }
}

/** The body of an error answer. */
export function errorBody(error: EntraError, correlationId: string | undefined) {
  const timestamp = new Date()
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
  const trace = { trace_id: newId(), correlation_id: correlationId ?? newId() };
  return {
    error: error.error,
    error_description: `AADSTS${error.code}: ${error.message} Trace ID: ${trace.trace_id} Correlation ID: ${trace.correlation_id} Timestamp: ${timestamp}`,
    error_codes: [error.code],
    timestamp,
    ...trace,
  };
}

export const unknownTenant = (tenant: string) =>
  new EntraError(
    'invalid_request',
    90002,
    `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID.`,
  );

export const unknownClient = (clientId: string | null, tenant: string) =>
  clientId === null
    ? new EntraError('invalid_request', 900144, "The request body must contain the following parameter: 'client_id'.")
    : new EntraError(
        'unauthorized_client',
        700016,
        `Application with identifier '${clientId}' was not found in the directory '${tenant}'.`,
      );

/** What the provider answers, in Entra's words. `detail` is what it says in its own log. */
export function fromProvider(
  answer: { readonly error: string; readonly error_description?: string | undefined },
  status: number,
  context: {
    readonly detail: string | undefined;
    readonly clientId: string | null;
    readonly presented: 'secret' | 'assertion' | 'nothing';
  },
): EntraError {
  const said = context.detail ?? answer.error_description ?? answer.error;
  switch (answer.error) {
    case 'invalid_client':
      return invalidClient(context.presented, context.clientId, said);
    case 'authorization_pending':
      return new EntraError(
        answer.error,
        70016,
        'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
      );
    case 'expired_token':
      return new EntraError(
        answer.error,
        70020,
        'The provided value for the input parameter device_code is not valid. The device code has expired.',
      );
    case 'access_denied':
      return new EntraError('authorization_declined', 70018, 'The end user denied the authorization request.');
    case 'invalid_grant':
      return new EntraError(answer.error, 70000, `The provided grant is not valid: ${said}.`);
    case 'unsupported_grant_type':
      return new EntraError(answer.error, 70003, 'The app requested an unsupported grant type.');
    case 'invalid_scope':
      return new EntraError(
        answer.error,
        70011,
        `The provided value for the input parameter 'scope' is not valid: ${said}.`,
      );
    case 'invalid_redirect_uri':
      return new EntraError(
        'invalid_request',
        50011,
        `The redirect URI specified in the request does not match the redirect URIs configured for the application '${context.clientId}'.`,
      );
    case 'login_required':
      return new EntraError(answer.error, 50058, 'A silent sign-in request was sent but no user is signed in.');
    default:
      return new EntraError(answer.error, 9000000, said, status);
  }
}

function invalidClient(
  presented: 'secret' | 'assertion' | 'nothing',
  clientId: string | null,
  said: string,
): EntraError {
  switch (presented) {
    case 'assertion':
      return new EntraError(
        'invalid_client',
        700027,
        `The certificate with identifier used to sign the client assertion is not registered on application '${clientId}', or the assertion is not valid: ${said}.`,
        401,
      );
    case 'secret':
      return new EntraError(
        'invalid_client',
        7000215,
        `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
        401,
      );
    case 'nothing':
      return new EntraError(
        'invalid_client',
        7000218,
        "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
        401,
      );
  }
}
