/** The README, up to the disconnect that is proven. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blocksOf } from '../docs/pages.ts';
import { waitFor } from '../harness/wait-for.ts';
import { megabytes, paste, type Stranger } from './stranger.ts';

export interface Walked {
  readonly page: string;
  readonly pastes: number;
  /** Until the service answers. */
  readonly startSeconds: number;
  /** Until the last line of the page has done what it says. */
  readonly seconds: number;
  /** What was installed for it. */
  readonly megabytes: number;
}

export async function walkReadme({ folder, checkout, env }: Stranger): Promise<Walked> {
  const [start, disconnect] = blocksOf('README.md').filter(({ language }) => language === 'sh');
  assert.match(start?.code ?? '', /npm start/);
  assert.match(disconnect?.code ?? '', /disconnect/);
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const log = openSync(join(folder, 'readme.log'), 'w');
  const running = spawn('bash', ['-c', start?.code ?? ''], {
    cwd: checkout,
    env,
    stdio: ['ignore', log, log],
    detached: true,
  });
  try {
    const ready = async () => {
      assert.equal(running.exitCode, null, readFileSync(join(folder, 'readme.log'), 'utf8'));
      return (await fetch('http://localhost:8400/health/ready').catch(() => undefined))?.ok === true;
    };
    await waitFor('the service of the README', ready, 10 * 60_000);
    const startSeconds = seconds();
    const told = paste(disconnect?.code ?? '', folder, env);
    assert.match(told, /"onboardingStatus":"onboarded"/);
    assert.match(told, /^204$/m);
    assert.match(told, /"revokedAt"/);
    const brought = megabytes(join(checkout, 'node_modules'));
    return { page: 'README.md', pastes: 2, startSeconds, seconds: seconds(), megabytes: brought };
  } finally {
    if (running.pid !== undefined && running.exitCode === null) process.kill(-running.pid, 'SIGTERM');
    if (running.exitCode === null) await once(running, 'exit');
  }
}
