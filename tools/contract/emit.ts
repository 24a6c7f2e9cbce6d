import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { emittedFolders, staleFiles } from './contract.ts';

const root = join(import.meta.dirname, '../..');

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

if (values.check) {
  const stale = emittedFolders.flatMap(({ folder, files }) =>
    staleFiles(join(root, folder), files).map((line) => `${folder}/${line}`),
  );
  for (const line of stale) console.error(line);
  if (stale.length > 0) {
    console.error('Run `npm run emit`, read the difference, and commit it; delete what nothing makes.');
    process.exitCode = 1;
  }
} else {
  for (const { folder, files } of emittedFolders) {
    mkdirSync(join(root, folder), { recursive: true });
    for (const { file, make } of files) writeFileSync(join(root, folder, file), make());
  }
}
