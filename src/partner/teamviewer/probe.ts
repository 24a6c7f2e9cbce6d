import { randomBytes } from 'node:crypto';
import { isObject, parsedJson } from '../../core/json.ts';
import { Secret } from '../../core/secret.ts';
import type { Connector } from '../connector.ts';
import { PartnerFailure } from '../partner-failure.ts';
import type { ConnectorParts, Probe, Probed } from '../product.ts';
import type { SessionKey } from '../session.ts';
import { type TeamViewerOptions, teamviewer } from './teamviewer.ts';
import { tokensOf } from './tokens.ts';

const redirectUri = (origin: string) => `${origin}/connect/callback`;

/** What a look at a real account does, in the order in which it does it. */
export const probeSteps = [
  'asks you to consent in a browser, with an account that is for trying: what this gives is revoked again at the end',
  'opens one session, in the group "assistd", that ends by itself after 10 minutes, and gives its link to nobody',
  'reads it, lists what is open, reads its report, closes it, and closes it once more',
  'renews the tokens, and asks whether the former ones are still accepted',
  'revokes the access token, and asks what is accepted after it',
] as const;

/**
 * Asks an account what TeamViewer's documentation leaves open. It cleans up after itself, also where something fails: what it opened is
 * closed, and what it was given is revoked. What it writes down holds no token, code, name or link: members' names, forms and statuses alone.
 */
