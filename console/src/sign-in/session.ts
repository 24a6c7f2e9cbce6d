import { ErrorResponse, InMemoryWebStorage, type User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import { GraphFailure } from '../../../src/client/graph-failure.ts';
import { leaveUnasked } from '../elements/browser/unasked.ts';
import { IssuerSilent, type TokenSource } from '../wire/graph.ts';
import { authorityOf } from './authority.ts';
import type { Configuration } from './configuration.ts';

/** Who is signed in. */
export interface Person {
  readonly name: string;
  readonly account: string;
  readonly tenantId: string | undefined;
}

export interface SignedIn extends TokenSource {
  readonly person: Person;
  signOut(): Promise<void>;
  /** Once the sign-in has ended: in a window of its own, so that nothing of the page is lost, else by loading the page anew. */
  signInAgain(): Promise<void>;
  /**
   * Signs in to another organisation, as far as its issuer lets the person in; without one, to one's own again. `undefined` where
   * sign-in is not by organisation.
   */
  readonly enter: ((tenantId?: string) => void) | undefined;
  /** Whether one is in another organisation than one's own. */
  readonly away: boolean;
}

const root = '/console';
const hintKey = 'assistd.signInHint';
/** Which organisation this tab signs in to, where it is not one's own. */
const organisationKey = 'assistd.organisation';
/** By which the tabs of a browser tell each other that somebody signs out. */
const channelName = 'assistd.signOut';

/**
 * Signs in by authorisation code with PKCE (RFC 7636), or takes up the sign-in that the issuer has just sent back. Resolves with
 * `undefined` when the browser is on its way to the issuer. Tokens are held in memory alone, so that a reload asks the issuer, which
 * knows the person still.
 */
export async function signIn(settings: NonNullable<Configuration['signIn']>): Promise<SignedIn | undefined> {
  const { origin, pathname, search, hash } = location;
  const organisation = sessionStorage.getItem(organisationKey);
  const authority = (organisation && authorityOf(settings.authority, organisation)) || settings.authority;
  const manager = new UserManager({
    authority: new URL(authority, origin).href,
    client_id: settings.clientId,
    redirect_uri: `${origin}${root}/signed-in`,
    post_logout_redirect_uri: `${origin}${root}/signed-out`,
    scope: ['openid', 'profile', 'offline_access', ...settings.scopes].join(' '),
    ...asked(settings.audience),
    // In the fragment, the code reaches no server's log.
    response_mode: 'fragment',
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    // What has to outlive the way to the issuer and back: state, nonce and verifier; no token.
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
    // Who asks for something renews what has run out, and nobody beside them.
    automaticSilentRenew: false,
    monitorSession: false,
    loadUserInfo: false,
  });

  if (pathname !== `${root}/signed-in`) {
    const hint = sessionStorage.getItem(hintKey);
    const nonce = crypto.randomUUID();
    // In the place of this page: whoever goes back means what was before it.
    await manager.signinRedirect({
      redirectMethod: 'replace',
      state: pathname + search + hash,
      nonce,
      ...(hint && { login_hint: hint }),
    });
    return undefined;
  }
  if (await handOver(manager)) return undefined;
  const user = await manager.signinRedirectCallback().catch((error: unknown) => {
    // Whoever is not let in there gets home by trying again.
    sessionStorage.removeItem(organisationKey);
    throw error;
  });
  const returnTo = typeof user.state === 'string' && user.state.startsWith(`${root}/`) ? user.state : `${root}/`;
  history.replaceState(null, '', returnTo);
  const { profile } = user;
  const person = personOf(user);
  sessionStorage.setItem(hintKey, person.account);

  const tabs = new BroadcastChannel(channelName);
  tabs.onmessage = ({ data }) => {
    if (data !== person.account) return;
    sessionStorage.removeItem(hintKey);
    leaveUnasked();
    // Leaving the page takes the tokens and all that was read with it.
    location.replace(`${root}/signed-out`);
  };

  // Requests that are refused together share one renewal: a refresh token may be good for one use only. What the issuer has refused once,
  // it refuses for ever, and is not asked again.
  let renewing: Promise<string> | undefined;
  const renew = () => {
    renewing ??= renewed(manager).then(
      (token) => {
        renewing = undefined;
        return token;
      },
      (error: unknown) => {
        if (error instanceof IssuerSilent) renewing = undefined;
        throw error;
      },
    );
    return renewing;
  };
  return {
    person,
    async token() {
      const current = await manager.getUser();
      return current && !current.expired ? current.access_token : renew();
    },
    renew,
    async signInAgain() {
      try {
        const user = await manager.signinPopup({ login_hint: person.account, nonce: crypto.randomUUID() });
        if (user.profile.sub !== profile.sub) location.reload();
        renewing = undefined;
      } catch {
        // The browser lets no window open, or the issuer does not come back to it.
        location.reload();
      }
    },
    away: organisation !== null,
    enter:
      authorityOf(settings.authority, '') === undefined
        ? undefined
        : (tenantId) => {
            if (tenantId) sessionStorage.setItem(organisationKey, tenantId);
            else sessionStorage.removeItem(organisationKey);
            sessionStorage.removeItem(hintKey);
            // Leaving the page takes the tokens and all that was read with it.
            location.assign(`${root}/`);
          },
    async signOut() {
      sessionStorage.removeItem(hintKey);
      sessionStorage.removeItem(organisationKey);
      tabs.postMessage(person.account);
      leaveUnasked();
      // An issuer need not have a page for it (OpenID Connect RP-Initiated Logout 1.0, section 2.1): then the sign-in ends here.
      await manager.signoutRedirect().catch(() => location.assign(`${root}/signed-out`));
    },
  };
}

/**
 * Gives what the issuer answers to the tab that waits for it, if that is another (`signInAgain`): the verifier is there. The two know
 * nothing of each other any more, because each is kept apart from the issuer's page.
 */
async function handOver({ settings }: UserManager): Promise<boolean> {
  const state = new URLSearchParams(location.hash.slice(1)).get('state');
  if (state === null || (await settings.stateStore.get(state)) !== null) return false;
  const waiting = new BroadcastChannel(`oidc-client-popup-${state}`);
  waiting.postMessage({ source: 'oidc-client', url: location.href, keepOpen: true });
  waiting.close();
  close();
  // Whoever goes back to the issuer, which knows them still, is sent on with an answer to an earlier question.
  const isGoneBackTo = performance.getEntriesByType('navigation').some((each) => each.toJSON().type === 'back_forward');
  if (isGoneBackTo) location.replace(`${root}/`);
  // Else a page that no script has opened stays: nobody waits for its answer any more, and that is to be told.
  return closed || isGoneBackTo;
}

/** As `assistd login --audience` asks. */
function asked(audience: string | undefined) {
  if (audience === undefined) return {};
  return { extraQueryParams: { audience }, ...(URL.canParse(audience) && { resource: audience }) };
}

/** What an issuer says that cannot answer now (RFC 6749, section 4.1.2.1; some say it of tokens as well). */
const passing: ReadonlySet<string | null> = new Set(['server_error', 'temporarily_unavailable']);

/** @throws IssuerSilent where there may be a token later; GraphFailure where the person has to sign in again */
async function renewed(manager: UserManager): Promise<string> {
  const { origin } = new URL(manager.settings.authority);
  try {
    // Without a refresh token the library would ask in a frame, which the page's policy refuses.
    const user = (await manager.getUser())?.refresh_token ? await manager.signinSilent() : null;
    if (user) return user.access_token;
  } catch (cause) {
    // A network that is gone, or an error page of something between, refuses nobody.
    if (!(cause instanceof ErrorResponse) || passing.has(cause.error)) throw new IssuerSilent(origin, cause);
    throw new GraphFailure('signedOut', { origin, reason: cause.message }, { cause });
  }
  throw new GraphFailure('signedOut', { origin });
}

function personOf({ profile }: User): Person {
  const account = profile.preferred_username ?? profile.email ?? profile.sub;
  return {
    name: profile.name ?? account,
    account,
    tenantId: typeof profile.tid === 'string' ? profile.tid : undefined,
  };
}
