import { timingSafeEqual } from 'node:crypto';
import type { RegisteredApp } from './authorize.ts';
import { fields, type Incoming, json, type Reply, refuse, text } from './exchange.ts';
import type { Grants, IssuedTokens } from './grants.ts';

/** The token endpoint (RFC 6749, sections 4.1.3 and 6), for forms and, as TeamViewer has it, JSON. */
export function token(incoming: Incoming, app: RegisteredApp, grants: Grants, lifetimeMs: number | undefined): Reply {
  const form = fields(incoming);
  if (!isApp(form, app)) return refuse(401, 'invalid_client', 'The client id or secret is not correct.');
  const answer = (issued: IssuedTokens): Reply => {
    const body = {
      access_token: issued.accessToken,
      token_type: 'bearer',
      ...(lifetimeMs !== undefined && { expires_in: Math.floor(lifetimeMs / 1000) }),
      refresh_token: issued.refreshToken,
    };
    return { ...json(200, body), grantId: issued.grantId };
  };
  switch (text(form, 'grant_type')) {
    case 'authorization_code': {
      const issued = grants.exchange(text(form, 'code'), {
        clientId: app.clientId,
        redirectUri: text(form, 'redirect_uri'),
        codeVerifier: text(form, 'code_verifier'),
      });
      return typeof issued === 'string' ? refuse(400, 'invalid_grant', issued) : answer(issued);
    }
    case 'refresh_token': {
      const issued = grants.refresh(text(form, 'refresh_token'));
      return issued === undefined ? refuse(400, 'invalid_grant', 'The refresh token is not valid.') : answer(issued);
    }
    default:
      return refuse(400, 'unsupported_grant_type', 'grant_type must be authorization_code or refresh_token.');
  }
}

function isApp(form: Readonly<Record<string, unknown>>, app: RegisteredApp): boolean {
  const secret = Buffer.from(text(form, 'client_secret'));
  const expected = Buffer.from(app.clientSecret);
  const isSecret = secret.length === expected.length && timingSafeEqual(secret, expected);
  return isSecret && text(form, 'client_id') === app.clientId;
}
