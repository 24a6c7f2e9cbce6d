import assert from 'node:assert/strict';
import { TurnableClock } from '../../src/core/clock.ts';
import type { Log } from '../../src/core/log.ts';
import { Secret } from '../../src/core/secret.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/dev/sandbox/sandbox.ts';
import type { Connector } from '../../src/partner/connector.ts';
import type { Granted } from '../../src/partner/granted.ts';
import { PartnerFailure, type PartnerFailureReason } from '../../src/partner/partner-failure.ts';
import type { GrantKey, NewSession, SessionKey } from '../../src/partner/session.ts';
import { type TeamViewerOptions, teamviewer } from '../../src/partner/teamviewer/teamviewer.ts';
import { grantOf, type Tokens, tokensOf } from '../../src/partner/teamviewer/tokens.ts';

export const redirectUri = 'http://127.0.0.1:9/connect/callback';
export const codeVerifier = 'a-verifier-that-is-long-enough-for-rfc-7636-x';

/** A sandbox and the production connector that talks to it over its socket. */
export interface Partnership extends AsyncDisposable {
  readonly clock: TurnableClock;
  readonly sandbox: Sandbox;
  readonly connector: Wire;
  readonly logged: string[];
}

export async function startPartnership(
  options: { sandbox?: Partial<SandboxOptions>; connector?: Partial<TeamViewerOptions> } = {},
): Promise<Partnership> {
  const clock = new TurnableClock();
  const sandbox = await startSandbox({ clock, redirectUris: [redirectUri], ...options.sandbox });
  const logged: string[] = [];
  const connector = teamviewer({
    name: 'TeamViewer',
    apiBase: sandbox.origin,
    authorizeUrl: sandbox.authorizeUrl,
    clientId: sandbox.clientId,
    clientSecret: sandbox.clientSecret,
    clock,
    log: logInto(logged),
    retry: { pauseMs: 1 },
    ...options.connector,
  });
  return { clock, sandbox, connector: byTokens(connector), logged, [Symbol.asyncDispose]: () => sandbox.close() };
}

function logInto(lines: string[]): Log {
  const write = (fields: object, message: string) => void lines.push(`${message} ${JSON.stringify(fields)}`);
  return { debug: write, info: write, warn: write, error: write };
}

/** Where the browser is sent when the administrator answers the consent page. */
export async function consent(connector: Wire, answer: 'allow' | 'deny' = 'allow', email = ''): Promise<URL> {
  const url = new URL(await connector.authorizationUrl({ state: 'the-state', codeVerifier, redirectUri }));
  url.searchParams.set('consent', answer);
  if (email !== '') url.searchParams.set('email', email);
  const response = await fetch(url, { redirect: 'manual' });
  assert.equal(response.status, 302);
  return new URL(response.headers.get('location') ?? '');
}

export async function newCode(connector: Wire, email = ''): Promise<Secret> {
  return new Secret((await consent(connector, 'allow', email)).searchParams.get('code') ?? '');
}

export async function newGrant(connector: Wire, email = ''): Promise<Tokens & { refreshToken: Secret }> {
  const tokens = await connector.exchange({ code: await newCode(connector, email), codeVerifier, redirectUri });
  assert.ok(tokens.refreshToken);
  return { ...tokens, refreshToken: tokens.refreshToken };
}

/** TeamViewer's connector as its wire has it: by tokens, which stand in its grants. */
export type Wire = ReturnType<typeof byTokens>;

function byTokens(connector: Connector) {
  const { onboarding } = connector;
  assert.ok(onboarding.kind === 'oauthCode');
  const grant = (accessToken: Secret) => grantOf({ accessToken }).grant;
  return {
    health: connector.health,
    wake: connector.wake,
    authorizationUrl: onboarding.authorizationUrl,
    exchange: async (request: Parameters<typeof onboarding.exchange>[0]) =>
      tokensIn(await onboarding.exchange(request)),
    refresh: async (refreshToken: Secret) => {
      const granted = await connector.renew?.(grantOf({ accessToken: new Secret('old'), refreshToken }).grant);
      assert.ok(granted);
      return tokensIn(granted);
    },
    ping: async (token: Secret) => (await connector.check(grant(token))).kind === 'valid',
    revoke: (token: Secret) => connector.revoke(grant(token)),
    account: (token: Secret, signal?: AbortSignal) => connector.account(grant(token), signal),
    openSession: (token: Secret, session: NewSession) => connector.openSession(grant(token), session),
    session: (token: Secret, ref: string) => connector.session(grant(token), ref),
    openSessions: (token: Secret, of: GrantKey | SessionKey) => connector.openSessions(grant(token), of),
    closeSession: (token: Secret, ref: string) => connector.closeSession(grant(token), ref),
    connections: (token: Secret, ref: string) => connector.connections(grant(token), ref),
  };
}

function tokensIn({ grant, renewAt }: Granted): Tokens {
  return { ...tokensOf(grant), ...(renewAt !== undefined && { expiresAt: renewAt + 60_000 }) };
}

/** A session to open, under a key `tenant/session` of its own. */
export function newSession(key: string, validUntil: number, more: Partial<NewSession> = {}): NewSession {
  return {
    key: keyOf(key),
    organisation: { id: 'o', displayName: 'Contoso' },
    device: { partnerDeviceId: null, id: 'd', azureADDeviceId: null, deviceName: 'Laptop of Ada', serialNumber: null },
    supporter: 'Grace',
    description: 'Laptop of Ada',
    validUntil,
    ...more,
  };
}

export function keyOf(key: string): SessionKey {
  const [tenantId = '', sessionId = ''] = key.split('/');
  return { tenantId, grantId: 'g', sessionId };
}

/** The calls that reached the sandbox on `path`, by what came of them. */
export function outcomes(sandbox: Sandbox, path: string): string[] {
  return sandbox.record.filter((call) => call.path.toLowerCase() === path.toLowerCase()).map((call) => call.outcome);
}

export async function failure(work: Promise<unknown>, reason: PartnerFailureReason): Promise<PartnerFailure> {
  const error = await work.then(
    () => assert.fail(`expected a failure: ${reason}`),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof PartnerFailure, String(error));
  assert.equal(error.reason, reason, error.message);
  return error;
}
