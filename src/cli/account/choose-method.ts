import { resolve } from 'node:path';
import { isLoopback, isSafeUrl } from '../../core/loopback.ts';
import { unicodeText } from '../../core/unicode.ts';
import { entraOrigin, graphOrigin } from '../../model/microsoft.ts';
import type { Context } from '../context.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { claimsOf } from '../sign-in/account.ts';
import { challengeOf } from '../sign-in/challenge.ts';
import { developmentClient, developmentUser } from '../sign-in/development.ts';
import { givenToken } from '../sign-in/given-token.ts';
import { isMicrosoft } from '../sign-in/microsoft.ts';
import type { Entra, Method, OpenId, SignIn } from '../sign-in/sign-ins.ts';

/** The options of `assistd login`. */
export interface LoginOptions {
  readonly dev: boolean;
  readonly user: string | undefined;
  readonly deviceCode: boolean;
  readonly browser: boolean;
  readonly clientSecret: boolean;
  readonly certificate: string | undefined;
  readonly managedIdentity: boolean;
  readonly withToken: boolean;
  readonly authority: string | undefined;
  readonly tenant: string | undefined;
  readonly clientId: string | undefined;
  readonly scope: string | undefined;
  readonly audience: string | undefined;
}

/** The registration that Microsoft offers to command lines; people can consent to its permissions. */
const graphCommandLineTools = '14d82eec-204b-4c2f-b7e8-296a70dab67e';

/** How to sign in, as the options say; with the token itself where it is handed in. @throws CommandFailure */
export async function chooseMethod(
  origin: string,
  options: LoginOptions,
  { terminal, signal }: Context,
): Promise<Method | SignIn> {
  const { dev, deviceCode, browser, clientSecret, certificate, managedIdentity, withToken } = options;
  const given = {
    dev,
    deviceCode,
    browser,
    clientSecret,
    certificate: certificate !== undefined,
    managedIdentity,
    withToken,
  };
  const ways = Object.entries(given).filter(([, chosen]) => chosen);
  if (ways.length > 1) throw wrong('choose one way to sign in');
  if (dev) {
    if (!isLoopback(new URL(origin).hostname)) throw wrong('--dev is for assistd dev, which runs on this machine only');
    return { method: 'development', user: options.user ?? developmentUser };
  }
  if (withToken) {
    const given = unicodeText(await terminal.read());
    if (given.trim() === '') throw wrong('--with-token reads the token from standard input, and nothing came');
    const value = givenToken(given, 'standard input');
    const { exp } = claimsOf(value);
    return {
      method: 'token',
      token: { value, expiresAt: typeof exp === 'number' ? exp * 1000 : Number.MAX_SAFE_INTEGER },
    };
  }
  if (managedIdentity) {
    const scope = options.scope ?? (await scopeOf(origin, signal));
    return { method: 'managedIdentity', scope, ...(options.clientId && { clientId: options.clientId }) };
  }
  const openId = await openIdOf(options, signal);
  if (openId) return openId;
  const entra = await entraOf(origin, options, signal);
  if (clientSecret || certificate !== undefined) {
    if (!options.tenant || !options.clientId) throw wrong('an application signs in with --tenant and --client-id');
    return clientSecret
      ? { method: 'clientSecret', ...entra }
      : { method: 'certificate', certificateFile: resolve(certificate ?? ''), ...entra };
  }
  return { method: browser ? 'browser' : 'deviceCode', ...entra };
}

/** At an issuer that is not Entra's, when one is named. */
async function openIdOf(options: LoginOptions, signal: AbortSignal): Promise<OpenId | undefined> {
  const { authority: issuer, clientId, browser, clientSecret, certificate, audience, scope } = options;
  if (issuer === undefined || isMicrosoft(issuer)) return undefined;
  if (!isSafeUrl(issuer)) throw wrong(`--authority must be https, not ${issuer}`);
  const { isOpenIdProvider } = await import('../sign-in/openid.ts');
  if (!(await isOpenIdProvider(issuer, signal))) return undefined;
  if (clientSecret || certificate !== undefined) {
    throw wrong(
      `applications sign in to ${issuer} by their own means: hand in the token, in ASSISTD_TOKEN or with --with-token`,
    );
  }
  if (!clientId) throw wrong(`--client-id is needed: a public client at ${issuer} to sign in through`);
  return {
    method: browser ? 'openIdBrowser' : 'openIdDeviceCode',
    issuer,
    clientId,
    scope: scope ?? 'openid offline_access',
    ...(audience !== undefined && { audience }),
  };
}

async function entraOf(origin: string, options: LoginOptions, signal: AbortSignal): Promise<Entra> {
  const authority = options.authority ?? (await authorityOf(origin, signal));
  if (URL.parse(authority)?.protocol !== 'https:') throw wrong(`--authority must be https, not ${authority}`);
  const clientId = options.clientId ?? clientOf(origin, authority);
  if (!clientId) throw wrong(`--client-id is needed: the registration at ${authority} to sign in through`);
  return {
    authority,
    tenant: options.tenant ?? 'organizations',
    clientId,
    scope: options.scope ?? (await scopeOf(origin, signal)),
  };
}

function clientOf(origin: string, authority: string): string | undefined {
  if (origin === graphOrigin) return graphCommandLineTools;
  return isLoopback(new URL(authority).hostname) ? developmentClient : undefined;
}

/** A server may not choose where secrets and passwords are entered: only Microsoft's, and this machine's own. */
async function authorityOf(origin: string, signal: AbortSignal): Promise<string> {
  if (origin === graphOrigin) return entraOrigin;
  const { authority } = await challengeOf(origin, signal);
  if (!authority) throw wrong(`${origin} does not say where to sign in: name it with --authority`);
  const { origin: named, hostname } = new URL(authority);
  const local = isLoopback(hostname) && isLoopback(new URL(origin).hostname);
  if (named === entraOrigin || local) return authority;
  throw wrong(
    `${origin} says to sign in at ${authority}; if that is right, say so with --authority ${named}, or with the URL of the issuer there`,
  );
}

async function scopeOf(origin: string, signal: AbortSignal): Promise<string> {
  if (origin === graphOrigin) return `${graphOrigin}/.default`;
  const { isAssistd } = await challengeOf(origin, signal);
  return isAssistd ? 'api://assistd/.default' : `${origin}/.default`;
}

function wrong(message: string): CommandFailure {
  return new CommandFailure(exitCodes.usage, message);
}
