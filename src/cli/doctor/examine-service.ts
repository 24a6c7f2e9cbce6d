import { isLoopback } from '../../core/loopback.ts';
import { ShownCertificates } from '../../core/shown-certificates.ts';
import { type Asked, ask, clockFinding } from './ask.ts';
import { checkCertificates } from './check-certificates.ts';
import { type Finding, fault, ok, warning } from './finding.ts';

/** Looks at a service that runs, as one of its clients sees it, without any credentials. */
export async function examineService(origin: string, signal: AbortSignal): Promise<Finding[]> {
  using shown = new ShownCertificates();
  const live = await ask(`${origin}/health/live`, signal);
  const check = `service ${origin}`;
  if ('failure' in live) {
    const mend = live.unknownHost
      ? 'Enter its name in DNS, or correct the address.'
      : 'Start assistd serve; if it runs, check its certificate, the network, and the proxy in front of it.';
    return [fault(check, `cannot be reached: ${live.failure}`, mend)];
  }
  if (live.status !== 200 || statusOf(live) !== 'live') {
    const said = `/health/live answers ${live.status}, and not as assistd does`;
    return [fault(check, said, 'Let the proxy in front of it pass all paths on, or correct the address.')];
  }
  const others = await Promise.all([
    checkReady(origin, signal),
    checkOwnName(origin, signal),
    checkSignIn(origin, signal),
    checkReceiptKeys(origin, signal),
  ]);
  return [
    ok(check, 'answers'),
    ...clockFinding('service', live),
    ...checkScheme(origin),
    ...others,
    ...checkCertificates(shown),
  ];
}

function checkScheme(origin: string): Finding[] {
  const { protocol, hostname } = new URL(origin);
  if (protocol === 'https:' || isLoopback(hostname)) return [];
  return [fault('https', 'tokens are sent over http', 'Put a proxy with TLS in front of it, or set tlsPort.')];
}

async function checkReady(origin: string, signal: AbortSignal): Promise<Finding> {
  const asked = await ask(`${origin}/health/ready`, signal);
  if ('failure' in asked) return fault('readiness', asked.failure, 'Check the proxy in front of it.');
  const state = statusOf(asked);
  if (asked.status === 200 && state === 'ready') return ok('readiness', 'it can serve');
  const mend = 'Its log says since when and why: look for "a part of the service does not work".';
  return fault('readiness', `it says ${JSON.stringify(state ?? asked.status)}`, mend);
}

/** What it writes into every link is how it is reached here. */
async function checkOwnName(origin: string, signal: AbortSignal): Promise<Finding> {
  const check = 'public origin';
  const asked = await ask(`${origin}/v1.0`, signal);
  const context = 'failure' in asked ? undefined : (asked.body as { '@odata.context'?: unknown })?.['@odata.context'];
  const named = typeof context === 'string' ? context.replace(/\/v1\.0\/\$metadata$/, '') : undefined;
  if (named === undefined) return fault(check, '/v1.0 is no service document', 'Let the proxy pass all paths on.');
  if (named === origin) return ok(check, `it calls itself ${named}`);
  return warning(check, `it calls itself ${named}`, `Set publicOrigin to ${origin}, if that is what clients use.`);
}

/** A request without a token is told where to get one. */
async function checkSignIn(origin: string, signal: AbortSignal): Promise<Finding> {
  const check = 'sign-in';
  const asked = await ask(`${origin}/v1.0/deviceManagement`, signal);
  if ('failure' in asked) return fault(check, asked.failure, 'Check the proxy in front of it.');
  const challenge = asked.headers.get('www-authenticate');
  const authority = /\bauthorization_uri="([^"]+)"/.exec(challenge ?? '')?.[1];
  if (asked.status !== 401) {
    return fault(check, `a request without a token is answered ${asked.status}, not 401`, 'Correct the address.');
  }
  if (challenge === null) {
    return warning(check, 'its 401 has no WWW-Authenticate', 'Let the proxy in front of it pass that header on.');
  }
  if (authority === undefined) {
    const mend = 'Set authorizationUri of the first issuer: tools that sign people in ask there.';
    return warning(check, 'it does not say where', mend);
  }
  return ok(check, `at ${authority}`);
}

async function checkReceiptKeys(origin: string, signal: AbortSignal): Promise<Finding> {
  const check = 'receipt keys';
  const asked = await ask(`${origin}/.well-known/jwks.json`, signal);
  const keys = 'failure' in asked ? undefined : (asked.body as { keys?: unknown } | undefined)?.keys;
  if (Array.isArray(keys) && keys.length > 0) return ok(check, `${keys.length} to verify receipts with`);
  const mend = 'Let the proxy pass /.well-known/jwks.json on; else see the log.';
  return fault(check, `none at ${origin}/.well-known/jwks.json`, mend);
}

function statusOf(asked: Exclude<Asked, { failure: string }>): string | undefined {
  const status = (asked.body as { status?: unknown } | undefined)?.status;
  return typeof status === 'string' ? status : undefined;
}
