import type { DevelopmentDirectory, DevelopmentUser } from './directory.ts';

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** A whole page; `body` is HTML. */
function html(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>body{font:16px system-ui;max-width:26rem;margin:4rem auto;padding:0 1rem}h2{font-size:1rem}button,input{font:inherit;display:block;width:100%;box-sizing:border-box;padding:.6rem;margin:.4rem 0;text-align:left}small{color:#666}</style>
<h1>${escaped(title)}</h1>
${body}
<p><small>The development issuer of assistd. No password is needed.</small></p>
</html>
`;
}

/** A button for each of `people`, below the name of their organisation. */
function choice({ tenants }: DevelopmentDirectory, people: readonly DevelopmentUser[], hint?: string | null): string {
  const button = ({ userPrincipalName, displayName }: DevelopmentUser) => {
    const hinted = userPrincipalName.toLowerCase() === hint?.toLowerCase() ? ' autofocus' : '';
    return `<button name="username" value="${escaped(userPrincipalName)}"${hinted}>${escaped(displayName)} <small>${escaped(userPrincipalName)}</small></button>`;
  };
  const sections = tenants.map(({ tenantId, displayName }) => {
    const buttons = people.filter((each) => each.tenantId === tenantId).map(button);
    return buttons.length === 0 ? '' : `<h2>${escaped(displayName)}</h2>\n${buttons.join('\n')}`;
  });
  return sections.join('\n');
}

/** A form that posts `username` to `action`, a query alone. */
export function signInPage(
  directory: DevelopmentDirectory,
  people: readonly DevelopmentUser[],
  hint: string | null,
  action: string,
): string {
  return html('Sign in', `<form method="post" action="${escaped(action)}">${choice(directory, people, hint)}</form>`);
}

/** A form that posts `user_code` and `username`. */
export function devicePage(
  directory: DevelopmentDirectory,
  people: readonly DevelopmentUser[],
  userCode: string,
): string {
  const field = `<label>Code shown on the device <input name="user_code" value="${escaped(userCode)}" required autocomplete="off"></label>`;
  const words = '<p>Enter the code, then choose who you are.</p>';
  return html('Let a device in', `${words}<form method="post">${field}${choice(directory, people)}</form>`);
}

export function messagePage(title: string, message: string): string {
  return html(title, `<p>${escaped(message)}</p>`);
}

/** Sends `parameters` on by itself (OAuth 2.0 Form Post Response Mode). */
export function formPostPage(action: string, parameters: URLSearchParams): string {
  const fields = [...parameters].map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  );
  const form = `<form method="post" action="${escaped(action)}">${fields.join('')}<button>Continue</button></form>`;
  return html('Back to the application', `${form}<script>document.forms[0].submit()</script>`);
}
