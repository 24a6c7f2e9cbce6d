import type { Log } from '../../core/log.ts';
import type { Answer } from '../../http/exchange.ts';
import { refusalOf } from '../foreign-origin.ts';
import { json, page } from './answers.ts';
import { authorize } from './authorize.ts';
import { deviceAuthorization, deviceVerification } from './device.ts';
import { configuration, instanceDiscovery, keys, userRealm } from './discovery.ts';
import { EntraError, errorBody, refusal } from './entra-error.ts';
import type { Endpoint, IssuerRequest, Issuing } from './issuing.ts';
import { type EndpointName, parsePlace } from './layout.ts';
import { messagePage } from './pages.ts';
import { signOut } from './sign-out.ts';
import { token } from './token.ts';

interface Served {
  readonly methods: readonly string[];
  /** Whether people see the answer, and its errors. */
  readonly isPage?: boolean;
  readonly answer: Endpoint;
}

const endpoints: Readonly<Record<EndpointName, Served>> = {
  '/.well-known/openid-configuration': { methods: ['GET', 'HEAD'], answer: configuration },
  '/discovery/keys': { methods: ['GET', 'HEAD'], answer: keys },
  '/discovery/instance': { methods: ['GET', 'HEAD'], answer: instanceDiscovery },
  '/oauth2/authorize': { methods: ['GET', 'POST'], isPage: true, answer: authorize },
  '/oauth2/token': { methods: ['POST'], answer: token },
  '/oauth2/devicecode': { methods: ['POST'], answer: deviceAuthorization },
  '/oauth2/deviceauth': { methods: ['GET', 'POST'], isPage: true, answer: deviceVerification },
  '/userrealm': { methods: ['GET'], answer: userRealm },
  '/oauth2/logout': { methods: ['GET', 'POST'], isPage: true, answer: signOut },
};

const requestId = 'client-request-id';

/** A request at one of Entra's endpoints to its answer: every failure is an answer, too. */
export async function answer(
  issuing: Issuing,
  exchange: IssuerRequest,
  { log, publicOrigin }: { readonly log: Log; readonly publicOrigin: string | undefined },
): Promise<Answer> {
  const place = parsePlace(exchange.path);
  const query = new URLSearchParams(exchange.search);
  const form = new URLSearchParams(exchange.body);
  const correlationId = form.get(requestId) ?? query.get(requestId) ?? exchange.headers[requestId];
  const foreign = foreignness(exchange, publicOrigin);
  if (foreign !== undefined) return failed(refusal('foreign', { why: foreign }));
  if (exchange.method === 'OPTIONS') return forPages({ status: 204, headers: preflight(exchange), body: undefined });
  if (place === undefined) return failed(refusal('nothingHere', exchange));
  const served = endpoints[place.name];
  try {
    if (!served.methods.includes(exchange.method)) throw wrongMethod(served, exchange);
    return forPages(await served.answer(issuing, { exchange, place, query, form, correlationId }));
  } catch (error) {
    if (error instanceof EntraError) return forPages(failed(error));
    log.error({ err: error, path: exchange.path }, 'the development issuer failed');
    return forPages(failed(refusal('failed')));
  }

  function failed(error: EntraError): Answer {
    if (place !== undefined && endpoints[place.name].isPage) {
      const title = 'Sorry, but we’re having trouble signing you in.';
      return page(error.status, messagePage(title, `AADSTS${error.code}: ${error.message}`));
    }
    return json(error.status, errorBody(error, issuing.clock.now(), correlationId));
  }

  /** Scripts of pages that are not foreign may read it. */
  function forPages(answered: Answer): Answer {
    const { origin } = exchange.headers;
    const readable = origin !== undefined && { 'Access-Control-Allow-Origin': origin };
    return { ...answered, headers: { ...answered.headers, Vary: 'Origin', ...readable } };
  }
}

/** Under which names the issuer may be called is for its surroundings to say; its own pages are its own under each. */
function foreignness(exchange: IssuerRequest, publicOrigin: string | undefined): string | undefined {
  if (exchange.headers.origin === exchange.origin) return undefined;
  return refusalOf(exchange, { publicOrigin, hosts: [URL.parse(exchange.origin)?.hostname ?? ''] });
}

function wrongMethod({ methods: [first = '', other] }: Served, { method }: IssuerRequest): EntraError {
  return refusal('wrongMethod', { right: other === 'POST' ? `${first} and ${other}` : first, sent: method });
}

function preflight({ headers }: IssuerRequest): Readonly<Record<string, string>> {
  return {
    'Access-Control-Allow-Methods': 'GET, POST',
    'Access-Control-Allow-Headers': headers['access-control-request-headers'] ?? '',
    'Access-Control-Max-Age': '3600',
  };
}
