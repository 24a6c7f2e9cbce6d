import { address, at } from '../../client/address.ts';
import type { Graph } from '../../client/graph.ts';
import { type Obligation, obligationsPath } from '../../client/resources.ts';
import type { ObligationKind } from '../../model/obligation.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { collect } from '../listing.ts';
import { poll } from '../poll.ts';

const newest = 100;
const kind: ObligationKind = 'grant.retire';

/** The newest retirements of grants, done or not: what makes a partner forget us. */
export function retirements(graph: Graph): Promise<Obligation[]> {
  const query = { $filter: `kind eq '${kind}'`, $orderby: 'createdDateTime desc', $top: newest };
  return collect(graph.list<Obligation>(address(obligationsPath, query)), newest);
}

/**
 * Waits until the retirements that a disconnect owes are done: those that were not there `before` it, and where there is none,
 * because the disconnect was begun earlier, those that were not done yet. Gives them as they ended.
 */
export async function revoked(
  graph: Graph,
  before: readonly Obligation[],
  { say, limitSeconds, signal }: { say: (text: string) => void; limitSeconds: number; signal: AbortSignal },
): Promise<Obligation[]> {
  const known = new Set(before.map(({ id }) => id));
  const owed = (await retirements(graph)).filter(({ id }) => !known.has(id));
  const watched =
    owed.length > 0 ? owed : before.filter(({ status }) => status !== 'completed' && status !== 'unconfirmed');
  const ended: Obligation[] = [];
  for (const { id } of watched) {
    let last: Obligation | undefined;
    const over = await poll(
      async () => {
        last = await graph.get<Obligation>(at(obligationsPath, id));
        if (last.status === 'completed') return last;
        if (last.status === 'unconfirmed') {
          throw new CommandFailure(
            exitCodes.failed,
            `the partner is disconnected here, and whether all of it is over there is not known: ${last.unconfirmedReason}`,
            'Nothing more can be tried from here: look at the partner.',
          );
        }
        say(progress(last));
        return undefined;
      },
      {
        limitSeconds,
        signal,
        late: () =>
          new CommandFailure(
            exitCodes.failed,
            `the partner is disconnected here, and has not confirmed the revocation yet${because(last)}`,
            'It stays owed and is retried: assistd obligations list',
          ),
      },
    );
    ended.push(over);
  }
  return ended;
}

function progress(obligation: Obligation): string {
  const { attempts, steps } = obligation;
  const step = steps?.at(-1)?.name;
  const tried = attempts > 1 ? `, attempt ${attempts}` : '';
  return `revoking the grant at the partner${step ? ` (${step})` : ''}${tried}${because(obligation)}`;
}

function because(obligation: Obligation | undefined): string {
  return obligation?.lastFailure ? `: ${obligation.lastFailure}` : '';
}
