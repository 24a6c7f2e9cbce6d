import type { DelegationOnboarding, Offer } from '../onboarding.ts';
import { PartnerFailure } from '../partner-failure.ts';
import { granted, newAccount, read } from './grant.ts';
import { type Group, groupsOf, list, nodesOf } from './groups.ts';
import type { Operator } from './operator.ts';
import { demandMadeHere } from './refusal.ts';
import { neededRights } from './rights.ts';
import type { Server } from './server.ts';
import { shownName } from './shown-name.ts';
import type { Ask, Sockets } from './sockets.ts';
import { steps } from './steps.ts';

/** In UTF-16 code units. */
const longestRealName = 256;

/** Consent by giving rights on device groups to an account that the operator makes. */
export function delegation(server: Server, sockets: Sockets, operator: Operator): DelegationOnboarding {
  return {
    kind: 'delegation',
    steps,
    prepare: ({ shownAs, ...key }) => granted(newAccount(key, shownName(shownAs, longestRealName, ''), server.page)),
    async begin(grant, signal) {
      const account = read(grant);
      demandMadeHere(account, server);
      await operator.make(account, signal);
      return { account: account.user, page: server.page, rights: neededRights };
    },
    offered(grant, signal) {
      const account = read(grant);
      return sockets.as(
        account,
        'see what is offered',
        'repeating',
        async (ask, { userId }) => {
          const groups = await groupsOf(ask, userId);
          if (groups.length === 0) return [];
          const givers = await giversOf(ask, account.user);
          const nodes = await nodesOf(
            ask,
            groups.map(({ id }) => id),
          );
          return groups.map((group) =>
            offerOf(group, givers, nodes.filter(({ meshid }) => meshid === group.id).length),
          );
        },
        signal,
      );
    },
    async accept(grant, offerIds, signal) {
      const account = read(grant);
      const what = 'take what is offered';
      const [groups, userId] = await sockets.as(
        account,
        what,
        'repeating',
        async (ask, control) => [await groupsOf(ask, control.userId), control.userId] as const,
        signal,
      );
      const taken = groups.filter(
        ({ id, missing, excess }) => offerIds.includes(id) && missing.length + excess.length === 0,
      );
      if (offerIds.length === 0 || taken.length !== new Set(offerIds).size) {
        throw new PartnerFailure(
          'refused',
          `${what}: not all of it is offered with the rights that are needed, and no others`,
        );
      }
      const company = taken.map(({ name }) => name).join(', ');
      return {
        granted: granted({ ...account, groups: taken.map(({ id }) => id) }),
        account: { id: userId, name: account.user, ...(company !== '' && { company }) },
      };
    },
  };
}

function offerOf({ id, name, missing, excess }: Group, givers: ReadonlyMap<string, string>, devices: number): Offer {
  const givenBy = givers.get(id);
  return { id, name, devices, missing, excess, ...(givenBy !== undefined && { givenBy }) };
}

/** Who gave rights to the account last, by group, as the log of the server has it: the event names the account, and is signed by who gave. */
async function giversOf(ask: Ask, user: string): Promise<ReadonlyMap<string, string>> {
  const { events } = await ask({ action: 'events', limit: 1000 });
  const givers = new Map<string, string>();
  // Newest first.
  for (const { action, meshid, username, userid } of list('events', events)) {
    if (action !== 'meshchange' || username !== user) continue;
    if (typeof meshid !== 'string' || typeof userid !== 'string' || givers.has(meshid)) continue;
    givers.set(meshid, userid.split('/').at(-1) ?? userid);
  }
  return givers;
}
