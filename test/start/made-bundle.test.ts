import assert from 'node:assert/strict';
import {
  copyFileSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';

const root = mkdtempSync(join(tmpdir(), 'assistd-made-'));
after(() => rmSync(root, { recursive: true, force: true }));

const source = join(root, 'src/core/clock.ts');
mkdirSync(join(root, 'src/core'), { recursive: true });
mkdirSync(join(root, 'tools'));
writeFileSync(source, '');
writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
const copy = join(root, 'tools/made-bundle.js');
copyFileSync(join(import.meta.dirname, '../../tools/made-bundle.js'), copy);
const { freshBundle }: { freshBundle(): string | undefined } = await import(pathToFileURL(copy).href);

/** Puts a bundle there that is a moment younger than everything. */
function bundled(): string {
  for (const old of globSync('dist-start-*', { cwd: root })) rmSync(join(root, old), { recursive: true });
  const newest = Math.max(...['', ...globSync('**', { cwd: root })].map((file) => statSync(join(root, file)).ctimeMs));
  const name = `dist-start-${Math.floor(newest) + 1}`;
  mkdirSync(join(root, name));
  while (Date.now() < newest + 100) statSync(root);
  return name;
}

test('npm start runs what is bundled while all that it is made of is as it was', () => {
  assert.equal(freshBundle(), undefined);
  const name = bundled();
  assert.equal(freshBundle(), name);
});

const changes: readonly (readonly [string, () => void])[] = [
  ['is written', () => writeFileSync(source, 'export {};')],
  ['is put there', () => writeFileSync(join(root, 'src/core/id.ts'), '')],
  ['is replaced by an older one', () => renameSync(join(root, 'src/core/id.ts'), source)],
  ['is given the time of an older one', () => utimesSync(source, 0, 0)],
  ['goes', () => rmSync(source)],
];
for (const [how, change] of changes) {
  test(`npm start runs the sources once one of them ${how}`, () => {
    const name = bundled();
    assert.equal(freshBundle(), name);
    change();
    assert.equal(freshBundle(), undefined);
  });
}
