import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SettingsInput } from '../../src/settings/schema.ts';
import { main } from './main.ts';
import type { Outside } from './outside.ts';
import { readyAt } from './ready.ts';

/** The options of Node that the image starts it with: of those of its heap, no variable can give some. */
const dockerfile = readFileSync(join(import.meta.dirname, '../../deploy/docker/Dockerfile'), 'utf8');
const nodeOptions = [...dockerfile.matchAll(/ exec node (.+) \/app/g)].at(-1)?.[1]?.split(' ') ?? [];

/** `assistd serve` in a process of its own, which can be killed at any instant. Disposed of, it is stopped in order. */
export interface ServeProcess extends AsyncDisposable {
  readonly origin: string;
  readonly pid: number;
  /** What it wrote so far, to standard output and to standard error. */
  readonly stderr: () => string;
  /** Resolves with the exit code, or the signal, once it is gone. */
  readonly gone: Promise<number | NodeJS.Signals>;
  kill(signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT' | 'SIGHUP'): void;
}

/** Starts it, and waits until it is ready to serve. */
export async function serveProcess(
  outside: Outside,
  more: Partial<SettingsInput> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<ServeProcess> {
  const config = join(outside.folder, 'assistd.config.json');
  writeFileSync(config, JSON.stringify({ ...outside.settings, ...more }), { mode: 0o600 });
  const started = runServe(['--config', config], environment);
  const { publicOrigin: origin } = outside.settings;
  await readyAt(origin, () => (started.process.exitCode === null ? undefined : started.stderr()));
  return {
    origin,
    pid: started.process.pid ?? 0,
    stderr: started.stderr,
    gone: started.gone,
    kill: (signal) => void started.process.kill(signal),
    [Symbol.asyncDispose]: async () => {
      started.process.kill('SIGTERM');
      await started.gone;
    },
  };
}

/** Runs `assistd serve` with these arguments and nothing of this process's settings. */
export function runServe(
  flags: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): { process: ChildProcess; stderr: () => string; gone: Promise<number | NodeJS.Signals> } {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(ASSISTD_|NODE_TEST_)/.test(name));
  const child = spawn(process.execPath, [...nodeOptions, main, 'serve', ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...Object.fromEntries(inherited), ...environment },
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  let stderr = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
  }
  const gone = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('close', (code, signal) => {
      process.off('exit', kill);
      resolve(code ?? signal ?? 'SIGKILL');
    });
  });
  return { process: child, stderr: () => stderr, gone };
}
