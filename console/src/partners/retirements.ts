import type { ObligationKind } from '../../../src/model/obligation.ts';
import { type Obligation, obligationsPath } from '../wire/entities.ts';
import { address, type Page } from '../wire/odata.ts';
import type { Wire } from '../wire/wire.ts';

export const retirement: ObligationKind = 'grant.retire';

/** Where the newest retirements of grants are: a disconnect owes one. */
export const newestRetirements = address(obligationsPath, {
  $filter: `kind eq '${retirement}'`,
  $orderby: 'createdDateTime desc',
  $top: 20,
});

/** The ids of the retirements so far, so that the one that a disconnect adds can be told from them. */
export async function retirementIds(wire: Wire): Promise<ReadonlySet<string>> {
  const { value } = await wire.get<Page<Obligation>>(newestRetirements);
  return new Set(value.map(({ id }) => id));
}
