import { Secret } from '../../core/secret.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import type { Method, SignIns, StoredToken } from './sign-ins.ts';

/** Where tokens come from that a sign-in cannot keep: the environment. */
export interface TokenSources {
  readonly signIns: SignIns;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** The variable whose token wins over every sign-in. */
  readonly variable: string;
}

/** A token is renewed when less than this is left of it. */
const marginMs = 2 * 60_000;

/**
 * A token for `origin`, without asking anybody.
 * @throws CommandFailure when nobody is signed in there, or the sign-in can no longer be renewed
 */
export async function tokenFor(origin: string, sources: TokenSources): Promise<Secret> {
  const { signIns, environment, variable } = sources;
  const given = environment[variable];
  if (given) return new Secret(given.trim());
  const signIn = signIns.find(origin);
  const login = `Sign in: assistd login --graph ${origin}, or set ${variable}.`;
  if (!signIn) throw new CommandFailure(exitCodes.refused, `not signed in to ${origin}`, login);
  if (signIn.token.expiresAt - Date.now() > marginMs) return new Secret(signIn.token.value);
  const renewed = await acquire(origin, signIn, sources, undefined);
  signIns.save(origin, { ...renewed.method, token: renewed.token });
  return new Secret(renewed.token.value);
}

/** How to ask; without it, only what works without a question is tried. */
export interface Prompt {
  readonly deviceCode: (message: string) => void;
}

/** Gets a token by `method`; `prompt` is there when somebody signs in just now. */
export async function acquire(
  origin: string,
  method: Method,
  { environment, signal, signIns }: Pick<TokenSources, 'environment' | 'signal' | 'signIns'>,
  prompt: Prompt | undefined,
): Promise<{ readonly method: Method; readonly token: StoredToken }> {
  switch (method.method) {
    case 'token':
      throw new CommandFailure(
        exitCodes.refused,
        `the token for ${origin} has run out`,
        `Hand in a new one: assistd login --with-token --graph ${origin} < FILE`,
      );
    case 'development': {
      const { developmentToken } = await import('./development.ts');
      return { method, token: await developmentToken(origin, method.user, signal) };
    }
    default: {
      const { entraToken } = await import('./entra.ts');
      return entraToken(origin, method, { environment, signal, signIns }, prompt);
    }
  }
}
