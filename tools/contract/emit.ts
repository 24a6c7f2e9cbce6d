import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { waitingLines } from '../translations/languages.ts';
import { emittedFolders, staleFiles } from './contract.ts';
import { made } from './made.ts';

const root = join(import.meta.dirname, '../..');

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

const { texts, problems } = made(emittedFolders);
if (problems.length > 0) {
  for (const problem of problems) console.error(problem);
  console.error('Nothing was written. Give each what it lacks, then run `npm run emit` again.');
  process.exitCode = 1;
} else if (values.check) {
  const stale = emittedFolders.flatMap(({ folder, files }) => {
    const current = files.map(({ file }) => ({ file, make: () => texts.get(`${folder}/${file}`) ?? '' }));
    return staleFiles(join(root, folder), current).map((line) => `${folder}/${line}`);
  });
  for (const line of stale) console.error(line);
  if (stale.length > 0) {
    console.error('Run `npm run emit`, read the difference, and commit it; delete what nothing makes.');
    process.exitCode = 1;
  }
  const waiting = waitingLines();
  for (const line of waiting) console.log(`waits for translation: ${line}`);
} else {
  for (const [path, text] of texts) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}
