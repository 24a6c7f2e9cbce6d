import { at } from '../../client/address.ts';
import { whenSet } from '../../client/expression.ts';
import type { Graph } from '../../client/graph.ts';
import { assistPartnersPath, type Partner, partnersPath } from '../../client/resources.ts';
import { unlessSuspended } from '../../client/while-suspended.ts';
import { isGuid } from '../../core/guid.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { collect } from '../listing.ts';
import { printableLine } from '../terminal/printable.ts';
import type { Column } from '../terminal/result.ts';

export const partnerColumns: readonly Column<Partner>[] = [
  { title: 'Name', value: (partner) => partner.displayName },
  { title: 'Status', value: (partner) => partner.onboardingStatus },
  { title: 'Last connection', value: ({ lastConnectionDateTime }) => whenSet(lastConnectionDateTime), minor: true },
  { title: 'Id', value: (partner) => partner.id, whole: true },
];

/** The argument that names a partner. */
export const partnerArgument = {
  name: 'partner',
  required: false,
  description: 'Its name or id; not needed where there is only one.',
  names: 'partners',
} as const;

/** The partner with that id or name; without either, the only one that there is. @throws CommandFailure */
export async function findPartner(graph: Graph, named: string | undefined): Promise<Partner> {
  if (named !== undefined && isGuid(named)) return getPartner(graph, named);
  const partners = await listPartners(graph);
  const wanted = named?.toLowerCase();
  const found = wanted === undefined ? partners : partners.filter((each) => each.displayName?.toLowerCase() === wanted);
  const [partner] = found;
  if (partner && found.length === 1) return partner;
  const choice = partners.map(({ id, displayName }) => printableLine(`${id}  ${displayName}`)).join('\n');
  if (found.length > 1) {
    throw new CommandFailure(exitCodes.usage, 'several partners could be meant: name one by its id', choice);
  }
  throw new CommandFailure(
    exitCodes.notFound,
    named === undefined
      ? 'this organisation has no remote-assistance partner'
      : `no partner is called ${JSON.stringify(named)}`,
    choice === '' ? undefined : choice,
  );
}

/** Every partner, also of an organisation that is suspended. */
export function listPartners(graph: Graph): Promise<Partner[]> {
  return unlessSuspended(
    () => collect(graph.list<Partner>(partnersPath)),
    () => collect(graph.list<Partner>(assistPartnersPath)),
  );
}

export function getPartner(graph: Graph, id: string): Promise<Partner> {
  return unlessSuspended(
    () => graph.get<Partner>(at(partnersPath, id)),
    () => graph.get<Partner>(at(assistPartnersPath, id)),
  );
}
