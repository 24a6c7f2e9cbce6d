import { loadConfiguration } from './configuration.ts';
import { type SignedIn, signIn } from './session.ts';

/** What the console starts with. */
export type Start =
  | { readonly kind: 'signedIn'; readonly session: SignedIn; readonly version: string }
  | { readonly kind: 'signedOut' }
  /** The service lacks the setting `consoleClientId`. */
  | { readonly kind: 'notConfigured' }
  | { readonly kind: 'failed'; readonly reason: string }
  /** The browser is leaving for the issuer. */
  | { readonly kind: 'leaving' };

/** Finds out who is signed in; never rejects. */
export async function start(): Promise<Start> {
  if (location.pathname === '/console/signed-out') return { kind: 'signedOut' };
  try {
    const { signIn: settings, version } = await loadConfiguration();
    if (!settings) return { kind: 'notConfigured' };
    const session = await signIn(settings);
    return session ? { kind: 'signedIn', session, version } : { kind: 'leaving' };
  } catch (error) {
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}
