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

export interface Comparison {
  /** What the service says differently, one sentence for each thing. */
  readonly differences: readonly string[];
  /** What cannot be compared any more. */
  readonly gone: readonly string[];
}

/**
 * Holds a receipt against the service and its audit trail. Of one that is `genuine` only that is compared which cannot have gone on
 * since; of another everything, so that what was changed in it is found.
 */
export async function compareWithTrail(graph: Graph, claims: ReceiptClaims, genuine: boolean): Promise<Comparison> {
  const { disconnect, trail } = claims;
  const begins = (await eventWhere(graph, { $orderby: 'sequence', $top: 1 }))?.sequence ?? 1;
  const differences: string[] = [];
  const gone: string[] = [];
  for (const { name, ...stated } of [{ name: 'the claim trail', ...trail }, ...disconnect.events.map(nameEvent)]) {
    const { sequence } = stated;
    const found = await eventWhere(graph, { $filter: `sequence eq ${sequence}` });
    if (found) differences.push(...unlike(name, stated, found));
    else if (sequence < begins) gone.push(`${name}: the trail begins with event ${begins}; older ones are not kept`);
    else differences.push(`${name}: the trail has no event ${sequence}`);
  }
  differences.push(...(await compareWithDisconnect(graph, claims, genuine)));
  const { intact, firstBrokenSequence, problem } = await graph.get<AuditVerification>(auditVerificationPath);
  if (!intact) differences.push(`the trail itself is broken: event ${firstBrokenSequence} is ${problem}`);
  return { differences, gone };
}

function nameEvent(event: Disconnect['events'][number]) {
  return { name: `the claim disconnect.events, ${event.id}`, ...event };
}

async function eventWhere(graph: Graph, query: Parameters<typeof address>[1]): Promise<AuditEvent | undefined> {
  const { value } = await graph.get<Page<AuditEvent>>(address(assistAuditEventsPath, query));
  return value[0];
}

/** The members of what is stated of an event that the trail has otherwise. */
function unlike(name: string, { sequence, ...stated }: Partial<AuditEvent>, found: AuditEvent): string[] {
  return Object.entries(stated)
    .filter(([member, value]) => !isDeepStrictEqual(found[member as keyof AuditEvent], value))
    .map(([member]) => {
      const shown = JSON.stringify(found[member as keyof AuditEvent]);
      return `${name}: event ${sequence} of the trail has the ${member} ${shown}`;
    });
}

async function compareWithDisconnect(
  graph: Graph,
  { sub, final, disconnect }: ReceiptClaims,
  genuine: boolean,
): Promise<string[]> {
  try {
    const shown = await graph.get<Disconnect>(at(disconnectsPath, sub));
    const names = genuine ? (final ? [...fromTheBeginning, ...fromTheEnd] : fromTheBeginning) : Object.keys(disconnect);
    return (names as (keyof Disconnect)[])
      .filter((name) => !isDeepStrictEqual(shown[name], disconnect[name]))
      .map((name) => `the claim disconnect.${name}: the service says ${JSON.stringify(shown[name])}`);
  } catch (error) {
    if (!(error instanceof GraphFailure) || error.kind !== 'notFound') throw error;
    return [`the claim sub: the service knows no disconnect ${sub} in the organisation that you are signed in to`];
  }
}

/** What a disconnect shows from its beginning on, and never otherwise. */
const fromTheBeginning = [
  'id',
  'kind',
  'partnerId',
  'partnerDisplayName',
  'reason',
  'ticket',
  'requestedBy',
  'requestedDateTime',
  'severanceId',
  'actor',
] as const satisfies readonly (keyof Disconnect)[];

/** What it shows from its end on. A session that nobody could end is over one day, and its record is not kept for ever. */
const fromTheEnd = ['status', 'completedDateTime', 'retirements'] as const satisfies readonly (keyof Disconnect)[];
