import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Clock } from '../../core/clock.ts';
import type { DevelopmentTenant } from './directory.ts';
import { errorBody, fromProvider } from './entra-error.ts';
import { ForwardedRequest } from './forwarded-request.ts';

/** Rewrites what the provider answers to a client: the members that MSAL and scripts for Entra read. */
export async function answerInEntrasWords(
  ctx: KoaContextWithOIDC,
  next: () => Promise<void>,
  { tenant, clock }: { readonly tenant: DevelopmentTenant; readonly clock: Clock },
): Promise<void> {
  await next();
  const request = ctx.req;
  const body: unknown = ctx.body;
  if (!(request instanceof ForwardedRequest) || !isObject(body)) return;
  if (typeof body.error === 'string') {
    const { asked, detail } = request;
    const error = fromProvider({ error: body.error, error_description: textOf(body.error_description) }, ctx.status, {
      detail,
      clientId: asked.clientId,
      presented: asked.presented,
    });
    ctx.status = error.status;
    ctx.body = errorBody(error, asked.correlationId);
  } else if ('access_token' in body) {
    const uid = ctx.oidc.entities.Account?.accountId;
    ctx.body = tokens(body, request, uid, tenant, clock);
  } else if ('device_code' in body) {
    ctx.body = deviceCode(body, tenant);
  }
}

function tokens(
  body: Record<string, unknown>,
  { asked, granted }: ForwardedRequest,
  uid: string | undefined,
  tenant: DevelopmentTenant,
  clock: Clock,
) {
  const { scope: _, expires_in, ...given } = body;
  const lifetime = Number(expires_in);
  const clientInfo =
    uid !== undefined && asked.clientInfo
      ? { client_info: Buffer.from(JSON.stringify({ uid, utid: tenant.tenantId })).toString('base64url') }
      : {};
  if (asked.endpoint === '1.0') {
    const now = Math.floor(clock.now() / 1000);
    return {
      ...given,
      ...clientInfo,
      ...(uid !== undefined && { scope: granted?.permissions.join(' ') }),
      // Numbers are texts in this generation.
      expires_in: String(lifetime),
      ext_expires_in: String(lifetime),
      expires_on: String(now + lifetime),
      not_before: String(now),
      resource: granted?.audience,
    };
  }
  return {
    ...given,
    ...clientInfo,
    ...(uid !== undefined && { scope: grantedScope(granted) }),
    expires_in: lifetime,
    ext_expires_in: lifetime,
  };
}

/** MSAL finds a token in its cache again only if `scope` names what was asked for, `.default` included. */
function grantedScope(granted: ForwardedRequest['granted']): string {
  if (granted === undefined) return '';
  const api = granted.audience.replace(/\/$/, '');
  return [...new Set([...granted.words, ...granted.permissions.map((permission) => `${api}/${permission}`)])].join(' ');
}

function deviceCode(body: Record<string, unknown>, { displayName }: DevelopmentTenant) {
  const page = String(body.verification_uri);
  return {
    ...body,
    verification_url: page,
    // Entra asks for five seconds; on loopback nobody gains by waiting.
    interval: 1,
    message: `To sign in to ${displayName}, use a web browser to open the page ${page} and enter the code ${body.user_code} to authenticate.`,
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Buffer.isBuffer(value) && !('pipe' in value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
