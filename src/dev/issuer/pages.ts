import type { KoaContextWithOIDC } from 'oidc-provider';
import type { DevelopmentTenant, DevelopmentUser } from './directory.ts';
import { fromProvider } from './entra-error.ts';
import { ForwardedRequest } from './forwarded-request.ts';

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** A whole page; `body` is HTML. */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>body{font:16px system-ui;max-width:26rem;margin:4rem auto;padding:0 1rem}button,input{font:inherit;display:block;width:100%;box-sizing:border-box;padding:.6rem;margin:.4rem 0;text-align:left}small{color:#666}</style>
<h1>${escaped(title)}</h1>
${body}
<p><small>The development issuer of assistd. No password is needed.</small></p>
</html>
`;
}

/** A form that posts `username` to where it came from. */
function peopleForm(users: readonly DevelopmentUser[], hint: string | undefined, fields = ''): string {
  const buttons = users.map(({ userPrincipalName, displayName }) => {
    const hinted = userPrincipalName.toLowerCase() === hint?.toLowerCase() ? ' autofocus' : '';
    return `<button name="username" value="${escaped(userPrincipalName)}"${hinted}>${escaped(displayName)} <small>${escaped(userPrincipalName)}</small></button>`;
  });
  return `<form method="post">${fields}${buttons.join('\n')}</form>`;
}

export function signInPage(
  tenant: DevelopmentTenant,
  users: readonly DevelopmentUser[],
  hint: string | undefined,
): string {
  return page(`Sign in to ${tenant.displayName}`, peopleForm(users, hint));
}

export function devicePage(tenant: DevelopmentTenant, users: readonly DevelopmentUser[], userCode: string): string {
  const field = `<label>Code shown on the device <input name="user_code" value="${escaped(userCode)}" required autocomplete="off"></label>`;
  return page(
    `Let a device in to ${tenant.displayName}`,
    `<p>Enter the code, then choose who you are.</p>${peopleForm(users, undefined, field)}`,
  );
}

export function messagePage(title: string, message: string): string {
  return page(title, `<p>${escaped(message)}</p>`);
}

/** What a browser is shown when a request is so wrong that it cannot be sent back to the application. */
export function errorPage(
  ctx: KoaContextWithOIDC,
  out: { error: string; error_description?: string | undefined },
): void {
  const asked = ctx.req instanceof ForwardedRequest ? ctx.req.asked : undefined;
  const error = fromProvider(out, ctx.status, {
    detail: undefined,
    clientId: asked?.clientId ?? null,
    presented: asked?.presented ?? 'nothing',
  });
  ctx.type = 'html';
  ctx.body = messagePage('Sorry, but we’re having trouble signing you in.', `AADSTS${error.code}: ${error.message}`);
}

/** `form` is the provider's, and proves that the page was shown; Entra signs out without asking, so it is sent at once. */
export function signOutPage(ctx: KoaContextWithOIDC, form: string): void {
  ctx.body = page(
    'Sign out',
    `${form}<button form="op.logoutForm" name="logout" value="yes">Sign out</button>
<script>document.querySelector('button').click()</script>`,
  );
}
