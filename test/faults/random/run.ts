import { setTimeout } from 'node:timers/promises';
import type { DatabaseKind } from '../../harness/databases.ts';
import { waitFor } from '../../harness/wait-for.ts';
import { begin, perform } from './acts.ts';
import { away } from './away.ts';
import { Books } from './books.ts';
import { judge } from './judge.ts';
import { look } from './look.ts';
import { actors, type Plan, type Round } from './plan.ts';
import { openReport } from './report.ts';
import { settle } from './settle.ts';
import { startStage } from './stage.ts';
import { type Play, written } from './writes.ts';

interface Outcome {
  /** What is not as it is promised; nothing of it is as it should be. */
  readonly wrong: readonly string[];
  /** What was done, in the order of the answers. */
  readonly history: readonly string[];
  /** The file that has all of it, where something is wrong. */
  readonly report: string;
}

/** Carries a plan out, and judges what is left: as it was left, and once everybody is disconnected. */
export async function run(kind: DatabaseKind, plan: Plan): Promise<Outcome> {
  const report = openReport(kind, plan);
  await using stage = await startStage(kind, plan);
  const books = new Books(report.add);
  const play: Play = { stage, books, plan };
  const operator = (path: string) =>
    written(play, 'operator', { which: 0, does: 'resume' }, { method: 'POST', path, body: {} });
  const finish = (found: readonly string[]) => {
    const wrong = [...books.wrong, ...found, ...failures(stage.errors())];
    report.end(wrong, stage.errors());
    return { wrong, history: books.history, report: report.file };
  };
  try {
    for (const [index, round] of plan.rounds.entries()) {
      const { without, keys, killed } = round;
      books.note(`round ${index + 1}: ${JSON.stringify({ without, keys, killed })}`);
      if (plan.restored?.before === index) await backUp(play);
      if (round.away && index > 0) await away(play, { ...round, without: undefined }, round.away);
      await stage.start(round);
      if (round.away && index > 0) await operator(`/assist/tenants/${stage.tenants.fabrikam}/resume`);
      if (index === 0) for (const who of ['contoso', 'fabrikam'] as const) await begin(play, who);
      await carryOut(play, round);
      if (plan.restored?.after === index) await restore(play);
    }
    stage.setClock(0);
    const last: Round = { ...(plan.rounds.at(-1) as Round), without: undefined };
    const service = await stage.serve(last);
    await operator(`/assist/tenants/${stage.tenants.fabrikam}/resume`);
    await settle(play, service);
    await look(play, 'contoso', 0);
    await look(play, 'fabrikam', 0);
    const left = await judge(play, service);
    if (left.length > 0) return finish(left);

    for (const tenantId of Object.values(stage.tenants)) {
      books.end({ tenantId });
      await operator(`/assist/tenants/${tenantId}/disconnect`);
    }
    await settle(play, service);
    return finish(await judge(play, service));
  } catch (error) {
    return finish([String(error instanceof Error ? error.stack : error)]);
  }
}

/** The lines of a log about requests that the service failed at, whether somebody still waited for the answer or not. */
function failures(log: string): string[] {
  return log.split('\n').filter((line) => /"status":500\b/.test(line));
}

async function backUp({ stage, books }: Play): Promise<void> {
  await stage.database.backUp();
  books.backUp(stage.outside.sandbox);
  books.note('backed up');
}

async function restore({ stage, books }: Play): Promise<void> {
  await stage.database.restore();
  books.restore(stage.outside.sandbox);
  books.note('restored');
}

/** One round, from the start of the services to their end. */
async function carryOut(play: Play, round: Round): Promise<void> {
  const { stage, books } = play;
  const stop = new AbortController();
  const acting = Promise.all(actors.map((who) => perform(play, who, round.steps[who], stop.signal)));
  const { killed } = round;
  if (killed === undefined) {
    await acting;
    stage.outside.sandbox.faults.clear();
    await stage.end('SIGTERM');
    return;
  }
  const until = books.taken + killed.steps;
  let isOver = false;
  void acting.finally(() => {
    isOver = true;
  });
  await waitFor('enough to have happened', () => isOver || books.taken >= until, 120_000);
  await setTimeout(killed.afterMs);
  books.note('killed');
  stop.abort();
  await stage.end('SIGKILL');
  stage.outside.sandbox.faults.clear();
  await acting;
}
