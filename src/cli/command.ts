import type { Context } from './context.ts';

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
}

export interface Example {
  readonly line: string;
  readonly does: string;
}

type Options = Readonly<Record<string, Option>>;

/** A command as data, from which its parser, help, completion and page in `docs/commands` are made, and what it does. */
export interface CommandSpec<O extends Options, A extends readonly Argument[]> {
  /** The words it is called by: `partners list`. */
  readonly name: string;
  readonly summary: string;
  /** Paragraphs for help and page. */
  readonly description?: string;
  /** What it has to talk to: any Graph, or what only an assistd has. */
  readonly needs?: 'graph' | 'assistd';
  /** Whether its result is printed in the form that `--output` and `--query` ask for. */
  readonly prints?: boolean;
  /** Whether every setting of the service is an option of it. */
  readonly settings?: boolean;
  readonly arguments: A;
  readonly options: O;
  readonly examples: readonly Example[];
  /** Does it; what it throws is told on standard error, and by the exit code. */
  readonly run: (context: Context, given: Given<O, A>) => Promise<void>;
}

export interface Given<O extends Options, A extends readonly Argument[]> {
  readonly options: { readonly [K in keyof O]: ValueOf<O[K]> };
  readonly arguments: {
    readonly [K in A[number] as K['name']]: K['required'] extends true ? string : string | undefined;
  };
  /** The settings given as flags, `config` among them. */
  readonly settings: Readonly<Record<string, unknown>>;
}

type ValueOf<O extends Option> = O['kind'] extends 'flag'
  ? boolean
  : O['kind'] extends 'number'
    ? Maybe<number, O>
    : O extends { readonly choices: readonly (infer C)[] }
      ? Maybe<C, O>
      : Maybe<string, O>;

type Maybe<T, O extends Option> = O extends { readonly default: string | number } ? T : T | undefined;

/** What was given to a command whose options are known only when it runs. */
export interface AnyGiven {
  readonly options: Readonly<Record<string, boolean | string | number | undefined>>;
  readonly arguments: Readonly<Record<string, string | undefined>>;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** A command as the table of all commands has it. */
export type Command = Omit<CommandSpec<Options, readonly Argument[]>, 'run'> & {
  readonly run: (context: Context, given: AnyGiven) => Promise<void>;
};

/** Declares a command; its function gets the options and arguments in the types that they are declared with. */
export function command<const O extends Options, const A extends readonly Argument[]>(
  spec: CommandSpec<O, A>,
): Command {
  // The parser gives what the declaration says, which the table of all commands cannot express.
  return { ...spec, run: (context, given) => spec.run(context, given as unknown as Given<O, A>) };
}

/** The flag that stands for the option `key`: `--client-id`. */
export function flagOf(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The first words of commands, and what they are about. */
export const groups: Readonly<Record<string, string>> = {
  partners: 'The connection to remote-assistance partners.',
  devices: 'The devices that can be helped.',
  sessions: 'Remote-assistance sessions (assistd only).',
  audit: 'What was done, and by whom.',
  tenants: 'The organisations that are served (assistd only).',
  obligations: 'What is owed to partners and retried until it is done (assistd only).',
};
