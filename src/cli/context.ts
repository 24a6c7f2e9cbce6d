import type { Graph } from '../client/graph.ts';
import type { Secret } from '../core/secret.ts';
import type { Described } from './described.ts';
import type { SignIns } from './sign-in/sign-ins.ts';
import type { Target } from './sign-in/target.ts';
import type { Result } from './terminal/result.ts';
import type { Terminal } from './terminal/terminal.ts';

/** What a command works with. Each part is made when it is asked for first. */
export interface Context {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
  /** Every command, for those that tell of others. */
  readonly commands: readonly Described[];
  /** Prints as `--output` and `--query` say. */
  readonly result: Result;
  /** Aborts on Ctrl+C; commands that stop by themselves never ask for it. */
  readonly signal: AbortSignal;
  /** The name that `--context` or ASSISTD_CONTEXT gives. */
  readonly named: string | undefined;
  /** Which Graph the command talks to, and as whom. */
  target(): Target;
  /** What is sent there: ASSISTD_TOKEN, or the token of who is signed in. @throws CommandFailure where there is neither */
  token(): Promise<Secret>;
  graph(): Promise<Graph>;
  /** Whom that Graph takes a command for, as it is told to people: `at https://…, organisation …, as …`. */
  whereAndWho(): Promise<string>;
  /** Another Graph than the one that `--graph` names. */
  otherGraph(address: string, tokenVariable: string): Promise<Graph>;
  readonly signIns: SignIns;
}
