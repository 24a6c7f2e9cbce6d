/**
 * Everything that is demanded of the sources, all at the same time; what each part has to say stands together, in the order of the parts.
 * `npm run check -- biome` runs the parts that have the word in them.
 */
import { spawn } from 'node:child_process';
import { installPackages, pathWith } from './packages.ts';

const all = [
  'tsc --noEmit -p .',
  'tsc --noEmit -p console',
  `biome ci --colors=${process.stderr.isTTY ? 'force' : 'off'} .`,
  'knip --no-progress --no-config-hints',
  'node tools/layers.ts',
  'node tools/columns.ts',
  'node tools/demands/demands.ts',
  'node tools/licences.ts',
  'node tools/contract/emit.ts --check',
];

interface Outcome {
  readonly status: number;
  readonly told: string;
}

function run(part: string): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(part, { shell: true, stdio: ['ignore', 'pipe', 'pipe'], env });
    const told: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => told.push(bytes));
    child.on('error', reject);
    child.on('close', (code) => resolve({ status: code ?? 1, told: Buffer.concat(told).toString() }));
  });
}

// The types of console and tests lead to their packages.
installPackages('tools', 'console', 'test');
const env = { ...process.env, PATH: pathWith('tools') };
const [wanted = ''] = process.argv.slice(2);
const parts = all.filter((part) => part.includes(wanted));

for (const [index, { status, told }] of (await Promise.all(parts.map(run))).entries()) {
  process.stderr.write(told);
  if (status === 0) continue;
  console.error(`failed: ${parts[index]}`);
  process.exitCode = 1;
}
