import { Html, html } from '../../core/html.ts';
import type { DevelopmentDirectory, DevelopmentUser } from './directory.ts';

const style = new Html(
  'body{font:16px system-ui;max-width:26rem;margin:4rem auto;padding:0 1rem}h2{font-size:1rem}button,input{font:inherit;display:block;width:100%;box-sizing:border-box;padding:.6rem;margin:.4rem 0;text-align:left}small{color:#666}',
);

function whole(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${style}</style>
<h1>${title}</h1>
${body}
<p><small>The development issuer of assistd. No password is needed.</small></p>
</html>
`.text;
}

/** A button for each of `people`, below the name of their organisation. */
function choice({ tenants }: DevelopmentDirectory, people: readonly DevelopmentUser[], hint?: string | null): Html {
  const button = ({ userPrincipalName, displayName }: DevelopmentUser) => {
    const hinted = new Html(userPrincipalName.toLowerCase() === hint?.toLowerCase() ? ' autofocus' : '');
    return html`<button name="username" value="${userPrincipalName}"${hinted}>${displayName} <small>${userPrincipalName}</small></button>`;
  };
  const sections = tenants.flatMap(({ tenantId, displayName }) => {
    const buttons = people.filter((each) => each.tenantId === tenantId).map(button);
    return buttons.length === 0 ? [] : html`<h2>${displayName}</h2>${buttons}`;
  });
  return html`${sections}`;
}

/** A form that posts `username` to `action`, a query alone. */
export function signInPage(
  directory: DevelopmentDirectory,
  people: readonly DevelopmentUser[],
  hint: string | null,
  action: string,
): string {
  return whole('Sign in', html`<form method="post" action="${action}">${choice(directory, people, hint)}</form>`);
}

/** A form that posts `user_code` and `username`. */
export function devicePage(
  directory: DevelopmentDirectory,
  people: readonly DevelopmentUser[],
  userCode: string,
): string {
  const field = html`<label>Code shown on the device <input name="user_code" value="${userCode}" required autocomplete="off"></label>`;
  const form = html`<form method="post">${field}${choice(directory, people)}</form>`;
  return whole('Let a device in', html`<p>Enter the code, then choose who you are.</p>${form}`);
}

export function messagePage(title: string, message: string): string {
  return whole(title, html`<p>${message}</p>`);
}

/** Sends `parameters` on by itself (OAuth 2.0 Form Post Response Mode). */
export function formPostPage(action: string, parameters: URLSearchParams): string {
  const fields = [...parameters].map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
  const form = html`<form method="post" action="${action}">${fields}<button>Continue</button></form>`;
  return whole('Back to the application', html`${form}<script>document.forms[0].submit()</script>`);
}
