import { at } from '../../client/address.ts';
import type { Graph } from '../../client/graph.ts';
import { type AwaitedConsent, assistPartnersPath } from '../../client/resources.ts';
import { printableLine } from '../terminal/printable.ts';

export function awaitedConsent(graph: Graph, partnerId: string): Promise<AwaitedConsent> {
  return graph.get<AwaitedConsent>(at(assistPartnersPath, partnerId, 'awaitedConsent()'));
}

/** An account that consented, in one line. */
export function describe({ accountId, accountName, accountEmail, accountCompany }: AwaitedConsent): string {
  const names = [accountName, accountEmail && `<${accountEmail}>`, accountCompany && `of ${accountCompany}`];
  return printableLine(`${names.filter(Boolean).join(' ')} (${accountId})`);
}
