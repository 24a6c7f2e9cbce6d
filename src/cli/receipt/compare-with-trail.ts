import { isDeepStrictEqual } from 'node:util';
import { address, at } from '../../client/address.ts';
import type { Graph } from '../../client/graph.ts';
import { GraphFailure } from '../../client/graph-failure.ts';
import {
  type AuditEvent,
  type AuditVerification,
  assistAuditEventsPath,
  auditVerificationPath,
  type Disconnect,
  disconnectsPath,
  type Page,
} from '../../client/resources.ts';
import type { ReceiptClaims } from '../../receipt/claims.ts';

/** What the service and its audit trail say differently from a receipt, one sentence for each thing. */
export async function compareWithTrail(graph: Graph, claims: ReceiptClaims): Promise<string[]> {
  const { disconnect, trail } = claims;
  const hashes = [{ name: 'the claim trail', ...trail }, ...disconnect.events.map(nameEvent)];
  const differences: string[] = [];
  for (const { name, sequence, hash } of hashes) {
    const found = await eventAt(graph, sequence);
    if (!found) differences.push(`${name}: the trail has no event ${sequence}; it may be older than events are kept`);
    else if (found.hash !== hash)
      differences.push(`${name}: event ${sequence} of the trail has the hash ${found.hash}`);
  }
  differences.push(...(await compareWithDisconnect(graph, claims)));
  const { intact, firstBrokenSequence, problem } = await graph.get<AuditVerification>(auditVerificationPath);
  if (!intact) differences.push(`the trail itself is broken: event ${firstBrokenSequence} is ${problem}`);
  return differences;
}

function nameEvent({ id, sequence, hash }: Disconnect['events'][number]) {
  return { name: `the claim disconnect.events, ${id}`, sequence, hash };
}

async function eventAt(graph: Graph, sequence: number): Promise<AuditEvent | undefined> {
  const query = { $filter: `sequence eq ${sequence}` };
  const { value } = await graph.get<Page<AuditEvent>>(address(assistAuditEventsPath, query));
  return value[0];
}

/** Of a disconnect that was under way, everything may have gone on since. */
async function compareWithDisconnect(graph: Graph, { sub, final, disconnect }: ReceiptClaims): Promise<string[]> {
  try {
    const shown = await graph.get<Disconnect>(at(disconnectsPath, sub));
    const names = Object.keys(disconnect) as (keyof Disconnect)[];
    return names
      .filter((name) => final && !isDeepStrictEqual(shown[name], disconnect[name]))
      .map((name) => `the claim disconnect.${name}: the service says ${JSON.stringify(shown[name])}`);
  } catch (error) {
    if (!(error instanceof GraphFailure) || error.kind !== 'notFound') throw error;
    return [`the claim sub: the service knows no disconnect ${sub} in the organisation that you are signed in to`];
  }
}
