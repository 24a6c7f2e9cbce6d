import type { Mode } from '../settings/schema.ts';

/** One option of a command; under the key `clientId` it is written `--client-id`. */
export interface Option {
  readonly kind: 'flag' | 'text' | 'number';
  readonly description: string;
  /** What stands for the value in help: `FILE`. */
  readonly value?: string;
  /** The letter of its short form. */
  readonly short?: string;
  readonly choices?: readonly string[];
  readonly default?: string | number;
}

export interface Argument {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  readonly choices?: readonly string[];
  /** What its values are the names of, where a shell may ask for them. */
  readonly names?: Named;
}

export type Named = keyof typeof nameLists;

export interface Example {
  readonly line: string;
  readonly does: string;
}

export type Options = Readonly<Record<string, Option>>;

/** A command as data, from which its parser, help, completion and page in `docs/commands` are made. */
export interface Described {
  /** The words it is called by: `partners list`. */
  readonly name: string;
  readonly summary: string;
  /** Paragraphs for help and page. */
  readonly description?: string;
  /** What it has to talk to: any Graph, or what only an assistd has. */
  readonly needs?: 'graph' | 'assistd';
  /** Whether its result is printed in the form that `--output` and `--query` ask for. */
  readonly prints?: boolean;
  /** As which mode it reads settings, every one of which is an option of it; without it, none is. */
  readonly settings?: Mode;
  readonly arguments: readonly Argument[];
  readonly options: Options;
  readonly examples: readonly Example[];
}

/** The words that print names, one on each line; a device is looked for by what is there of its name, as there may be very many. */
export const nameLists = {
  partners: ['partners', 'list', '-o', 'tsv', '--query', '[].displayName'],
  devices: ['devices', 'list', '--top', '50', '-o', 'tsv', '--query', '[].deviceName', '--search'],
  contexts: ['context', 'list', '-o', 'tsv', '--query', '[].name'],
  tenants: ['tenants', 'list', '-o', 'tsv', '--query', '[].displayName'],
} as const satisfies Record<string, readonly string[]>;

/** The flag that stands for the option `key`: `--client-id`. */
export function flagOf(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The first words of commands, and what they are about. */
export const groups: Readonly<Record<string, string>> = {
  context: 'The logins of this user, one for each Graph and organisation.',
  partners: 'The connection to remote-assistance partners.',
  devices: 'The devices that can be helped.',
  sessions: 'Remote-assistance sessions (assistd only).',
  audit: 'What was done, and by whom.',
  receipt: 'The proof of a disconnect, for whoever asks for it (assistd only).',
  tenants: 'The organisations that are served (assistd only).',
  connectors: 'The connectors to partners, and their end for everybody (assistd only).',
  severances: 'Connectors that were ended for everybody (assistd only).',
  callers: 'People and applications whose tokens are revoked (assistd only).',
  keys: 'Keys that seal grants and hash audit trails.',
  obligations: 'What is owed to partners and retried until it is done (assistd only).',
};
