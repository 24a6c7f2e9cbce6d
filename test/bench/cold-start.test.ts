import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ask } from '../../bench/answer.ts';
import { startBareServer } from '../../bench/bare-server.ts';
import { coldStart, type FirstRequest } from '../../bench/cold-start.ts';

const answer = { status: 200, headers: { 'x-kept': 'yes' }, body: 'hello' };
const bareServer = join(import.meta.dirname, '../../bench/bare-server.ts');

describe('a cold start', () => {
  it('is measured up to the first answer, once the command has said where to ask', async () => {
    const measured = await measure([process.execPath, bareServer, JSON.stringify(answer)], 200);
    assert.ok(measured.milliseconds > 5, `${measured.milliseconds} ms`);
    assert.ok(process.platform !== 'linux' || (measured.memory ?? 0) > 20, `${measured.memory} MiB`);
  });

  it('is refused when the first answer is not the one that counts', async () => {
    await assert.rejects(measure([process.execPath, bareServer, JSON.stringify(answer)], 204), /answered 200, not 204/);
  });

  it('is refused when the command ends first', async () => {
    await assert.rejects(measure([process.execPath, '--eval', 'process.exitCode = 3'], 200), /ended with 3/);
  });

  it('is refused when the command never gets ready', async () => {
    await assert.rejects(measure([process.execPath, '--eval', 'setTimeout(() => {}, 60_000)'], 200, 100), /timeout/);
  });
});

describe('the bare server', () => {
  it('repeats status, headers and body of what was asked', async () => {
    await using server = await startBareServer(answer);
    const repeated = await ask({ url: server.url, method: 'GET', headers: {} });
    assert.equal(repeated.status, 200);
    assert.equal(repeated.headers['x-kept'], 'yes');
    assert.equal(repeated.body, 'hello');
  });

  it('goes when the process that started it crashes', async () => {
    const script = `const { startBareServer } = await import(${JSON.stringify(bareServer)});
      console.log((await startBareServer(${JSON.stringify(answer)})).url);
      process.kill(process.pid, 'SIGKILL');`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
    const url = new URL(stdout.trim());
    const refused = () =>
      fetch(url).then(
        () => false,
        () => true,
      );
    for (const limit = performance.now() + 60_000; !(await refused()); )
      assert.ok(performance.now() < limit, 'still there');
  });

  it('is not given a refusal to repeat', async () => {
    await using server = await startBareServer({ ...answer, status: 401 });
    await assert.rejects(ask({ url: server.url, method: 'GET', headers: {} }), /answered 401/);
  });
});

function measure(command: readonly [string, ...string[]], status: number, timeout?: number) {
  const ready = (printed: string): FirstRequest | undefined => {
    const port = /^(\d+)\n/.exec(printed)?.[1];
    return port ? { url: `http://127.0.0.1:${port}/`, method: 'GET', headers: {}, status } : undefined;
  };
  return coldStart({ name: 'test', command, ready, rounds: 1, ...(timeout === undefined ? {} : { timeout }) });
}
