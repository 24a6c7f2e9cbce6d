/** What `npm test` does before the tests. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { installPackages } from '../tools/packages.ts';

const root = join(import.meta.dirname, '..');

console.error(
  'First the packages that checks and tests need and that are not there yet, then the checks (types, style, imports, contract), the',
);
console.error(
  'console, and every test on SQLite and PostgreSQL: about 8 minutes on two idle cores, and 2 more where packages are missing.',
);
installPackages('tools', 'console', 'test');
console.error('Checking ...');
const began = performance.now();
run('tools/check.ts');
console.error(`Checked in ${Math.round((performance.now() - began) / 1000)} s.`);
run('tools/build-console.ts', '--if-stale');

function run(...words: readonly string[]): void {
  const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
