import { html } from '../../core/html.ts';
import type { Incoming, Reply } from './exchange.ts';
import { fields, text } from './exchange.ts';
import { accountOf, type Grants } from './grants.ts';
import { sandboxPage } from './page.ts';

/** The one client app that is registered at the sandbox. */
export interface RegisteredApp {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUris: ReadonlySet<string>;
}

const defaultEmail = 'admin@contoso.example';
const carried = ['response_type', 'client_id', 'redirect_uri', 'state', 'code_challenge', 'code_challenge_method'];

/**
 * Sign-in and consent (RFC 6749, section 4.1.1). A person gets a page; `consent=allow` or `consent=deny` (and `email`), in the
 * page's form or in the address, is the answer of that page.
 */
export function authorize(incoming: Incoming, app: RegisteredApp, grants: Grants): Reply {
  const form = incoming.method === 'POST' ? fields(incoming) : Object.fromEntries(incoming.query);
  const clientId = text(form, 'client_id');
  const redirectUri = text(form, 'redirect_uri');
  // Without a known client and its own address there is nowhere that is safe to redirect to (RFC 6749, section 4.1.2.1).
  if (clientId !== app.clientId) return stop('No app is registered with this client_id.');
  if (!app.redirectUris.has(redirectUri)) return stop('This redirect_uri is not registered for the app.');

  const back = (parameters: Readonly<Record<string, string>>): Reply => {
    const url = new URL(redirectUri);
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    const state = text(form, 'state');
    if (state !== '') url.searchParams.set('state', state);
    const outcome = parameters.error ?? 'consented';
    return { status: incoming.method === 'POST' ? 303 : 302, headers: { location: url.href }, outcome };
  };

  if (text(form, 'response_type') !== 'code') return back({ error: 'unsupported_response_type' });
  const codeChallenge = text(form, 'code_challenge') || undefined;
  if (codeChallenge !== undefined && text(form, 'code_challenge_method') !== 'S256') {
    return back({ error: 'invalid_request', error_description: 'code_challenge_method must be S256' });
  }
  switch (text(form, 'consent')) {
    case 'allow': {
      const account = accountOf(text(form, 'email') || defaultEmail);
      return back({ code: grants.consent({ clientId, redirectUri, codeChallenge, account }) });
    }
    case 'deny':
      return back({ error: 'access_denied', error_description: 'The user denied the request.' });
    default:
      return { ...sandboxPage(200, 'Sign in and consent', consentForm(form, clientId)), outcome: 'asked' };
  }
}

function stop(problem: string): Reply {
  return { ...sandboxPage(400, 'This request cannot be answered', html`<p>${problem}</p>`), outcome: 'stopped' };
}

function consentForm(form: Readonly<Record<string, unknown>>, clientId: string) {
  const hidden = carried.map((name) => html`<input type="hidden" name="${name}" value="${text(form, name)}">`);
  return html`<p>The app <b>${clientId}</b> wants to create and close sessions and read connection reports in your name.</p>
<form method="post" action="/oauth2/authorize">${hidden}
<p><label>Account <input type="email" name="email" required value="${text(form, 'email') || defaultEmail}"></label></p>
<p><button name="consent" value="allow">Allow</button> <button name="consent" value="deny" formnovalidate>Deny</button></p>
</form>`;
}
