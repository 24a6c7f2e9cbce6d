import type { Secret } from '../../core/secret.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import type { Connector, Standing } from '../connector.ts';
import type { Granted, PartnerAccount } from '../granted.ts';
import { describe } from '../host/answer.ts';
import { Body } from '../host/body.ts';
import { Host, secureUrl } from '../host/host.ts';
import { HostPolicy, type PolicyOptions, type PolicyParts } from '../host/policy.ts';
import { PartnerFailure } from '../partner-failure.ts';
import { Api } from './api.ts';
import { OAuth } from './oauth.ts';
import { connectionsOf } from './reports.ts';
import { type SessionGroups, Sessions } from './sessions.ts';
import { grantOf, readTokens, type Tokens, tokensOf } from './tokens.ts';

export interface TeamViewerOptions extends PolicyOptions, PolicyParts {
  /** `https://webapi.teamviewer.com`; plain http on loopback alone. */
  readonly apiBase: string;
  /** `https://login.teamviewer.com/oauth2/authorize` */
  readonly authorizeUrl: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** Whether all sessions are in one group, or those of each organisation in a group of their own; `one` unless told. */
  readonly sessionGroups?: SessionGroups;
}

/**
 * The connector for TeamViewer, over its Web API v1. It holds nothing to dispose.
 * @throws RangeError naming the option when an address is not https.
 */
export function teamviewer(options: TeamViewerOptions): Connector {
  const { name, clock } = options;
  const policy = new HostPolicy(options);
  const host = new Host(name, options.apiBase, clock, policy);
  const authorizeUrl = secureUrl('authorizeUrl', options.authorizeUrl);
  const oauth = new OAuth(host, clock, {
    authorizeUrl,
    clientId: options.clientId,
    clientSecret: options.clientSecret,
  });
  const api = new Api(host);
  const sessions = new Sessions(api, options.sessionGroups ?? 'one');

  return {
    name,
    capabilities: {
      onboarding: 'oauthCode',
      revokes: true,
      revokingCutsSessions: false,
      deviceBound: false,
      closesSessions: true,
      closingCuts: false,
      access: [],
      viewOnly: 'no',
      consentPrompt: false,
      inventory: false,
      events: 'poll',
    },
    onboarding: {
      kind: 'oauthCode',
      clientId: options.clientId,
      authorizationUrl: (request) => oauth.authorizationUrl(request),
      exchange: async (request, signal) => grantOf(await oauth.exchange(request, signal), options.clientId),
    },
    health: () => host.health,
    wake: () => host.wake(),
    isOwn: (grant) => readTokens(grant) !== undefined,
    renew: (grant, signal) => renew(oauth, options.clientId, grant, signal),
    check: (grant, signal) => check(api, tokensOf(grant), signal),
    revoke: async (grant, signal) => revoke(api, tokensOf(grant).accessToken, signal),
    account: async (grant, signal) => account(api, tokensOf(grant).accessToken, signal),
    openSession: async (grant, session, signal) => sessions.open(tokensOf(grant).accessToken, session, signal),
    session: async (grant, code, signal) => sessions.find(tokensOf(grant).accessToken, code, signal),
    openSessions: async (grant, of, signal) => sessions.findOpen(tokensOf(grant).accessToken, of, signal),
    closeSession: async (grant, code, signal) => sessions.close(tokensOf(grant).accessToken, code, signal),
    connections: async (grant, code, signal) => connectionsOf(api, tokensOf(grant).accessToken, code, signal),
    [Symbol.asyncDispose]: async () => {},
  };
}

/**
 * A refresh token that was given to another app is refused as one that is gone (RFC 6749, section 5.2, `invalid_grant`), so the partner is not asked: it
 * would be no proof.
 */
async function renew(oauth: OAuth, clientId: string, grant: Secret, signal: AbortSignal | undefined): Promise<Granted> {
  const { refreshToken, clientId: given = clientId } = tokensOf(grant);
  if (given !== clientId) {
    throw new PartnerFailure('refused', sentence('givenToOtherApp', { given, now: clientId }), { undone: true });
  }
  if (!refreshToken) {
    throw new PartnerFailure('grantGone', sentence('nothingToRenewWith'));
  }
  return grantOf({ refreshToken, ...(await oauth.refresh(refreshToken, signal)) }, clientId);
}

/** An access token that is refused says nothing of a grant that has a refresh token: whether that is refused as well is the proof. */
async function check(
  api: Api,
  { accessToken, refreshToken }: Tokens,
  signal: AbortSignal | undefined,
): Promise<Standing> {
  if (await ping(api, accessToken, signal)) return { kind: 'valid' };
  if (refreshToken) throw new PartnerFailure('unauthorized', sentence('tokenNotValid'));
  return { kind: 'gone', because: sentence('notAccepted') };
}

/**
 * Not RFC 7009: the token to revoke is the bearer, there is no body, and the answer is 204. Sent once, because a repetition after
 * a lost answer could only say 401; repeating is for the caller, who knows what that means.
 */
async function revoke(api: Api, accessToken: Secret, signal: AbortSignal | undefined): Promise<string> {
  const call = { method: 'POST', route: '/OAuth2/revoke', expects: 'nothing', kind: 'once' } as const;
  return describe(await api.call(accessToken, call, signal));
}

async function ping(api: Api, accessToken: Secret, signal: AbortSignal | undefined): Promise<boolean> {
  const call = { method: 'GET', route: '/ping', expects: 'json', kind: 'repeating' } as const;
  try {
    return Body.of(await api.call(accessToken, call, signal)).boolean('token_valid');
  } catch (error) {
    if (error instanceof PartnerFailure && error.reason === 'unauthorized') return false;
    throw error;
  }
}

async function account(api: Api, accessToken: Secret, signal: AbortSignal | undefined): Promise<PartnerAccount> {
  const call = { method: 'GET', route: '/account', expects: 'json', kind: 'repeating' } as const;
  const body = Body.of(await api.call(accessToken, call, signal));
  const name = body.optionalString('name');
  const email = body.optionalString('email');
  const company = body.optionalString('company_name');
  return {
    id: body.string('userid'),
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    ...(company === undefined ? {} : { company }),
  };
}
