import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const signals = ['SIGINT', 'SIGTERM'] as const;

/** Runs a line of the shell with more in its environment, and hands signals on. @returns how it ended, as a shell says it */
export async function runBeside(line: string, more: Readonly<Record<string, string>>): Promise<number> {
  const child = spawn(line, { shell: true, stdio: 'inherit', env: { ...process.env, ...more } });
  // A terminal sends Ctrl+C to both; here it only must not end the one that the other still talks to.
  const passOn = (signal: NodeJS.Signals) => void (signal === 'SIGTERM' && child.kill(signal));
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
