import { readFileSync } from 'node:fs';
import type { TokenCredential } from '@azure/identity';
import { ClientSecretCredential, DeviceCodeCredential } from '@azure/identity';

/** What a client is told: where to go and who to be. */
export interface Told {
  readonly origin: string;
  readonly authorityHost: string;
  readonly tenant: string;
  readonly version: 'v1.0' | 'beta';
  /** Who signs in on another device; without one the application signs in with its secret. */
  readonly person?: { readonly clientId: string; readonly username: string };
  readonly application: { readonly clientId: string; readonly secret: string };
  /** Of somebody who may read and no more. */
  readonly readerToken: string;
}

export interface Partner {
  readonly id?: string | null | undefined;
  readonly displayName?: string | null | undefined;
  readonly onboardingUrl?: string | null | undefined;
  readonly onboardingStatus?: string | null | undefined;
  readonly lastConnectionDateTime?: Date | string | null | undefined;
}

/** The partners of an organisation, as one client has them. */
export interface Partners {
  names(query: { filter?: string; orderBy?: string; select?: string }): Promise<unknown[]>;
  count(): Promise<number>;
  get(id: string): Promise<Partner>;
  create(displayName: string): Promise<Partner>;
  update(id: string, displayName: string): Promise<Partner>;
  begin(id: string): Promise<unknown>;
  disconnect(id: string): Promise<unknown>;
  remove(id: string): Promise<unknown>;
  /** The names of all, followed through pages of `size` by the client's own iterator. */
  walk(size: number): Promise<unknown[]>;
}

/** What a program can read from the error that its client throws. */
export interface Surfaced {
  readonly status: unknown;
  readonly code: unknown;
  readonly message: unknown;
  readonly requestId: unknown;
}

export interface Client {
  partners(credential: TokenCredential): Partners;
  surfaced(error: unknown): Surfaced;
}

export const graphScope = 'https://graph.microsoft.com/.default';

export function readTold(): Told {
  return JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
}

/** Does with `client` what programs do with partners, and prints what came of it as JSON. */
export async function play({ partners, surfaced }: Client, told: Told): Promise<void> {
  const own = partners(credentialOf(told));
  const reader = partners(saying(told.readerToken));
  const nobody = partners(saying('nonsense'));
  const failing = (work: Promise<unknown>) => work.then(() => 'succeeded', surfaced);

  const first = await own.create('Zebra');
  const id = first.id ?? '';
  const others = [await own.create("O'Brien & Søn+1"), await own.create('Apple')];
  const names = await own.names({});
  const found = await own.names({ filter: "displayName eq 'O''Brien & Søn+1'" });
  const ordered = await own.names({ orderBy: 'displayName desc' });
  const selected = await own.names({ select: 'displayName', filter: "startswith(displayName,'Z')" });
  const count = await own.count();
  const walked = await own.walk(2);
  // The service answers this 429 once; the client waits and asks again.
  const updated = await own.update(id, 'Help desk');

  const begun = await own.begin(id);
  const awaiting = await own.get(id);
  const page = await fetch(`${awaiting.onboardingUrl}&consent=allow`);
  const connected = await own.get(id);
  const conflict = await failing(own.begin(id));
  const disconnected = await own.disconnect(id);
  const again = await own.disconnect(id);
  const after = await own.get(id);
  for (const { id: other } of others) await own.remove(other ?? '');
  const removed = await own.remove(id);

  const [missing, refused, unauthenticated, forbidden, throttled] = await Promise.all([
    failing(own.get('none')),
    failing(own.names({ filter: 'nope eq 1' })),
    failing(nobody.names({})),
    failing(reader.create('x')),
    failing(own.get('throttled')),
  ]);
  process.stdout.write(
    JSON.stringify({
      first,
      names,
      found,
      ordered,
      selected,
      count,
      walked,
      updated,
      begun: begun ?? null,
      awaiting,
      page: page.status,
      connected,
      conflict,
      disconnected: disconnected ?? null,
      again: again ?? null,
      after,
      removed: removed ?? null,
      gone: await failing(own.get(id)),
      missing,
      refused,
      unauthenticated,
      forbidden,
      readable: (await reader.names({})).length,
      throttled,
    }),
  );
}

function credentialOf({ authorityHost, tenant, person, application }: Told): TokenCredential {
  const options = { authorityHost, disableInstanceDiscovery: true };
  if (!person) return new ClientSecretCredential(tenant, application.clientId, application.secret, options);
  return new DeviceCodeCredential({
    ...options,
    tenantId: tenant,
    clientId: person.clientId,
    userPromptCallback: async ({ verificationUri, userCode }) => {
      const body = new URLSearchParams({ user_code: userCode, username: person.username });
      await fetch(verificationUri, { method: 'POST', body });
    },
  });
}

function saying(token: string): TokenCredential {
  return { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) };
}
