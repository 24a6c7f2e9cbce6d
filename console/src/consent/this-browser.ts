import { GraphFailure } from '../../../src/client/graph-failure.ts';

/** What a confirmation names this browser by; `null` where it was not told, on the start page, for whom the consent is. */
export async function thisBrowser(state: string): Promise<string | null> {
  const asked = `/connect/browser?${new URLSearchParams({ state })}`;
  const response = await fetch(asked, { cache: 'no-store' }).catch(() => undefined);
  if (!response?.ok) throw new GraphFailure('unreachable', { origin: location.origin });
  return ((await response.json()) as { readonly browser: string | null }).browser;
}
