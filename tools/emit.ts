import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { contractFiles, staleFiles } from './contract.ts';

const folder = join(import.meta.dirname, '..', 'contract');

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

if (values.check) {
  const stale = staleFiles(folder);
  for (const line of stale) console.error(`contract/${line}`);
  if (stale.length > 0) {
    console.error('Run `npm run emit`, read the difference, and commit it; delete what nothing makes.');
    process.exitCode = 1;
  }
} else {
  mkdirSync(folder, { recursive: true });
  for (const { file, make } of contractFiles) writeFileSync(join(folder, file), make());
}
