import type { IncomingMessage } from 'node:http';
import { decodeJwt } from 'jose';
import type { TokenVersion } from './access-token.ts';
import { EntraError } from './entra-error.ts';
import type { Asked } from './forwarded-request.ts';
import { readScope } from './scopes.ts';

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

/**
 * Turns a request to an endpoint of Entra, older or newer, into one that an OAuth server understands: changes `form`, and returns
 * what the answer needs.
 * @throws EntraError
 */
export function understand(
  form: URLSearchParams,
  request: IncomingMessage,
  { version, audiences }: { readonly version: TokenVersion; readonly audiences: readonly string[] },
): Asked {
  // The older endpoints name the API in `resource` and leave its permissions to what was granted beforehand.
  const resource = form.get('resource');
  if (resource !== null) form.set('scope', `${form.get('scope') ?? ''} ${resource}/.default`.trim());
  form.delete('resource');

  const grant = form.get('grant_type');
  // MSAL for JavaScript sends the short name; MSAL for Python the code under its older name as well.
  if (grant === 'device_code' || grant === deviceGrant) {
    form.set('grant_type', deviceGrant);
    if (!form.has('device_code')) form.set('device_code', form.get('code') ?? '');
    form.delete('code');
    form.delete('scope');
  }
  const scope = form.get('scope') ?? undefined;
  const access = scope === undefined ? undefined : readScope(scope, audiences);
  if (grant === 'client_credentials' && (scope === undefined || access?.permissions !== 'default')) {
    throw new EntraError(
      'invalid_scope',
      1002012,
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    );
  }
  const isRedemption = grant === 'authorization_code' || grant === 'refresh_token';
  if (isRedemption) form.delete('scope');
  else if (grant !== 'client_credentials' && grant !== deviceGrant) form.set('scope', withOpenId(scope));
  return {
    endpoint: version,
    clientId: clientIdOf(form, request),
    presented: form.has('client_assertion')
      ? 'assertion'
      : form.has('client_secret') || request.headers.authorization !== undefined
        ? 'secret'
        : 'nothing',
    scope: isRedemption && access !== undefined && access.words.length > 0 ? scope : undefined,
    clientInfo: form.get('client_info') === '1',
    correlationId: form.get('client-request-id') ?? headerOf(request, 'client-request-id'),
  };
}

/** The provider ends a sign-in only for a request that asks for some of its own scopes. */
function withOpenId(scope: string | undefined): string {
  const words = (scope ?? '').split(' ').filter((word) => word !== '');
  return [...new Set(['openid', ...words])].join(' ');
}

function clientIdOf(form: URLSearchParams, request: IncomingMessage): string | null {
  const given = form.get('client_id');
  if (given !== null) return given;
  try {
    const basic = /^basic (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (basic !== undefined) return decodeURIComponent(Buffer.from(basic, 'base64').toString().split(':')[0] ?? '');
    return decodeJwt(form.get('client_assertion') ?? '').sub ?? null;
  } catch {
    return null;
  }
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}
