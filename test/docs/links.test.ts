import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { test } from 'node:test';
import { anchorsOf, everyPage, guidePages, linksOf, root } from './pages.ts';

test('every link between pages leads to a file and an anchor that are there', () => {
  const broken = everyPage.flatMap((page) =>
    linksOf(page)
      .filter((target) => !leadsSomewhere(page, target))
      .map((target) => `${page}: ${target}`),
  );
  assert.deepEqual(broken, []);
});

test('every page of the guide is linked from its index', () => {
  const linked = new Set(linksOf('docs/guide/README.md').map((target) => posix.join('docs/guide', target)));
  assert.deepEqual(
    guidePages.filter((page) => page.startsWith('docs/guide/') && !page.endsWith('README.md') && !linked.has(page)),
    [],
    'name it in docs/guide/README.md',
  );
});

function leadsSomewhere(page: string, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : posix.join(posix.dirname(page), path);
  if (!existsSync(join(root, file))) return false;
  return anchor === undefined || anchorsOf(file).has(anchor);
}
