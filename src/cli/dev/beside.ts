import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs a line of the shell with more in its environment, and hands signals on. @returns how it ended, as a shell says it */
export async function runBeside(line: string, more: Readonly<Record<string, string>>): Promise<number> {
  // A signal for the shell alone would leave what it runs behind. At a terminal it stays in the group that gets Ctrl+C, and may read.
  const detached = process.platform !== 'win32' && !process.stdin.isTTY;
  const child = spawn(line, { shell: true, stdio: 'inherit', env: { ...process.env, ...more }, detached });
  const passOn = (signal: NodeJS.Signals) => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    if (detached) process.kill(-child.pid, signal);
    // A terminal sends Ctrl+C to both; here it only must not end the one that the other still talks to.
    else if (signal !== 'SIGINT') child.kill(signal);
  };
  for (const signal of signals) process.on(signal, passOn);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
    });
  } finally {
    for (const signal of signals) process.off(signal, passOn);
  }
}
