import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Request } from './answer.ts';
import { onServerCore } from './load.ts';

/** A program that answers, until it is disposed of. */
export interface Serving extends AsyncDisposable {
  readonly pid: number;
}

const startMs = 20_000;

/** Starts a program, and waits until a request of it is answered well. @throws when it ends before, or does not within 20 s */
export async function startServing(command: readonly [string, ...string[]], request: Request): Promise<Serving> {
  const [program, ...args] = onServerCore(command);
  const child = spawn(program, args, { stdio: 'ignore' });
  const exited = once(child, 'exit');
  const serving: Serving = {
    pid: child.pid ?? 0,
    async [Symbol.asyncDispose]() {
      child.kill();
      await exited;
    },
  };
  const until = performance.now() + startMs;
  for (;;) {
    const response = await fetch(request.url, request).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.ok) return serving;
    const wrong = child.exitCode === null ? performance.now() > until && 'does not answer well' : 'ended';
    if (wrong !== false) {
      await serving[Symbol.asyncDispose]();
      throw new Error(`${wrong}${response ? `: ${response.status}` : ''}`);
    }
    await wait(20);
  }
}
