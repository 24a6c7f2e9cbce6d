import type { DevelopmentUser } from './directory.ts';
import type { IssuerRequest, Issuing } from './issuing.ts';
import { sign, verified } from './signing-key.ts';

const daySeconds = 86_400;

/** Who is signed in with this browser: one person, or several of different organisations. */
export async function signedIn(issuing: Issuing, exchange: IssuerRequest): Promise<DevelopmentUser[]> {
  const { name } = cookieOf(exchange);
  const cookies = (exchange.headers.cookie ?? '').split(/; */);
  const value = cookies.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1);
  const session =
    value === undefined
      ? undefined
      : await verified(await issuing.signingKey, 'session+jwt', value, issuing.clock.now());
  const keys = Array.isArray(session?.people) ? session.people : [];
  return issuing.directory.users.filter((user) => keys.includes(keyOf(user)));
}

/** The header by which the browser knows `people`, and nobody else, from now on. */
export async function remember(
  issuing: Issuing,
  exchange: IssuerRequest,
  people: readonly DevelopmentUser[],
): Promise<{ 'Set-Cookie': string }> {
  const { name, attributes } = cookieOf(exchange);
  if (people.length === 0) return { 'Set-Cookie': `${name}=; Max-Age=0; ${attributes}` };
  const exp = Math.floor(issuing.clock.now() / 1000) + daySeconds;
  const session = await sign(await issuing.signingKey, 'session+jwt', { people: people.map(keyOf), exp });
  return { 'Set-Cookie': `${name}=${session}; ${attributes}` };
}

/** Over https it is there in frames of other sites too, as silent sign-ins of single-page applications need. */
function cookieOf({ origin }: IssuerRequest): { readonly name: string; readonly attributes: string } {
  return origin.startsWith('https:')
    ? { name: '__Secure-assistd-session', attributes: 'Path=/; HttpOnly; Secure; SameSite=None' }
    : { name: 'assistd-session', attributes: 'Path=/; HttpOnly; SameSite=Lax' };
}

function keyOf({ tenantId, oid }: DevelopmentUser): string {
  return `${oid}.${tenantId}`;
}
