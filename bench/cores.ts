import { readdirSync, readFileSync } from 'node:fs';

/** What a process's first thread has had of cores since it began, in milliseconds. */
interface Cores {
  readonly workedMs: number;
  /** It was ready to work, and others had the cores. */
  readonly waitedMs: number;
}

const none: Cores = { workedMs: 0, waitedMs: 0 };

/** What of the cores each process has, as shares of the time since this was called; all of it 0 where no system tells (Linux, proc(5)). */
export function watchCores(
  pidsOf: () => readonly number[],
): () => { readonly worked: number; readonly waited: number } {
  const before = new Map(pidsOf().map((pid) => [pid, coresOf(pid)]));
  const since = performance.now();
  return () => {
    const ms = performance.now() - since;
    let [worked, waited] = [0, 0];
    for (const pid of pidsOf()) {
      const [now, then] = [coresOf(pid), before.get(pid) ?? none];
      worked += now.workedMs - then.workedMs;
      waited += now.waitedMs - then.waitedMs;
    }
    return { worked: worked / ms, waited: waited / ms };
  };
}

function coresOf(pid: number): Cores {
  const [worked = 0, waited = 0] = read(`${pid}/schedstat`).split(' ').map(Number);
  return { workedMs: worked / 1e6, waitedMs: waited / 1e6 };
}

/** The processes of the server of PostgreSQL on a port. */
export function postgresOn(port: number): number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const first = all.find(
    (pid) => read(`${pid}/comm`).startsWith('postgres') && read(`${pid}/cmdline`).includes(`port=${port}\0`),
  );
  return first === undefined ? [] : read(`${first}/task/${first}/children`).split(' ').filter(Boolean).map(Number);
}

/** Of a process that has ended, nothing. */
function read(file: string): string {
  try {
    return readFileSync(`/proc/${file}`, 'utf8');
  } catch {
    return '';
  }
}
