import { whyUnanswered } from '../../core/unanswered.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import type { StoredToken } from './sign-ins.ts';

/* Of those that `assistd dev` begins with, whose own list production has not. They open nothing elsewhere. */

export const developmentUser = 'adele@contoso.example';

/** The registration "assistd command line". */
export const developmentClient = 'a9910000-0002-4000-8000-000000000002';

/** Signs in to a running `assistd dev` as one of its people, none of whom has a password. */
export async function developmentToken(origin: string, user: string, signal: AbortSignal): Promise<StoredToken> {
  const domain = user.split('@')[1] ?? 'organizations';
  const problem = (why: string) =>
    new CommandFailure(
      exitCodes.refused,
      `cannot sign in to ${origin} as ${user}: ${why}`,
      'Is assistd dev running there?',
    );
  const response = await fetch(`${origin}/login/${encodeURIComponent(domain)}/oauth2/v2.0/token`, {
    method: 'POST',
    signal,
    redirect: 'error',
    body: new URLSearchParams({
      grant_type: 'password',
      client_id: developmentClient,
      username: user,
      password: 'none',
      scope: 'https://graph.microsoft.com/.default',
    }),
  }).catch((error: unknown) => {
    if (signal.aborted) throw error;
    throw problem(whyUnanswered(error));
  });
  const answer = (await response.json().catch(() => ({}))) as {
    access_token?: string;
    expires_in?: number | string;
    error_description?: string;
  };
  if (!response.ok || !answer.access_token) {
    throw problem(answer.error_description?.split('\n')[0] ?? `the sign-in answered ${response.status}`);
  }
  return { value: answer.access_token, expiresAt: Date.now() + Number(answer.expires_in ?? 0) * 1000 };
}
