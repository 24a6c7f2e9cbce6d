import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { defaultGraph, parseAddress } from '../graph-address.ts';
import type { NamedSignIn, SignIns } from './sign-ins.ts';

/** Which Graph a command talks to, and as whom. */
export interface Target {
  readonly origin: string;
  readonly version: 'v1.0' | 'beta' | undefined;
  /** `undefined` where nobody is signed in there, or several are and none was named. */
  readonly signedIn: NamedSignIn | undefined;
}

/** What was said of it. */
export interface Said {
  readonly graph: string | undefined;
  readonly context: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * The context that is named; else the Graph that is named, as who is signed in there; else the current context; else an `assistd dev`
 * on this machine, as nobody.
 * @throws CommandFailure where the two that are named do not belong together
 */
export function targetOf({ graph, context, environment }: Said, signIns: SignIns): Target {
  const address = graph ?? (environment.ASSISTD_GRAPH || undefined);
  const given = address === undefined ? undefined : parseAddress(address, graph ? '--graph' : 'ASSISTD_GRAPH');
  if (context !== undefined) {
    const signedIn = signIns.find(context);
    if (signedIn && given && signedIn.graph !== given.origin) {
      throw new CommandFailure(
        exitCodes.usage,
        `the context ${context} is at ${signedIn.graph}, and not at ${given.origin}: name one of them`,
      );
    }
    const origin = given?.origin ?? signedIn?.graph ?? defaultGraph;
    return { origin, version: given?.version, signedIn };
  }
  const current = signIns.current();
  if (!given) return { origin: current?.graph ?? defaultGraph, version: undefined, signedIn: current };
  const there = signIns.list().filter(({ graph: origin }) => origin === given.origin);
  const signedIn = there.find(({ name }) => name === current?.name) ?? (there.length === 1 ? there[0] : undefined);
  return { ...given, signedIn };
}

/** Why nobody is signed in where a command would go, and what to do. */
export function notSignedIn({ origin }: Target, named: string | undefined, signIns: SignIns): CommandFailure {
  const contexts = signIns.list();
  const there = contexts.filter(({ graph }) => graph === origin).map(({ name }) => name);
  const list = contexts.map(({ name }) => name).join(', ');
  if (named !== undefined) {
    const known = list === '' ? 'There is none yet.' : `There are: ${list}.`;
    return new CommandFailure(exitCodes.refused, `no context is called ${JSON.stringify(named)}`, known);
  }
  if (there.length > 1) {
    const names = there.join(', ');
    return new CommandFailure(exitCodes.refused, `several are signed in to ${origin}`, `Name one: --context ${names}`);
  }
  const use = list === '' ? '' : `, or name who is signed in already (${list}): assistd context use NAME`;
  return new CommandFailure(
    exitCodes.refused,
    `not signed in to ${origin}`,
    `Sign in: assistd login --graph ${origin}, or set ASSISTD_TOKEN${use}.`,
  );
}
