import { Secret } from '../../core/secret.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import type { Prompt, TokenSources } from './acquiring.ts';
import type { Method, NamedSignIn, StoredToken } from './sign-ins.ts';

/** A token is renewed when less than this is left of it. */
const marginMs = 2 * 60_000;

/**
 * The token of a sign-in, renewed where it runs out, without asking anybody.
 * @throws CommandFailure when the sign-in can no longer be renewed
 */
export async function tokenOf(signedIn: NamedSignIn, sources: TokenSources): Promise<Secret> {
  const { signIn } = signedIn;
  if (signIn.token.expiresAt - Date.now() > marginMs) return new Secret(signIn.token.value);
  const { method, token } = await acquire(signedIn, signIn, sources, undefined);
  sources.signIns.save({ ...signedIn, signIn: { ...method, token } });
  return new Secret(token.value);
}

/** Gets a token by `method`; `prompt` is there when somebody signs in just now. */
export async function acquire(
  place: Pick<NamedSignIn, 'name' | 'graph'>,
  method: Method,
  sources: TokenSources,
  prompt: Prompt | undefined,
): Promise<{ readonly method: Method; readonly token: StoredToken }> {
  const { graph } = place;
  switch (method.method) {
    case 'token':
      throw new CommandFailure(
        exitCodes.refused,
        `the token for ${graph} has run out`,
        `Hand in a new one: assistd login --with-token --graph ${graph} < FILE`,
      );
    case 'development': {
      const { developmentToken } = await import('./development.ts');
      return { method, token: await developmentToken(graph, method.user, sources.signal) };
    }
    case 'openIdDeviceCode':
    case 'openIdBrowser': {
      const { openIdToken } = await import('./openid.ts');
      return openIdToken(place, method, sources, prompt);
    }
    default: {
      const { entraToken } = await import('./entra.ts');
      return entraToken(place, method, sources, prompt);
    }
  }
}
