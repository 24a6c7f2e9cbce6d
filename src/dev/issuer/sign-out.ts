import type { Answer } from '../../http/exchange.ts';
import { page, redirect } from './answers.ts';
import { tenantsAt } from './authority.ts';
import type { Call, Issuing } from './issuing.ts';
import { messagePage } from './pages.ts';
import { isRegisteredUri } from './redirect-uri.ts';
import { remember, signedIn } from './session.ts';
import { verified } from './signing-key.ts';

/**
 * Ends the browser's session (OpenID Connect RP-Initiated Logout). Whoever a hint names is signed out, else everybody; the browser is
 * sent back to an address that is registered, for the client that is named or for any, because msal-browser names none.
 */
export async function signOut(issuing: Issuing, call: Call): Promise<Answer> {
  const { exchange, place } = call;
  const parameters = new URLSearchParams([...call.form, ...call.query]);
  tenantsAt(issuing.directory, place.tenant);
  const session = await signedIn(issuing, exchange);
  const token = parameters.get('id_token_hint');
  // A hint is good after it has expired, too.
  const hint = token === null ? undefined : await verified(await issuing.signingKey, 'JWT', token);
  const name = parameters.get('logout_hint')?.toLowerCase();
  const leaving = session.filter(
    ({ tenantId, oid, userPrincipalName }) =>
      (hint?.oid === oid && hint.tid === tenantId) || userPrincipalName.toLowerCase() === name,
  );
  const staying = leaving.length === 0 ? [] : session.filter((each) => !leaving.includes(each));
  const cookie = await remember(issuing, exchange, staying);

  const back = parameters.get('post_logout_redirect_uri');
  if (back === null)
    return page(200, messagePage('You signed out of your account', 'You can close this window.'), cookie);
  const clientId = parameters.get('client_id') ?? hint?.aud;
  const clients = issuing.directory.clients.filter((each) => clientId === undefined || each.clientId === clientId);
  if (!clients.some(({ redirectUris }) => isRegisteredUri(redirectUris, back))) {
    const message = `You are signed out, and stay here: ${back} is no redirect URI of the application.`;
    return page(400, messagePage('You signed out of your account', message), cookie);
  }
  const target = new URL(back);
  const state = parameters.get('state');
  if (state !== null) target.searchParams.set('state', state);
  return redirect(target.href, cookie);
}
