import { spawn } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { main } from '../../harness/main.ts';
import { newKey } from '../../harness/outside.ts';
import { perform } from './acts.ts';
import type { Away, Round } from './plan.ts';
import { listOf } from './settle.ts';
import { type Play, written } from './writes.ts';

type Where = 'here' | 'there';

/** Moves Fabrikam to another installation, lets its administrator act there, and moves it back: as an operator does it by the guide. */
export async function away(play: Play, round: Round, { steps, killedMs, ends }: Away): Promise<void> {
  const { stage, books } = play;
  await stage.start(round);
  // What is severed here would be refused on its way back.
  const severances = await listOf(play, 'operator', '/assist/severances');
  if (severances.some(({ restoredDateTime }) => restoredDateTime === null) || !(await suspended(play))) {
    return stage.end('SIGTERM');
  }
  await stage.end(ends[0] ?? 'SIGTERM');
  if (!(await moved(play, round, 'here', killedMs.slice(0, 2)))) return;
  await stage.startThere(round);
  await subscription(play, 'resume');
  await perform(play, 'fabrikam', steps, new AbortController().signal);
  for (let tries = 0; ; tries++) {
    if (!(await suspended(play))) throw new Error('Fabrikam is not suspended there');
    await stage.end(ends[1] ?? 'SIGTERM');
    if (await moved(play, round, 'there', killedMs.slice(2))) return;
    if (tries > 20) throw new Error('Fabrikam does not come back');
    // A consent that is not settled yet is settled by a service that runs.
    await stage.startThere(round);
    await setTimeout(500 * tries);
  }
  function subscription(of: Play, does: 'suspend' | 'resume') {
    const path = `/assist/tenants/${stage.tenants.fabrikam}/${does}`;
    return written(of, 'operator', { which: 0, does }, { method: 'POST', path });
  }
  async function suspended(of: Play): Promise<boolean> {
    const reply = await subscription(of, 'suspend');
    books.note(`suspended for a move: ${reply?.status}`);
    return reply?.status === 204;
  }
}

/** Out of one installation and into the other, each command again where it was killed; `false` where it is refused for now, and nothing has happened. */
async function moved(
  play: Play,
  round: Round,
  from: Where,
  killedMs: readonly (number | undefined)[],
): Promise<boolean> {
  const { stage, books } = play;
  const { folder } = stage.outside;
  const key = join(folder, 'transport.key');
  if (!existsSync(key)) writeFileSync(key, `way:${newKey()}\n`, { mode: 0o600 });
  const run = async (where: Where, words: readonly string[], afterMs?: number) => {
    const line = [main, ...words, ...stage.configured(round, where), '--key-file', key];
    const child = spawn(process.execPath, line, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: environment(stage.environment),
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    const killing = afterMs === undefined ? undefined : globalThis.setTimeout(() => child.kill('SIGKILL'), afterMs);
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    clearTimeout(killing);
    books.note(`${words[1]} ${where}: ${code ?? 'killed'} ${stderr.trim()}`);
    return { code, stderr };
  };
  // Calls that a killed service had under way count as such for their leases.
  await stage.database.endLeases();
  stage.setClock(5 * 60_000);
  try {
    const { fabrikam } = stage.tenants;
    const file = (name: string) => join(folder, `${from}.${name}`);
    for (const name of ['first', 'second']) rmSync(file(name), { force: true });
    const out = (name: string) => ['tenants', 'export', fabrikam, file(name)];
    let taken = file('first');
    const first = await run(from, out('first'), killedMs[0]);
    if (first.code !== 0) {
      const again = await run(from, out('second'));
      if (again.code === 0) taken = file('second');
      else if (!/it has moved/.test(again.stderr)) return false;
      if (!existsSync(taken)) throw new Error(`Fabrikam has moved, and there is no ${taken}`);
    }
    const to = from === 'here' ? 'there' : 'here';
    const into = ['tenants', 'import', taken];
    const put = await run(to, into, killedMs[1]);
    if (put.code === 0) return true;
    const again = await run(to, into);
    if (again.code !== 0 && !/is here already/.test(again.stderr)) throw new Error(`import: ${again.stderr}`);
    return true;
  } finally {
    stage.setClock(0);
  }
}

function environment(more: Readonly<Record<string, string>>): Record<string, string> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(ASSISTD_|NODE_TEST_)/.test(name));
  return { ...Object.fromEntries(inherited), ...more } as Record<string, string>;
}
