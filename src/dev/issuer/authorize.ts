import type { Answer } from '../../http/exchange.ts';
import { page, redirect } from './answers.ts';
import { peopleOf, personNamed, registeredAt } from './authority.ts';
import type { DevelopmentClient, DevelopmentUser } from './directory.ts';
import { EntraError, errorBody, refusal } from './entra-error.ts';
import type { Call, Issuing } from './issuing.ts';
import { formPostPage, signInPage } from './pages.ts';
import { isRegisteredUri } from './redirect-uri.ts';
import { readScope, scopeOf } from './scopes.ts';
import { remember, signedIn } from './session.ts';

const codeMs = 600_000;

/**
 * The authorisation endpoint (RFC 6749, section 4.1.1), which is its own sign-in page: that posts `username` to the same parameters.
 * @throws EntraError where there is nobody to send back to
 */
export async function authorize(issuing: Issuing, call: Call): Promise<Answer> {
  const { clock, directory } = issuing;
  const { exchange, place, form } = call;
  const parameters = new URLSearchParams([...form, ...call.query]);
  const { client, tenants } = registeredAt(directory, place.tenant, parameters.get('client_id'));
  const redirectUri = redirectUriOf(client, parameters);
  const respond = responder(redirectUri, parameters);
  const people = peopleOf(directory, tenants);
  const session = await signedIn(issuing, exchange);
  try {
    const scope = checked(issuing, parameters);
    const posted = personNamed(people, form.get('username'));
    const user = posted ?? silently(people, session, parameters);
    if (user === undefined) {
      parameters.delete('username');
      const wrong = form.has('username');
      return page(wrong ? 400 : 200, signInPage(directory, people, parameters.get('login_hint'), `?${parameters}`));
    }
    const code = issuing.codes.add({
      clientId: client.clientId,
      user,
      redirectUri,
      scope,
      challenge: parameters.get('code_challenge'),
      nonce: parameters.get('nonce'),
      expiresAt: clock.now() + codeMs,
      redeemed: false,
    });
    const others = session.filter((each) => each.tenantId !== user.tenantId);
    return respond({ code }, await remember(issuing, exchange, [user, ...others]));
  } catch (error) {
    if (!(error instanceof EntraError)) throw error;
    const { error: name, error_description } = errorBody(error, clock.now(), call.correlationId);
    return respond({ error: name, error_description });
  }
}

/** @throws EntraError when it is not the client's */
function redirectUriOf(client: DevelopmentClient, parameters: URLSearchParams): string {
  const [first, ...others] = client.redirectUris;
  const wanted = parameters.get('redirect_uri') ?? (others.length === 0 ? first : undefined);
  if (wanted === undefined) throw refusal('missing', { parameter: 'redirect_uri' });
  if (isRegisteredUri(client.redirectUris, wanted)) return wanted;
  throw refusal('redirectUri', {
    uri: wanted,
    clientId: client.clientId,
    registered: client.redirectUris.join(', ') || 'none',
  });
}

/** The scope that is asked for, once everything else is as it must be. @throws EntraError */
function checked(issuing: Issuing, parameters: URLSearchParams): string {
  const type = parameters.get('response_type');
  if (type === null) throw refusal('missing', { parameter: 'response_type' });
  if (type !== 'code') throw refusal('responseType', { type });
  if (parameters.has('code_challenge') && parameters.get('code_challenge_method') !== 'S256') {
    throw refusal('challengeMethod');
  }
  const scope = scopeOf(parameters);
  readScope(scope, issuing.audiences);
  return scope;
}

/** Whom the browser's session speaks for; `undefined` when the person has to be asked. @throws EntraError when nobody may be asked */
function silently(
  people: readonly DevelopmentUser[],
  session: readonly DevelopmentUser[],
  parameters: URLSearchParams,
): DevelopmentUser | undefined {
  const prompt = parameters.get('prompt');
  if (prompt === 'login' || prompt === 'select_account') return undefined;
  const known = people.filter((each) => session.includes(each));
  const hinted = personNamed(people, parameters.get('login_hint'));
  const candidates = hinted ? known.filter((each) => each === hinted) : known;
  const [only] = candidates;
  if (prompt !== 'none' || candidates.length === 1) return candidates.length === 1 ? only : undefined;
  throw refusal(only === undefined ? 'nobodySignedIn' : 'severalSignedIn');
}

/** How the application hears of the end: in the query, the fragment, or a form (`response_mode`). @throws EntraError */
function responder(redirectUri: string, parameters: URLSearchParams) {
  const mode = parameters.get('response_mode') ?? 'query';
  if (!['query', 'fragment', 'form_post'].includes(mode)) throw refusal('responseMode', { mode });
  const state = parameters.get('state');
  // Normalised, because a header holds no line break and no letter beyond Latin-1.
  const { href } = new URL(redirectUri);
  return (members: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}): Answer => {
    const sent = new URLSearchParams({ ...members, ...(state !== null && { state }) });
    if (mode === 'form_post') return page(200, formPostPage(href, sent), headers);
    const separator = mode === 'fragment' ? '#' : href.includes('?') ? '&' : '?';
    return redirect(`${href}${separator}${sent}`, headers);
  };
}
