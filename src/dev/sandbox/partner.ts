import { type ApiContext, account, createSession, listConnections, listSessions, oneSession } from './api.ts';
import { authorize, type RegisteredApp } from './authorize.ts';
import { type Incoming, json, type Reply, refuse } from './exchange.ts';
import type { Grants, SandboxGrant } from './grants.ts';
import { token } from './token.ts';

export interface PartnerContext extends ApiContext {
  readonly app: RegisteredApp;
  readonly grants: Grants;
  readonly revokesWholeAccount: () => boolean;
  /** What token answers say of how long an access token lives. */
  readonly toldLifetimeMs: number | undefined;
}

/** TeamViewer's own paths; letter case does not count in them. `undefined` for all others. */
export function partner(incoming: Incoming, context: PartnerContext): Reply | undefined {
  const { grants, app } = context;
  const path = incoming.path.toLowerCase();
  const at = `${incoming.method} ${path}`;
  if (at === 'GET /oauth2/authorize' || at === 'POST /oauth2/authorize') return authorize(incoming, app, grants);
  if (!path.startsWith('/api/v1/')) return undefined;
  if (at === 'POST /api/v1/oauth2/token') return token(incoming, app, grants, context.toldLifetimeMs);

  const bearer = /^Bearer (.+)$/i.exec(incoming.headers.authorization ?? '')?.[1];
  if (bearer === undefined) return refuse(401, 'invalid_token', 'Bearer token missing.');
  const grant = grants.byAccessToken(bearer);
  if (grant === undefined) return refuse(401, 'invalid_token', 'The access token is expired, revoked or unknown.');
  return { grantId: grant.id, ...api(incoming, at, grant, context) };
}

function api(incoming: Incoming, at: string, grant: SandboxGrant, context: PartnerContext): Reply {
  switch (at) {
    case 'GET /api/v1/ping':
      return json(200, { token_valid: true });
    case 'GET /api/v1/account':
      return account(grant);
    case 'POST /api/v1/oauth2/revoke':
      context.grants.revoke(grant.id, 'client');
      if (context.revokesWholeAccount()) context.grants.revokeAccount(grant.account.userid);
      return { status: 204 };
    case 'GET /api/v1/sessions':
      return listSessions(incoming, grant, context);
    case 'POST /api/v1/sessions':
      return createSession(incoming, grant, context);
    case 'GET /api/v1/reports/connections':
      return listConnections(incoming, grant, context);
  }
  const code = /^(?:GET|PUT|DELETE) \/api\/v1\/sessions\/([^/]+)$/.exec(at)?.[1];
  return code === undefined
    ? refuse(404, 'not_found', 'The sandbox has no such call.')
    : oneSession(incoming, grant, context, code);
}
