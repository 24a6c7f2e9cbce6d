import { address } from '../../../src/client/address.ts';
import type { Graph } from '../../../src/client/graph.ts';
import { type Obligation, obligationsPath, type Page } from '../../../src/client/resources.ts';
import type { ObligationKind } from '../../../src/model/obligation.ts';

export const retirement: ObligationKind = 'grant.retire';

/** Where the newest retirements of grants are: a disconnect owes one. */
export const newestRetirements = address(obligationsPath, {
  $filter: `kind eq '${retirement}'`,
  $orderby: 'createdDateTime desc',
  $top: 20,
});

/** The ids of the retirements so far, so that the one that a disconnect adds can be told from them. */
export async function retirementIds(graph: Graph): Promise<ReadonlySet<string>> {
  const { value } = await graph.get<Page<Obligation>>(newestRetirements);
  return new Set(value.map(({ id }) => id));
}
