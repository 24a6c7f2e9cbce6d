import { isGuid } from '../../core/id.ts';
import type { Wire } from '../../edm/type.ts';
import type { remoteAssistancePartner } from '../../model/remote-assistance-partner.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import type { Column } from '../terminal/result.ts';
import { collect, type Graph, segment } from './graph.ts';

export type Partner = Wire<typeof remoteAssistancePartner>;

export const partnersPath = 'deviceManagement/remoteAssistancePartners';

export const partnerColumns: readonly Column<Partner>[] = [
  { title: 'Name', value: (partner) => partner.displayName },
  { title: 'Status', value: (partner) => partner.onboardingStatus },
  { title: 'Last connection', value: ({ lastConnectionDateTime }) => whenSet(lastConnectionDateTime) },
  { title: 'Id', value: (partner) => partner.id },
];

/** The partner with that id or name; without either, the only one that there is. @throws CommandFailure */
export async function findPartner(graph: Graph, named: string | undefined): Promise<Partner> {
  if (named !== undefined && isGuid(named)) return getPartner(graph, named);
  const partners = await collect(graph.service.list<Partner>(partnersPath));
  const wanted = named?.toLowerCase();
  const found = wanted === undefined ? partners : partners.filter((each) => each.displayName?.toLowerCase() === wanted);
  const [partner] = found;
  if (partner && found.length === 1) return partner;
  const choice = partners.map(({ id, displayName }) => `${id}  ${displayName}`).join('\n');
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

export function getPartner(graph: Graph, id: string): Promise<Partner> {
  return graph.service.get<Partner>(`${partnersPath}/${segment(id)}`);
}

/** Graph writes dates that are not set as the year 1. */
export function whenSet(date: string | null | undefined): string | undefined {
  return date && !date.startsWith('0001-01-01') ? date : undefined;
}
