import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuthenticationRecord, TokenCredential } from '@azure/identity';
import { writeWhole } from '../../core/private-file.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import type { Prompt, TokenSources } from './acquiring.ts';
import { isMicrosoft } from './microsoft.ts';
import { cacheName, type Method, type NamedSignIn, type OpenId, type StoredToken } from './sign-ins.ts';

type EntraMethod = Exclude<Method, OpenId | { readonly method: 'development' | 'token' }>;
type PersonMethod = Extract<EntraMethod, { readonly method: 'deviceCode' | 'browser' }>;
type AzureIdentity = typeof import('@azure/identity');

type Place = Pick<NamedSignIn, 'name' | 'graph'>;

/** The variable that a client secret is read from: it is never stored. */
const clientSecretVariable = 'ASSISTD_CLIENT_SECRET';

/** Gets a token through `@azure/identity`, which is only loaded here: it costs a fifth of a second. */
export async function entraToken(
  place: Place,
  method: EntraMethod,
  sources: TokenSources,
  prompt: Prompt | undefined,
): Promise<{ readonly method: Method; readonly token: StoredToken }> {
  const identity = await load();
  identity.useIdentityPlugin(keepIn(sources.signIns.folder));
  try {
    const abort = { abortSignal: sources.signal };
    if (!isPerson(method)) {
      const credential = applicationCredential(identity, method, sources.environment);
      return { method, token: stored(await credential.getToken(method.scope, abort)) };
    }
    const credential = personCredential(identity, place, method, prompt);
    const record = prompt && (await credential.authenticate(method.scope, abort));
    const token = stored(await credential.getToken(method.scope, abort));
    return { method: { ...method, ...(record && { record: identity.serializeAuthenticationRecord(record) }) }, token };
  } catch (error) {
    if (error instanceof CommandFailure || sources.signal.aborted) throw error;
    throw new CommandFailure(
      exitCodes.refused,
      `cannot sign in to ${place.graph}: ${firstLines(error)}`,
      `Sign in again: assistd login --graph ${place.graph} --context ${place.name}`,
    );
  }
}

function isPerson(method: EntraMethod): method is PersonMethod {
  return method.method === 'deviceCode' || method.method === 'browser';
}

async function load(): Promise<AzureIdentity> {
  try {
    return await import('@azure/identity');
  } catch {
    throw new CommandFailure(
      exitCodes.failed,
      'signing in needs the package @azure/identity, which is left out here',
      'Install it beside assistd (npm install @azure/identity), or set ASSISTD_TOKEN.',
    );
  }
}

function personCredential(
  { DeviceCodeCredential, InteractiveBrowserCredential, deserializeAuthenticationRecord }: AzureIdentity,
  { name }: Place,
  { method, record, ...entra }: PersonMethod,
  prompt: Prompt | undefined,
) {
  const known: AuthenticationRecord | undefined = record ? deserializeAuthenticationRecord(record) : undefined;
  const options = {
    tenantId: entra.tenant,
    clientId: entra.clientId,
    authorityHost: entra.authority,
    disableInstanceDiscovery: !isMicrosoft(entra.authority),
    disableAutomaticAuthentication: prompt === undefined,
    tokenCachePersistenceOptions: { enabled: true, name: cacheName(name) },
    ...(known && { authenticationRecord: known }),
  };
  return method === 'browser'
    ? new InteractiveBrowserCredential(options)
    : new DeviceCodeCredential({ ...options, userPromptCallback: ({ message }) => prompt?.deviceCode(message) });
}

function applicationCredential(
  { ClientCertificateCredential, ClientSecretCredential, ManagedIdentityCredential }: AzureIdentity,
  method: Exclude<EntraMethod, PersonMethod>,
  environment: Readonly<Record<string, string | undefined>>,
): TokenCredential {
  if (method.method === 'managedIdentity') {
    return method.clientId === undefined
      ? new ManagedIdentityCredential()
      : new ManagedIdentityCredential({ clientId: method.clientId });
  }
  const { tenant, clientId, authority } = method;
  const options = { authorityHost: authority, disableInstanceDiscovery: !isMicrosoft(authority) };
  if (method.method === 'certificate') {
    return new ClientCertificateCredential(tenant, clientId, method.certificateFile, options);
  }
  const secret = environment[clientSecretVariable];
  if (!secret) {
    throw new CommandFailure(exitCodes.refused, `the client secret is not kept: set ${clientSecretVariable}`);
  }
  return new ClientSecretCredential(tenant, clientId, secret, options);
}

/** Keeps MSAL's tokens, refresh tokens among them, in files that only their owner can read. */
function keepIn(folder: string) {
  return (context: unknown) => {
    const { cachePluginControl } = context as {
      cachePluginControl: { setPersistence(factory: (options?: { name?: string }) => Promise<CachePlugin>): void };
    };
    cachePluginControl.setPersistence(async (options) => {
      const file = join(folder, `${options?.name ?? 'msal'}.json`);
      return {
        async beforeCacheAccess({ tokenCache }) {
          if (existsSync(file)) tokenCache.deserialize(readFileSync(file, 'utf8'));
        },
        async afterCacheAccess({ tokenCache, cacheHasChanged }) {
          if (cacheHasChanged) writeWhole(file, tokenCache.serialize());
        },
      };
    });
  };
}

/** `ICachePlugin` of @azure/msal-node. */
interface CachePlugin {
  beforeCacheAccess(access: CacheAccess): Promise<void>;
  afterCacheAccess(access: CacheAccess): Promise<void>;
}

interface CacheAccess {
  readonly cacheHasChanged: boolean;
  readonly tokenCache: { serialize(): string; deserialize(content: string): void };
}

function stored(token: { token: string; expiresOnTimestamp: number } | null): StoredToken {
  if (!token) throw new Error('no token came back');
  return { value: token.token, expiresAt: token.expiresOnTimestamp };
}

function firstLines(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n').slice(0, 2).join(' ').slice(0, 500);
}
