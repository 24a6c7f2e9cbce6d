import assert from 'node:assert/strict';
import { TurnableClock } from '../../src/core/clock.ts';
import type { Log } from '../../src/core/log.ts';
import { Secret } from '../../src/core/secret.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/dev/sandbox/sandbox.ts';
import { type Connector, PartnerFailure, type PartnerFailureReason, type Tokens } from '../../src/partner/connector.ts';
import { type TeamViewerOptions, teamviewer } from '../../src/partner/teamviewer/teamviewer.ts';

export const redirectUri = 'http://127.0.0.1:9/connect/callback';
export const codeVerifier = 'a-verifier-that-is-long-enough-for-rfc-7636-x';

/** A sandbox and the production connector that talks to it over its socket. */
export interface Partnership extends AsyncDisposable {
  readonly clock: TurnableClock;
  readonly sandbox: Sandbox;
  readonly connector: Connector;
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
  return { clock, sandbox, connector, logged, [Symbol.asyncDispose]: () => sandbox.close() };
}

function logInto(lines: string[]): Log {
  const write = (fields: object, message: string) => void lines.push(`${message} ${JSON.stringify(fields)}`);
  return { debug: write, info: write, warn: write, error: write };
}

/** Where the browser is sent when the administrator answers the consent page. */
export async function consent(connector: Connector, answer: 'allow' | 'deny' = 'allow', email = ''): Promise<URL> {
  const url = new URL(await connector.authorizationUrl({ state: 'the-state', codeVerifier, redirectUri }));
  url.searchParams.set('consent', answer);
  if (email !== '') url.searchParams.set('email', email);
  const response = await fetch(url, { redirect: 'manual' });
  assert.equal(response.status, 302);
  return new URL(response.headers.get('location') ?? '');
}

export async function newCode(connector: Connector, email = ''): Promise<Secret> {
  return new Secret((await consent(connector, 'allow', email)).searchParams.get('code') ?? '');
}

export async function newGrant(connector: Connector, email = ''): Promise<Tokens & { refreshToken: Secret }> {
  const tokens = await connector.exchange({ code: await newCode(connector, email), codeVerifier, redirectUri });
  assert.ok(tokens.refreshToken);
  return { ...tokens, refreshToken: tokens.refreshToken };
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
