import { createHash, randomBytes } from 'node:crypto';
import type { Exchange } from '../exchange.ts';

/** How long the cookie is kept, in seconds: longer than consent is awaited anywhere. */
const lifetimeSeconds = 24 * 60 * 60;

/**
 * The secret that a browser keeps for one consent. Strict browsers send a `Lax` cookie with a link that is followed, as the way back from
 * the partner is, and with no form of another site; scripts never see it. With `__Host-` no other host can have set it (RFC 6265bis,
 * section 4.1.3.2).
 */
export function consentCookie({ headers, origin }: Exchange, state: string) {
  const isSecure = origin.startsWith('https:');
  // A name for each consent, so that two that are begun in one browser are told apart.
  const suffix = createHash('sha256').update(state).digest('base64url').slice(0, 12);
  const name = `${isSecure ? '__Host-' : ''}assistd-consent-${suffix}`;
  const known = cookiesOf(headers.cookie).find(([each]) => each === name)?.[1];
  return {
    /** `undefined` where the browser has none. */
    secret: known !== undefined && /^[\w-]{43}$/.test(known) ? known : undefined,
    /** The header that has the browser keep a new secret. */
    make() {
      const secret = randomBytes(32).toString('base64url');
      const attributes = `Path=/; Max-Age=${lifetimeSeconds}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
      return { 'Set-Cookie': `${name}=${secret}; ${attributes}` };
    },
  };
}

function cookiesOf(header: string | undefined): readonly (readonly [string, string])[] {
  return (header ?? '').split(';').map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return [name.trim(), value.join('=').trim()];
  });
}
