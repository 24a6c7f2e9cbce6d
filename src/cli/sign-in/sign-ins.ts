import { readdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { readIfThere, writeWhole } from '../../core/private-file.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';

/** How somebody signed in, with the token that came of it. */
export type SignIn = Method & { readonly token: StoredToken };

export type Method =
  | { readonly method: 'development'; readonly user: string }
  | { readonly method: 'token' }
  | (Entra & { readonly method: 'deviceCode' | 'browser'; readonly record?: string })
  | (Entra & { readonly method: 'clientSecret' })
  | (Entra & { readonly method: 'certificate'; readonly certificateFile: string })
  | { readonly method: 'managedIdentity'; readonly clientId?: string; readonly scope: string }
  | OpenId;

/** Where to sign in, in the words of Entra ID. */
export interface Entra {
  /** `https://login.microsoftonline.com`. */
  readonly authority: string;
  readonly tenant: string;
  readonly clientId: string;
  readonly scope: string;
}

/** At any OpenID provider, as a public client. */
export interface OpenId {
  readonly method: 'openIdDeviceCode' | 'openIdBrowser';
  /** As `iss` of its tokens has it. */
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
  /** What the token is for, where the provider asks. */
  readonly audience?: string;
  readonly refreshToken?: string;
}

export interface StoredToken {
  readonly value: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** A sign-in to a Graph, by the name that a user gave it; of one Graph there may be several. */
export interface NamedSignIn {
  readonly name: string;
  /** The Graph's origin. */
  readonly graph: string;
  readonly signIn: SignIn;
}

/** The sign-ins of this user, kept in one file that only they can read. */
export interface SignIns {
  /** The one that commands act as, unless told; `undefined` where nobody is signed in. */
  current(): NamedSignIn | undefined;
  find(name: string): NamedSignIn | undefined;
  list(): readonly NamedSignIn[];
  save(named: NamedSignIn): void;
  /** Makes it the current one. */
  use(name: string): void;
  /** Also forgets what MSAL keeps for it. Where it is the current one, nobody is signed in afterwards, until somebody is named. */
  remove(name: string): void;
  /** The folder of the files that MSAL keeps its tokens in. */
  readonly folder: string;
}

interface Content {
  readonly current?: string;
  readonly contexts: Readonly<Record<string, Omit<NamedSignIn, 'name'>>>;
  /** What the first release wrote: one sign-in for each Graph. */
  readonly graphs?: Readonly<Record<string, SignIn>>;
}

export function createSignIns(environment: Readonly<Record<string, string | undefined>>): SignIns {
  const folder = folderOf(environment);
  const file = join(folder, 'sign-ins.json');
  const read = (): Content => {
    try {
      const { graphs = {}, contexts = {}, ...rest } = JSON.parse(readIfThere(file) ?? '{}') as Partial<Content>;
      const former = Object.entries(graphs).map(([graph, signIn]) => [graph, { graph, signIn }] as const);
      return { ...rest, contexts: { ...Object.fromEntries(former), ...contexts } };
    } catch (error) {
      throw new CommandFailure(exitCodes.failed, `cannot read ${file}`, `Remove it and sign in again.`, {
        cause: error,
      });
    }
  };
  const write = (content: Content) => {
    try {
      writeWhole(file, JSON.stringify(content, null, 2));
    } catch (error) {
      throw new CommandFailure(exitCodes.failed, `cannot write ${file}: ${(error as Error).message}`);
    }
  };
  const find = (name: string | undefined): NamedSignIn | undefined => {
    const found = name === undefined ? undefined : read().contexts[name];
    return name === undefined ? undefined : found && { name, ...found };
  };
  return {
    folder,
    current: () => find(read().current),
    find,
    list: () => Object.entries(read().contexts).map(([name, each]) => ({ name, ...each })),
    save({ name, graph, signIn }) {
      const content = read();
      write({ ...content, contexts: { ...content.contexts, [name]: { graph, signIn } } });
    },
    use(name) {
      write({ ...read(), current: name });
    },
    remove(name) {
      const { current, contexts } = read();
      const { [name]: _, ...others } = contexts;
      write({ ...(current !== undefined && current !== name && { current }), contexts: others });
      for (const each of readdirSync(folder)) {
        if (each.startsWith(`${cacheName(name)}.`)) rmSync(join(folder, each), { force: true });
      }
    },
  };
}

/** What the files that MSAL keeps for a context are called, without their ends. */
export function cacheName(context: string): string {
  return `msal-${Buffer.from(context).toString('base64url')}`;
}

/** XDG Base Directory Specification; on Windows the folder that roams with the user. */
function folderOf({ XDG_CONFIG_HOME, APPDATA }: Readonly<Record<string, string | undefined>>): string {
  return join(XDG_CONFIG_HOME || APPDATA || join(homedir(), '.config'), 'assistd');
}