export async function probe(
  options: Omit<TeamViewerOptions, keyof ConnectorParts>,
  parts: ConnectorParts,
  asked: Probe,
) {
  const connector = teamviewer({ ...options, ...parts });
  const { onboarding } = connector;
  if (onboarding.kind !== 'oauthCode' || !connector.renew) throw new TypeError('TeamViewer consents with a code');
  const state = randomBytes(16).toString('base64url');
  const codeVerifier = randomBytes(32).toString('base64url');
  const callback = { codeVerifier, redirectUri: redirectUri(asked.origin) };
  const came = new URL(await asked.consent(await onboarding.authorizationUrl({ ...callback, state })));
  const code = came.searchParams.get('code');
  if (came.searchParams.get('state') !== state || !code) {
    throw new PartnerFailure('refused', 'the address has no code for this consent; copy all of it');
  }
  const found: Probed['found'][number][] = [];
  const note = (question: string, answer: string) => void found.push({ question, answer });
  const { signal } = asked;
  const began = parts.clock.now();
  let { grant, renewAt } = await onboarding.exchange({ ...callback, code: new Secret(code) }, signal);
  const wire = async (method: string, path: string, bearer: Secret, body?: object) => {
    const sent = fetch(new URL(`/api/v1${path}`, options.apiBase), {
      method,
      redirect: 'error',
      signal: AbortSignal.any([AbortSignal.timeout(10_000), ...(signal ? [signal] : [])]),
      headers: {
        Authorization: `Bearer ${bearer.reveal()}`,
        ...(body && { 'Content-Type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    try {
      const reply = await sent;
      return { status: reply.status, body: parsedJson(await reply.text()) };
    } catch {
      throw new PartnerFailure(
        'unreachable',
        `${options.name}: ${method} ${path.split('?')[0]?.split('/')[1]}: no answer`,
      );
    }
  };
  const access = () => tokensOf(grant).accessToken;
  const key = { tenantId: 'probe', grantId: 'probe', sessionId: state };
  let sandbox: Probed['sandbox'] = {};
  let ref: string | undefined;
  let isRevoked = false;
  let failure: unknown;
  try {
    const lifetimeMs = renewAt === undefined ? undefined : Math.round((renewAt - began + 60_000) / 1000) * 1000;
    note('lifetime of an access token', lifetimeMs === undefined ? 'not said' : `${lifetimeMs / 1000} s`);

    const session = await connector.openSession(
      grant,
      {
        key,
        description: 'assistd doctor --probe',
        organisation: { id: 'probe', displayName: null },
        device: { partnerDeviceId: null, id: 'probe', azureADDeviceId: null, deviceName: null, serialNumber: null },
        supporter: null,
        validUntil: parts.clock.now() + 600_000,
      },
      signal,
    );
    ref = session.ref;
    note('form of a session code', formOf(session.ref));
    const path = `/sessions/${encodeURIComponent(session.ref)}`;
    const read = await wire('GET', path, access());
    note('members of a session', members(read.body));
    note('state of an open session', stateOf(read.body));
    const list = await wire('GET', '/sessions?state=open&full_list=true', access());
    const [listed] = itemsOf(list.body, 'sessions').filter((each) => each.code === session.ref);
    const listIncludesCustomApi = listed !== undefined && 'custom_api' in listed;
    note('members of a session in the list', listed ? members(listed) : `not listed (${list.status})`);
    const report = `/reports/connections?session_code=${encodeURIComponent(session.ref)}`;
    note('answer to the report of a session', String((await wire('GET', report, access())).status));
    note('answer to closing', String((await wire('PUT', path, access(), { state: 'Closed' })).status));
    note('answer to closing again', String((await wire('PUT', path, access(), { state: 'Closed' })).status));
    const closed = await wire('GET', path, access());
    note('state of a closed session', `${closed.status}, ${stateOf(closed.body)}`);

    const former = grant;
    grant = (await connector.renew(grant, signal)).grant;
    const rotatesRefreshTokens = tokensOf(former).refreshToken?.reveal() !== tokensOf(grant).refreshToken?.reveal();
    note('a renewal gives another refresh token', rotatesRefreshTokens ? 'yes' : 'no');
    const ping = async (bearer: Secret) => {
      const { status, body } = await wire('GET', '/ping', bearer);
      return `${status}, token_valid ${isObject(body) ? String(body.token_valid) : 'not said'}`;
    };
    note('the former access token after a renewal', await ping(tokensOf(former).accessToken));

    const revoked = await wire('POST', '/OAuth2/revoke', access());
    isRevoked = revoked.status < 300;
    note('answer to revoking', String(revoked.status));
    note('the access token after revoking', await ping(access()));
    const renewed = await connector.renew(grant, signal).then(
      (again) => {
        grant = again.grant;
        isRevoked = false;
        return 'accepted: revoking takes the access token alone';
      },
      (error: unknown) => (error instanceof PartnerFailure ? `refused (${error.reason})` : Promise.reject(error)),
    );
    note('the refresh token after revoking', renewed);
    sandbox = {
      listIncludesCustomApi,
      rotatesRefreshTokens,
      ...(lifetimeMs !== undefined && { accessTokenLifetimeMs: lifetimeMs }),
    };
  } catch (error) {
    failure = error;
  }
  const left = isRevoked ? [] : await cleanUp(connector, grant, ref ?? key);
  if (failure !== undefined) {
    if (!(failure instanceof PartnerFailure) || left.length === 0) throw failure;
    throw new PartnerFailure(failure.reason, [failure.message, ...left].join('; '));
  }
  const notAsked = [
    'whether closing cuts off who is inside, and the form of session codes in reports: join the session from another machine to see it',
    'whether the end of one grant is the end of all of an account: consent twice',
  ];
  return { found, notAsked, left, sandbox } satisfies Probed;
}

/** @returns what could not be cleaned up, in sentences; also a session whose answer was lost is found */
async function cleanUp(connector: Connector, grant: Secret, session: string | SessionKey): Promise<string[]> {
  const signal = AbortSignal.timeout(20_000);
  const left: string[] = [];
  const tidy = async (what: string, work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof PartnerFailure)) throw error;
      left.push(`${what} (${error.message})`);
    }
  };
  await tidy(
    'a session of the group "assistd" may be open: it ends by itself 10 minutes after it was opened',
    async () => {
      const refs =
        typeof session === 'string'
          ? [session]
          : (await connector.openSessions(grant, session, signal)).map((each) => each.ref);
      for (const ref of refs) await connector.closeSession(grant, ref, signal);
    },
  );
  await tidy('the grant may be in force: take it away at the partner', () => connector.revoke(grant, signal));
  return left;
}

/** A text without what it says: digits are 9, letters a. */
function formOf(text: string): string {
  return text.replaceAll(/\d/g, '9').replaceAll(/\p{L}/gu, 'a');
}

function members(body: unknown): string {
  return isObject(body) ? Object.keys(body).sort().join(', ') : 'no object';
}

function stateOf(body: unknown): string {
  const state = isObject(body) ? body.state : undefined;
  return typeof state === 'string' || typeof state === 'number' ? `${typeof state} ${state}` : 'not said';
}

function itemsOf(body: unknown, name: string): Readonly<Record<string, unknown>>[] {
  const items = isObject(body) ? body[name] : undefined;
  return Array.isArray(items) ? items.filter(isObject) : [];
}
