import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestDatabase } from '../harness/databases.ts';
import { waitFor } from '../harness/wait-for.ts';

/** A process of its own that owes and works, and can be killed at any instant. */
export interface Owing extends AsyncDisposable {
  /** The file that the process keeps as the outside world. */
  readonly world: string;
  readonly gone: Promise<unknown>;
  said(word: string): Promise<unknown>;
  kill(): void;
}

export function launch(
  made: TestDatabase,
  task: string,
  environmentIn: (folder: string) => Readonly<Record<string, string>> = () => ({}),
): Owing {
  const folder = mkdtempSync(join(tmpdir(), 'assistd-crash-'));
  const world = join(folder, 'world');
  const { database, purpose, postgres } = made.options;
  const program = join(import.meta.dirname, 'owing-process.ts');
  const child: ChildProcess = spawn(
    process.execPath,
    [program, JSON.stringify({ database, purpose, postgres }), task, world],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...environmentIn(folder) },
    },
  );
  let output = '';
  child.stdout?.on('data', (data: Buffer) => {
    output += data;
  });
  const gone = once(child, 'exit');
  return {
    world,
    gone,
    said: (word) => waitFor(`"${word}" from the process`, () => output.includes(`${word}\n`)),
    kill: () => child.kill('SIGKILL'),
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await gone;
      rmSync(folder, { recursive: true });
    },
  };
}
