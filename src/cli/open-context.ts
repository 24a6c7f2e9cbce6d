import type { Graph } from '../client/graph.ts';
import type { Secret } from '../core/secret.ts';
import type { Context } from './context.ts';
import type { Described } from './described.ts';
import { parseAddress } from './graph-address.ts';
import { type Account, accountOf } from './sign-in/account.ts';
import { givenToken } from './sign-in/given-token.ts';
import { createSignIns } from './sign-in/sign-ins.ts';
import { notSignedIn, type Target, targetOf } from './sign-in/target.ts';
import { createResult, type OutputFormat } from './terminal/result.ts';
import { createTerminal, type Streams } from './terminal/terminal.ts';

export interface ContextOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly streams: Streams;
  readonly commands: readonly Described[];
  readonly options: Readonly<Record<string, boolean | string | number | undefined>>;
  /** Asked for at most once, by the first command that can be interrupted. */
  readonly signal: () => AbortSignal;
}

/** What a command works with, made from what was given to it. */
export function openContext({ environment, streams, commands, options, signal }: ContextOptions): Context {
  const terminal = createTerminal(streams, options.noColor !== true);
  const signIns = createSignIns(environment);
  let aborting: AbortSignal | undefined;
  const abortSignal = () => {
    aborting ??= signal();
    return aborting;
  };
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  const named = text(options.context) ?? text(environment.ASSISTD_CONTEXT);
  const said = { graph: text(options.graph), context: named, environment };
  const tokenAt = async (target: Target, variable: string, name: string | undefined): Promise<Secret> => {
    const { Secret } = await import('../core/secret.ts');
    const given = environment[variable];
    if (given) return new Secret(givenToken(given, variable));
    if (!target.signedIn) throw notSignedIn(target, name, signIns);
    const { tokenOf } = await import('./sign-in/token.ts');
    return tokenOf(target.signedIn, { signIns, environment, signal: abortSignal() });
  };
  const token = () => tokenAt(targetOf(said, signIns), 'ASSISTD_TOKEN', named);
  const open = async ({ origin, version }: Target, tokenFor: () => Promise<Secret>): Promise<Graph> => {
    const { createGraph } = await import('../client/graph.ts');
    const chosen = (options.apiVersion as 'v1.0' | 'beta' | undefined) ?? version;
    return createGraph({
      origin,
      // Application tokens were not accepted on v1.0 for years, and still are not by default on an assistd.
      version: async () => chosen ?? (readAccount(await tokenFor())?.kind === 'application' ? 'beta' : 'v1.0'),
      token: async () => (await tokenFor()).reveal(),
      signal: abortSignal(),
      longestPauseSeconds: 60,
      pausing: (seconds, status) => terminal.note(`${origin} asks to wait for ${seconds} s (${status})`),
    });
  };
  return {
    environment,
    terminal,
    commands,
    signIns,
    result: createResult(terminal, {
      format: (options.output as OutputFormat | undefined) ?? 'table',
      query: options.query as string | undefined,
    }),
    get signal() {
      return abortSignal();
    },
    named,
    target: () => targetOf(said, signIns),
    token,
    graph: async () => open(targetOf(said, signIns), token),
    async whereAndWho() {
      const account = readAccount(await token());
      const tenant = account?.tenant && `organisation ${account.tenant}`;
      const name = account?.name && `as ${account.name}`;
      return [`at ${targetOf(said, signIns).origin}`, tenant, name].filter(Boolean).join(', ');
    },
    async otherGraph(given, variable) {
      const { origin, version } = parseAddress(given, '--from');
      const target = { ...targetOf({ graph: origin, context: undefined, environment: {} }, signIns), version };
      return open(target, () => tokenAt(target, variable, undefined));
    },
  };
}

/** Whom a token speaks for; `undefined` for one that cannot be read. */
function readAccount(token: Secret): Account | undefined {
  try {
    return accountOf('', token.reveal(), '');
  } catch {
    return undefined;
  }
}
