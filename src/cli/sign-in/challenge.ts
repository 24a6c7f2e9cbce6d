import { isFromAssistd, reach } from '../../client/graph.ts';

/** Where a Graph sends those without a token (RFC 6750, section 3), and what it is. */
export interface Challenge {
  /** The sign-in page's base, without tenant and endpoint: `https://login.microsoftonline.com`. */
  readonly authority: string | undefined;
  readonly isAssistd: boolean;
}

/** Asks without a token on purpose. */
export async function challengeOf(origin: string, signal: AbortSignal): Promise<Challenge> {
  const response = await reach({ origin }, signal, () =>
    fetch(`${origin}/v1.0/deviceManagement`, { signal, redirect: 'manual' }),
  );
  await response.body?.cancel();
  const uri = /authorization_uri="([^"]+)"/.exec(response.headers.get('www-authenticate') ?? '')?.[1];
  return {
    authority: uri?.replace(/\/[^/]+\/oauth2(\/v2\.0)?\/authorize\/?$/, ''),
    isAssistd: isFromAssistd(response),
  };
}
