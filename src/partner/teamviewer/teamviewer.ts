import type { Clock } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import type { Secret } from '../../core/secret.ts';
import { type Connector, type PartnerAccount, PartnerFailure } from '../connector.ts';
import { describe } from './answer.ts';
import { Api } from './api.ts';
import { Body } from './body.ts';
import { Host, secureUrl } from './host.ts';
import { OAuth } from './oauth.ts';
import { HostPolicy, type PolicyOptions } from './policy.ts';
import { connectionsOf } from './reports.ts';
import { type SessionGroups, Sessions } from './sessions.ts';

export interface TeamViewerOptions extends PolicyOptions {
  readonly name: string;
  /** `https://webapi.teamviewer.com`; plain http on loopback alone. */
  readonly apiBase: string;
  /** `https://login.teamviewer.com/oauth2/authorize` */
  readonly authorizeUrl: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** Whether all sessions are in one group, or those of each organisation in a group of their own; `one` unless told. */
  readonly sessionGroups?: SessionGroups;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * The connector for TeamViewer, over its Web API v1. It holds nothing to dispose.
 * @throws RangeError naming the option when an address is not https.
 */
export function teamviewer(options: TeamViewerOptions): Connector {
  const { name, clock, log } = options;
  const policy = new HostPolicy(clock, options, (breaker) => {
    const level = breaker === 'open' ? 'warn' : 'info';
    log[level]({ connector: name, breaker }, 'partner breaker changed');
  });
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
      authorization: 'oauthCode',
      closesSessions: true,
      closingCuts: false,
      revokingCutsSessions: false,
      events: 'poll',
    },
    health: () => host.health,
    wake: () => host.wake(),
    authorizationUrl: (request) => oauth.authorizationUrl(request),
    exchange: (request, signal) => oauth.exchange(request, signal),
    refresh: (refreshToken, signal) => oauth.refresh(refreshToken, signal),
    revoke: (accessToken, signal) => revoke(api, accessToken, signal),
    ping: (accessToken, signal) => ping(api, accessToken, signal),
    account: (accessToken, signal) => account(api, accessToken, signal),
    openSession: (accessToken, session, signal) => sessions.open(accessToken, session, signal),
    session: (accessToken, code, signal) => sessions.find(accessToken, code, signal),
    openSessions: (accessToken, prefix, signal) => sessions.findOpen(accessToken, prefix, signal),
    closeSession: (accessToken, code, signal) => sessions.close(accessToken, code, signal),
    connections: (accessToken, sessionCode, signal) => connectionsOf(api, accessToken, sessionCode, signal),
  };
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
