import type { Service } from '../../../src/service.ts';
import { waitFor } from '../../harness/wait-for.ts';
import type { Actor } from './plan.ts';
import type { Play } from './writes.ts';

/** All of a list, page after page. */
export async function listOf({ stage }: Play, who: Actor, path: string): Promise<readonly Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  for (let next: string | undefined = path; next !== undefined; ) {
    const reply = await stage.ask(who, 0, 'GET', next);
    if (reply?.status !== 200) throw new Error(`GET ${next} answered ${reply?.status}: ${reply?.text}`);
    found.push(...reply.json.value);
    const link: string | undefined = reply.json['@odata.nextLink'];
    next = link && new URL(link).pathname + new URL(link).search;
  }
  return found;
}

/** What is looked at now and then for as long as something is in force: it is not owed. */
const lasting = new Set(['grant.watch', 'session.watch', 'session.close']);

async function leftOf(play: Play, who: Actor): Promise<string[]> {
  const owed = await listOf(
    play,
    who,
    `/assist/obligations?$filter=${encodeURIComponent('completedDateTime eq null')}`,
  );
  const sessions = await listOf(
    play,
    who,
    `/assist/sessions?$filter=${encodeURIComponent("status in ('requested','closing')")}`,
  );
  return [
    ...owed
      .filter(({ kind, status }) => status !== 'pending' || !lasting.has(String(kind)))
      .map(({ kind, subject, status, lastFailure }) => `${kind} of ${subject}: ${status} ${lastFailure ?? ''}`),
    ...sessions.map(({ id, status }) => `session ${id}: ${status}`),
  ];
}

/** As long as a busy machine may need, in milliseconds. */
const longestMs = 240_000;

/** Turns time, with nothing wrong any more, until nothing is owed that is not done. */
export async function settle(play: Play, service: Service): Promise<void> {
  const { stage } = play;
  const { sandbox, clock } = stage.outside;
  sandbox.faults.clear();
  let turns = 0;
  let isLooked = false;
  let left: readonly string[] = ['everything'];
  try {
    await waitFor(
      'nothing to be owed',
      async () => {
        // Soon at first, for what is owed is owed now; then past the hour after which nobody waits for a consent any more.
        const milliseconds = turns++ < 20 && left.length > 0 ? 61_000 : 16 * 60_000;
        clock.turn(milliseconds);
        stage.partnerClock.turn(milliseconds);
        await service.obligations.idle();
        const walking = await listOf(play, 'operator', '/assist/severances');
        left = [
          ...walking.filter(({ walkedDateTime }) => walkedDateTime === null).map(({ id }) => `the walk of ${id}`),
          ...(await leftOf(play, 'contoso')),
          ...(await leftOf(play, 'fabrikam')),
        ];
        if (left.length > 0 || isLooked) return left.length === 0;
        // Once more after it was asked how each grant stands.
        isLooked = true;
        return false;
      },
      longestMs,
    );
  } catch (error) {
    throw new Error(`${String(error)}\n${left.join('\n')}`);
  }
}
