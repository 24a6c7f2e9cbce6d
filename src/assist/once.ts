import { createHash } from 'node:crypto';
import { canonicalJson } from '../store/table/audit/canonical-json.ts';
import { claimRequest, keepOfRequest } from '../store/table/repeated-requests.ts';
import type { TenantTx } from '../store/tenant.ts';
import type { Call } from './call.ts';

/** How long a request that is sent again is known, in milliseconds. */
export const repeatMs = 24 * 60 * 60_000;

interface Makes<T> {
  readonly made: (id: string) => Promise<T | undefined>;
  readonly make: () => Promise<T>;
  readonly keep?: (value: T) => string;
}

/**
 * Makes something once for a `client-request-id`: the same caller who sends the same again within a day, because no answer came, say,
 * gets what was made the first time. Without that header each request makes its own.
 * @param id of what is made, should it be made now
 * @param keep what is kept in its place where what is made has no id
 */
export async function once<T>(
  tx: TenantTx,
  call: Call,
  operation: string,
  id: string,
  { made, make, keep }: Makes<T>,
): Promise<T> {
  const { repeatId } = call.client;
  if (repeatId === undefined) return make();
  const { subject, applicationId } = call.caller;
  const said = {
    operation,
    subject,
    applicationId,
    repeatId,
    key: call.key,
    path: call.pathParameters,
    body: call.body,
    // As text: what of them could not be read is a failure, which is no JSON.
    parameters: JSON.stringify(call.parameters),
  };
  const key = createHash('sha256').update(canonicalJson(said)).digest('base64url');
  const earlier = await claimRequest(tx, key, id, tx.now - repeatMs);
  const known = earlier === undefined ? undefined : await made(earlier);
  if (known !== undefined) return known;
  const value = await make();
  if (keep) await keepOfRequest(tx, key, keep(value));
  return value;
}
