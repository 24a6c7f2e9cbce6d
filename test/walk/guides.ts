/** The pages of the guide: each in an empty folder, with the program as "Get it" of docs/guide/cli.md installs it. */
import assert from 'node:assert/strict';
import { copyFileSync, globSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { startDev } from '../docs/dev.ts';
import { type Block, blocksOf, guidePages } from '../docs/pages.ts';
import { isStart, scriptOf } from '../docs/paste.ts';
import type { Walked } from './readme.ts';
import { megabytes, paste, type Stranger } from './stranger.ts';

/** The page that all others lean on, and so the first that a reader comes to. */
const getIt = 'docs/guide/cli.md';

const shell = (word: string) => (block: Block) => block.language === 'sh' && block.word === word;

export async function walkGuides(stranger: Stranger): Promise<Walked[]> {
  const walked = [];
  const pages = guidePages.filter((page) => page !== 'README.md' && blocksOf(page).some(shell('')));
  for (const page of [getIt, ...pages.filter((each) => each !== getIt)]) walked.push(await walk(page, stranger));
  return walked;
}

async function walk(page: string, stranger: Stranger): Promise<Walked> {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const folder = join(stranger.folder, basename(page, '.md'));
  mkdirSync(folder);
  const blocks = blocksOf(page);
  const files = blocks.filter(({ word }) => /\.(json|mjs)$/.test(word) && !word.startsWith('jest.'));
  for (const { word, code } of files) writeFileSync(join(folder, word), code);

  const global = join(stranger.folder, 'global');
  const install = blocks.filter(shell('install'));
  // The page of tests has the package in a folder of the reader's own, all others have the program on the path.
  const [at, packages] = page === getIt ? [stranger.checkout, global] : [folder, join(folder, 'node_modules')];
  if (at === folder && install.length > 0) {
    for (const name of globSync('assistd-*.tgz', { cwd: stranger.checkout })) {
      copyFileSync(join(stranger.checkout, name), join(folder, name));
    }
  }
  for (const { code } of install) paste(code, at, stranger.withNode);
  const tests = files.filter(({ word }) => word.endsWith('.test.mjs'));
  for (const { word } of tests) paste(`node --test ${word}`, folder, stranger.withNode);

  const lines = blocks.filter(shell('')).map(({ code }) => code);
  const program = at === folder && install.length > 0 ? join(packages, '.bin/assistd') : join(global, 'bin/assistd');
  const line = lines.find(isStart)?.trim() ?? 'assistd dev';
  await using dev = await startDev(folder, line, { program, ports: [] });
  const startSeconds = seconds();
  const { code, shown } = await dev.shell(scriptOf(lines, dev.origin));
  assert.equal(code, 0, `${page}:\n${shown}`);
  // Where a page does not say so itself, the reader starts the service and signs in all the same.
  const unsaid = ['assistd dev', 'assistd login'].filter((words) => !lines.some((each) => each.includes(words)));
  return {
    page,
    pastes: install.length + files.length + tests.length + lines.length + unsaid.length,
    startSeconds,
    seconds: seconds(),
    megabytes: install.length > 0 ? megabytes(packages) : 0,
  };
}
