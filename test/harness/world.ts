import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TurnableClock } from '../../src/core/clock.ts';
import type { Log } from '../../src/core/log.ts';
import { type Development, startDevelopment } from '../../src/dev/development.ts';
import type { MintRequest } from '../../src/dev/issuer/issuer.ts';
import { readSettings } from '../../src/settings/read.ts';
import { connectAt } from './consent.ts';
import { sharedSigningKey } from './signing-key.ts';
import { waitFor } from './wait-for.ts';

export interface LogLine {
  readonly level: keyof Log;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface WorldOptions {
  /** `memory`, a folder, or a PostgreSQL URL. */
  readonly database?: string;
  readonly clock?: TurnableClock;
  /** Settings as flags give them: `{ permissions: 'current' }`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether it is Graph and Entra under their own names as well. */
  readonly asGraph?: boolean;
}

/** An answer, read. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; `undefined` when it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: what a server sends has the shape that the assertion says it has.
  readonly json: any;
}

/** The real service on free ports of loopback, with the sandbox partner and the development issuer beside it. */
export interface World extends Development {
  readonly clock: TurnableClock;
  /** Everything that was logged, in order. */
  readonly lines: readonly LogLine[];
  readonly contoso: string;
  readonly fabrikam: string;
  /** A delegated administrator's token of Contoso, unless told otherwise. */
  token(request?: Partial<MintRequest>): Promise<string>;
  applicationToken(request?: Partial<MintRequest>): Promise<string>;
  /** One request over real HTTP; `path` starts at the root: `/v1.0/…`. A plain object is sent as JSON. */
  send(method: string, path: string, options?: SendOptions): Promise<Reply>;
  /** The id of Contoso's own partner, or of the tenant that `token` is for. */
  partnerId(token?: string): Promise<string>;
  /** Takes the partner to `onboarded`, as an administrator with a browser would. */
  connect(partnerId: string, token?: string): Promise<void>;
}

export interface SendOptions {
  /** `null` sends none; a delegated administrator's by default. */
  readonly token?: string | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export const commandLineClient = 'a9910000-0002-4000-8000-000000000002';
export const automationClient = 'a9910000-0001-4000-8000-000000000001';

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const clock = options.clock ?? new TurnableClock();
  const lines: LogLine[] = [];
  const line = (level: keyof Log) => (fields: object, message: string) =>
    void lines.push({ level, message, fields: fields as Record<string, unknown> });
  const log: Log = { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
  const folder = mkdtempSync(join(tmpdir(), 'assistd-test-'));
  const settings = readSettings('dev', {
    environment: {},
    flags: { port: 0, dataFolder: folder, database: options.database ?? 'memory', ...options.settings },
  });
  const { asGraph = false } = options;
  const development = await startDevelopment(settings, clock, log, { signingKey: sharedSigningKey(), asGraph });
  const { service, issuer } = development;
  const [contoso, fabrikam] = issuer.directory.tenants;
  const [admin] = issuer.directory.users;
  if (!contoso || !fabrikam || !admin) throw new Error('the development directory lacks its tenants');

  const token = (request: Partial<MintRequest> = {}) => {
    const tenant = request.tenant ?? contoso.tenantId;
    const user = issuer.directory.users.find((each) => each.tenantId === tenant);
    return issuer.mint({
      clientId: commandLineClient,
      userPrincipalName: user?.userPrincipalName ?? admin.userPrincipalName,
      ...request,
    });
  };
  // Signing one takes as long as a short request, and two of one second differ in their ids alone.
  let recent: { readonly second: number; readonly token: Promise<string> } | undefined;
  const recentToken = () => {
    const second = Math.floor(clock.now() / 1000);
    if (recent?.second !== second) recent = { second, token: token() };
    return recent.token;
  };
  const send = async (
    method: string,
    path: string,
    { token: given, body, headers }: SendOptions = {},
  ): Promise<Reply> => {
    const bearer = given === undefined ? await recentToken() : given;
    const isText = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(service.origin + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(bearer !== null && { Authorization: `Bearer ${bearer}` }),
        ...(body !== undefined && !isText && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: isText ? (body as string) : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parsed(text) };
  };
  const partners = '/beta/deviceManagement/remoteAssistancePartners';
  return {
    ...development,
    clock,
    lines,
    contoso: contoso.tenantId,
    fabrikam: fabrikam.tenantId,
    token,
    applicationToken: (request = {}) => issuer.mint({ clientId: automationClient, ...request }),
    send,
    async partnerId(bearer) {
      const { status, text, json } = await send('GET', partners, bearer === undefined ? {} : { token: bearer });
      if (status !== 200) throw new Error(`the list of partners answered ${status}: ${text}`);
      const found: { id: string }[] = json.value;
      // A list is in the order of its ids, so its first may be one that another test has made. Those that the service provides have
      // ids of version 8, derived from organisation and connector.
      const partner = found.find(({ id }) => id[14] === '8') ?? found[0];
      if (!partner) throw new Error('the organisation has no partner');
      return partner.id;
    },
    async connect(partnerId, bearer) {
      const using = bearer === undefined ? {} : { token: bearer };
      const begun = await send('POST', `${partners}/${partnerId}/beginOnboarding`, using);
      if (begun.status !== 204) throw new Error(`beginOnboarding answered ${begun.status}: ${begun.text}`);
      const { json } = await send('GET', `${partners}/${partnerId}`, using);
      const caller = { origin: service.origin, partnerId, token: bearer ?? (await token()) };
      const page = await connectAt(caller, json.onboardingUrl);
      if (page.status !== 200) throw new Error(`the callback answered ${page.status}: ${await page.text()}`);
    },
    async [Symbol.asyncDispose]() {
      await development[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Waits until `condition` gives something, and fails after `limitMs`. */
export function until<T>(
  what: string,
  condition: () => T | undefined | false | Promise<T | undefined | false>,
  limitMs = 60_000,
): Promise<T> {
  return waitFor(what, async () => (await condition()) || undefined, limitMs) as Promise<T>;
}
