/**
 * Walks the README as somebody does who has nothing but the sources, in an empty folder with an empty npm cache: `npm run walk`. It prints
 * seconds, megabytes and pastes; `-- --write` puts them into bench/RESULTS.md, beside those of the first release.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '../harness/wait-for.ts';
import { snippetsOf } from '../package/snippets.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'assistd-walk-'));
const checkout = join(folder, 'assistd');
mkdirSync(checkout);
const sources = execFileSync('git', ['archive', 'HEAD'], { cwd: root, maxBuffer: 2 ** 30 });
execFileSync('tar', ['-x', '-C', checkout], { input: sources });

// The machine's own Node, as somebody new has it, and nothing of npm's but the registry.
const ofNpm = (name: string) => /^(npm_|NODE_|ASSISTD_|INIT_CWD)/.test(name);
const env = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofNpm(name))),
  PATH: (process.env.PATH ?? '')
    .split(':')
    .filter((each) => !each.includes('node_modules'))
    .join(':'),
  npm_config_cache: join(folder, 'cache'),
};

const [start, disconnect] = snippetsOf('README.md').filter(({ language }) => language === 'sh');
assert.match(start?.code ?? '', /npm start/);
assert.match(disconnect?.code ?? '', /disconnect/);

const load = loadavg()[0] ?? 0;
const began = performance.now();
const seconds = () => (performance.now() - began) / 1000;
const running = spawn('bash', ['-c', start?.code ?? ''], { cwd: checkout, env, stdio: 'ignore', detached: true });
try {
  const ready = async () => (await fetch('http://localhost:8400/health/ready').catch(() => undefined))?.ok === true;
  await waitFor('the service of the README', ready, 30 * 60_000);
  const answers = seconds();
  const size = Number(execFileSync('du', ['-sm', join(checkout, 'node_modules')], { encoding: 'utf8' }).split('\t')[0]);
  const told = execFileSync('bash', ['-c', disconnect?.code ?? ''], { cwd: folder, env, encoding: 'utf8' });
  assert.match(told, /"onboardingStatus":"onboarded"/);
  assert.match(told, /^204$/m);
  assert.match(told, /"revokedAt"/);
  const proven = seconds();
  const row = `| ${new Date().toISOString().slice(0, 10)} | ${answers.toFixed(0)} s | ${proven.toFixed(0)} s | ${size} MB | 2 | ${load.toFixed(1)} on ${cpus().length} |`;
  console.log(row);
  if (process.argv.includes('--write')) write(row);
} finally {
  if (running.pid !== undefined && running.exitCode === null) process.kill(-running.pid, 'SIGTERM');
  if (running.exitCode === null) await once(running, 'exit');
  rmSync(folder, { recursive: true, force: true });
}

function write(row: string): void {
  const file = join(root, 'bench/RESULTS.md');
  const heading = '## From clone to proven disconnect';
  const text = readFileSync(file, 'utf8').split(`\n${heading}\n`)[0]?.trimEnd();
  const table = `| day | the service answers | disconnect proven | \`npm ci\` brings | pastes | load before, on cores |
| --- | ---: | ---: | ---: | ---: | ---: |
| first release | | 69 to 200 s | 1,100 MB | 10 | |
${row}`;
  const what = 'By `npm run walk`: the README’s first two blocks, in an empty folder with an empty npm cache.';
  writeFileSync(file, `${text}\n\n${heading}\n\n${what}\n\n${table}\n`);
}
