import type { Graph } from '../client/graph.ts';
import type { Secret } from '../core/secret.ts';
import type { Context } from './context.ts';
import type { Described } from './described.ts';
import { defaultGraph, parseAddress } from './graph-address.ts';
import { type Account, accountOf } from './sign-in/account.ts';
import { createSignIns } from './sign-in/sign-ins.ts';
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
  const address = () => {
    const given = typeof options.graph === 'string' ? options.graph : undefined;
    if (given !== undefined) return parseAddress(given, '--graph');
    return parseAddress(environment.ASSISTD_GRAPH || signIns.current() || defaultGraph, 'ASSISTD_GRAPH');
  };
  const open = async ({ origin, version }: ReturnType<typeof parseAddress>, variable: string): Promise<Graph> => {
    const [{ createGraph }, { tokenFor }] = await Promise.all([
      import('../client/graph.ts'),
      import('./sign-in/token.ts'),
    ]);
    const token = () => tokenFor(origin, { signIns, environment, signal: abortSignal(), variable });
    const chosen = (options.apiVersion as 'v1.0' | 'beta' | undefined) ?? version;
    return createGraph({
      origin,
      // Application tokens were not accepted on v1.0 for years, and still are not by default on an assistd.
      version: async () => chosen ?? (readAccount(await token())?.kind === 'application' ? 'beta' : 'v1.0'),
      token: async () => (await token()).reveal(),
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
    graphOrigin: async () => address().origin,
    graph: () => open(address(), 'ASSISTD_TOKEN'),
    async whereAndWho() {
      const { origin } = address();
      const { tokenFor } = await import('./sign-in/token.ts');
      const sources = { signIns, environment, signal: abortSignal(), variable: 'ASSISTD_TOKEN' };
      const account = readAccount(await tokenFor(origin, sources));
      const tenant = account?.tenant && `organisation ${account.tenant}`;
      const name = account?.name && `as ${account.name}`;
      return [`at ${origin}`, tenant, name].filter(Boolean).join(', ');
    },
    otherGraph: (given, variable) => open(parseAddress(given, '--from'), variable),
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
