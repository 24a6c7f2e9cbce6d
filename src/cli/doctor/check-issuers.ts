import { entraIssuers, parseIssuer } from '../../identity/issuers.ts';
import { ask, clockFinding } from './ask.ts';
import { type CheckOptions, type Finding, fault, ok } from './finding.ts';

/** Whether each issuer is who the settings say, and publishes the keys that tokens are verified with (OpenID Connect Discovery 1.0). */
export async function checkIssuers({ settings, signal }: CheckOptions): Promise<Finding[]> {
  const issuers = settings.issuers.flatMap((issuer) => {
    if ('preset' in issuer) return entraIssuers(issuer);
    const { issuer: name, audiences, discoveryUrl } = issuer;
    return [{ issuer: name, audiences, ...(discoveryUrl && { discoveryUrl }) }];
  });
  const found = await Promise.all(
    issuers.map(async (given) => {
      const check = `issuer ${given.issuer}`;
      try {
        const { issuer, discoveryUrl } = parseIssuer(given);
        return await checkIssuer(check, issuer, discoveryUrl, signal);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        return [fault(check, error.message, 'Correct it in issuers.')];
      }
    }),
  );
  return found.flat();
}

async function checkIssuer(
  check: string,
  issuer: string,
  discoveryUrl: string,
  signal: AbortSignal,
): Promise<Finding[]> {
  const discovery = await ask(discoveryUrl, signal);
  if ('failure' in discovery) {
    const mend = 'Check the name, the network and its proxy; set discoveryUrl if the document is elsewhere.';
    return [fault(check, `${discoveryUrl} cannot be read: ${discovery.failure}`, mend)];
  }
  const clock = clockFinding(check, discovery);
  const { issuer: named, jwks_uri: keysUrl } = (discovery.body ?? {}) as { issuer?: unknown; jwks_uri?: unknown };
  if (discovery.status !== 200 || typeof named !== 'string' || typeof keysUrl !== 'string') {
    const said = `${discoveryUrl} answers ${discovery.status}, and no OpenID configuration`;
    return [
      fault(check, said, 'Set issuer to the iss of its tokens, and discoveryUrl if the document is elsewhere.'),
      ...clock,
    ];
  }
  if (named !== issuer) {
    return [
      fault(check, `it calls itself ${named}`, `Set issuer to ${named}, if that is the one you trust.`),
      ...clock,
    ];
  }
  const keys = await ask(keysUrl, signal);
  const list = 'failure' in keys ? undefined : (keys.body as { keys?: unknown } | undefined)?.keys;
  if (!Array.isArray(list) || list.length === 0) {
    const why = 'failure' in keys ? keys.failure : `it answers ${keys.status}, and no keys`;
    return [
      fault(
        check,
        `no keys at ${keysUrl}: ${why}`,
        'Without keys no token can be verified: ask whoever runs the issuer.',
      ),
      ...clock,
    ];
  }
  return [ok(check, `answers, with ${list.length} keys`), ...clock];
}
