import { address } from '../../client/address.ts';
import type { Graph } from '../../client/graph.ts';
import { type AuditEvent, auditChainPath } from '../../client/resources.ts';
import type { SavedHead } from './saved-heads.ts';

export interface Comparison {
  /** How many saved ends are in the trail as they were saved. */
  readonly found: number;
  /** How many are of events that the retention has removed since. */
  readonly removed: number;
  /** The first that the trail does not have. */
  readonly differing: SavedHead | undefined;
}

const atOnce = 20;

/** Whether the trail still has the events that it once ended with. */
export async function compareHeads(graph: Graph, heads: readonly SavedHead[]): Promise<Comparison> {
  const ascending = heads.toSorted((one, other) => one.sequence - other.sequence);
  const hashes = new Map<number, string>();
  const [oldest] = (
    await graph.get<{ value: AuditEvent[] }>(address(auditChainPath, { $orderby: 'sequence', $top: 1 }))
  ).value;
  const firstKept = oldest?.sequence ?? 1;
  // The first that is left says what it follows on.
  if (oldest?.previousHash) hashes.set(firstKept - 1, oldest.previousHash);
  const wanted = ascending.map(({ sequence }) => sequence).filter((sequence) => sequence >= firstKept);
  for (let start = 0; start < wanted.length; start += atOnce) {
    const $filter = `sequence in (${wanted.slice(start, start + atOnce).join(',')})`;
    const path = address(auditChainPath, { $filter, $top: atOnce });
    for await (const { sequence, hash } of graph.list<AuditEvent>(path)) hashes.set(sequence, hash);
  }
  const comparable = ascending.filter(({ sequence }) => sequence >= firstKept - 1);
  const differing = comparable.find(({ sequence, hash }) => hashes.get(sequence) !== hash);
  return { found: comparable.length, removed: ascending.length - comparable.length, differing };
}
