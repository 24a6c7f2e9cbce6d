import type { Context } from './context.ts';
import type { Argument, Described, Option, Options } from './described.ts';

/** A command and what it does. */
export interface CommandSpec<O extends Options, A extends readonly Argument[]>
  extends Omit<Described, 'arguments' | 'needs' | 'options'> {
  /** None unless told. */
  readonly arguments?: A;
  /** None of its own unless told. */
  readonly options?: O;
  /** What it has to talk to: any Graph, what only an assistd has, or what only the callers of the operator's organisation may. */
  readonly needs?: 'graph' | 'assistd' | 'operator';
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
export interface Command extends Described {
  readonly run: (context: Context, given: AnyGiven) => Promise<void>;
}

/** Declares a command; its function gets the options and arguments in the types that they are declared with. */
export function command<
  const O extends Options = Record<never, never>,
  const A extends readonly Argument[] = readonly [],
>(spec: CommandSpec<O, A>): Command {
  const { needs, ...others } = spec;
  return {
    arguments: [],
    options: {},
    ...others,
    ...needed(spec),
    // The parser gives what the declaration says, which the table of all commands cannot express.
    run: (context, given) => spec.run(context, given as unknown as Given<O, A>),
  };
}

/** What a command needs is said once, and told in its words. */
function needed({ needs, summary, description }: Pick<CommandSpec<Options, []>, 'needs' | 'summary' | 'description'>) {
  if (needs === undefined) return {};
  if (needs === 'graph') return { needs };
  const told = needs === 'operator' ? [description, operatorsToken].filter(Boolean).join(' ') : description;
  return {
    needs: 'assistd',
    summary: summary.replace(/\.$/, ' (assistd only).'),
    ...(told !== undefined && { description: told }),
  } as const;
}

const operatorsToken = 'Wants a token of the operator’s tenant, which is the setting operatorTenant.';
