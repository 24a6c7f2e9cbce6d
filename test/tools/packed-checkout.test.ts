import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';

interface PackedCheckout {
  packedCheckout(): string | undefined;
  oldestPacked(): string;
}

/** A checkout with a source of the year 2001, and `tools/packed-checkout.js`. */
async function checkout() {
  const root = mkdtempSync(join(tmpdir(), 'assistd-test-'));
  mkdirSync(join(root, 'tools'));
  mkdirSync(join(root, 'src/core'), { recursive: true });
  const file = join(root, 'tools/packed-checkout.js');
  copyFileSync(join(import.meta.dirname, '../../tools/packed-checkout.js'), file);
  writeFileSync(join(root, 'package.json'), '{"type":"module"}');
  writeFileSync(join(root, 'src/core/id.ts'), '');
  writeFileSync(join(root, 'src/core/log.ts'), '');
  const at = (path: string, year: number) =>
    utimesSync(join(root, path), new Date(`${year}-01-01`), new Date(`${year}-01-01`));
  for (const path of ['src', 'src/core', 'src/core/id.ts', 'src/core/log.ts']) at(path, 2001);
  const pack = (folder: string, year: number) => {
    mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, folder, 'main.js'), '');
    at(join(folder, 'main.js'), year);
  };
  const tools = (await import(pathToFileURL(file).href)) as PackedCheckout;
  return { root, at, pack, tools, [Symbol.dispose]: () => rmSync(root, { recursive: true }) };
}

suite('npm start', () => {
  test('begins with the sources until they are put together, and then with the newest of what was', async () => {
    using made = await checkout();
    const { root, pack, tools } = made;
    assert.equal(tools.packedCheckout(), undefined);
    pack('.packed-1', 2002);
    assert.equal(tools.packedCheckout(), join(root, '.packed-1/main.js'));
    assert.equal(tools.oldestPacked(), join(root, '.packed-2'));
    pack('.packed-2', 2003);
    assert.equal(tools.packedCheckout(), join(root, '.packed-2/main.js'));
    assert.equal(tools.oldestPacked(), join(root, '.packed-1'));
  });

  for (const [what, change] of [
    ['a source was edited', ({ at }) => at('src/core/id.ts', 2004)],
    ['one has come or gone', ({ at }) => at('src/core', 2004)],
    ['packages were updated', ({ root }) => writeFileSync(join(root, 'package-lock.json'), '{}')],
  ] satisfies [string, (made: Awaited<ReturnType<typeof checkout>>) => void][]) {
    test(`begins with the sources again after ${what}`, async () => {
      using made = await checkout();
      made.pack('.packed-1', 2002);
      change(made);
      assert.equal(made.tools.packedCheckout(), undefined);
    });
  }
});
