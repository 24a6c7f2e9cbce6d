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
  | { readonly method: 'managedIdentity'; readonly clientId?: string; readonly scope: string };

/** Where to sign in, in the words of Entra ID. */
export interface Entra {
  /** `https://login.microsoftonline.com`. */
  readonly authority: string;
  readonly tenant: string;
  readonly clientId: string;
  readonly scope: string;
}

export interface StoredToken {
  readonly value: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** The sign-ins of this user, kept in one file that only they can read. */
export interface SignIns {
  /** The origin that was signed in to last. */
  current(): string | undefined;
  find(origin: string): SignIn | undefined;
  origins(): readonly string[];
  save(origin: string, signIn: SignIn): void;
  /** Makes it the one that commands talk to by default. */
  use(origin: string): void;
  /** Also forgets what MSAL keeps for it. */
  remove(origin: string): void;
  /** The folder of the files that MSAL keeps its tokens in. */
  readonly folder: string;
}

interface Content {
  current?: string;
  graphs: Record<string, SignIn>;
}

export function createSignIns(environment: Readonly<Record<string, string | undefined>>): SignIns {
  const folder = folderOf(environment);
  const file = join(folder, 'sign-ins.json');
  const read = (): Content => {
    try {
      return JSON.parse(readIfThere(file) ?? '{"graphs":{}}') as Content;
    } catch (error) {
      throw new CommandFailure(exitCodes.failed, `cannot read ${file}`, `Remove it and sign in again.`, {
        cause: error,
      });
    }
  };
  const write = (content: Content) => writeWhole(file, JSON.stringify(content, null, 2));
  return {
    folder,
    current: () => read().current,
    find: (origin) => read().graphs[origin],
    origins: () => Object.keys(read().graphs),
    save(origin, signIn) {
      const content = read();
      write({ ...content, graphs: { ...content.graphs, [origin]: signIn } });
    },
    use(origin) {
      write({ ...read(), current: origin });
    },
    remove(origin) {
      const { current, graphs } = read();
      const { [origin]: _, ...others } = graphs;
      const next = current === origin ? Object.keys(others).at(-1) : current;
      write({ ...(next !== undefined && { current: next }), graphs: others });
      for (const name of readdirSync(folder)) {
        if (name.startsWith(cacheName(origin))) rmSync(join(folder, name), { force: true });
      }
    },
  };
}

/** What the files that MSAL keeps for `origin` are called, without their ends. */
export function cacheName(origin: string): string {
  return `msal-${Buffer.from(origin).toString('base64url')}`;
}

/** XDG Base Directory Specification; on Windows the folder that roams with the user. */
function folderOf({ XDG_CONFIG_HOME, APPDATA }: Readonly<Record<string, string | undefined>>): string {
  return join(XDG_CONFIG_HOME || APPDATA || join(homedir(), '.config'), 'assistd');
}
