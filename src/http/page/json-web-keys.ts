import { fail } from '../../model/failures.ts';
import type { KeySet } from '../../receipt/receipt-keys.ts';
import type { Surface } from '../exchange.ts';

/** Below `/.well-known/`: the public keys of receipts, for whoever verifies one (RFC 7517, section 8.5). */
export function createJsonWebKeys(keySet: () => Promise<KeySet>): Surface {
  return async ({ method, path }) => {
    const isAsked = (method === 'GET' || method === 'HEAD') && /^\/+\.well-known\/jwks\.json$/i.test(path);
    if (!isAsked) throw fail('versionUnknown', { version: '.well-known' });
    return {
      status: 200,
      headers: {
        'Content-Type': 'application/jwk-set+json',
        'Cache-Control': 'public, max-age=300',
      },
      body: JSON.stringify(await keySet()),
    };
  };
}
