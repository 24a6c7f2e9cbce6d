import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { startDev } from './dev.ts';
import { blocksOf, guidePages, root } from './pages.ts';
import { isStart, scriptOf } from './paste.ts';

const noTerminal = existsSync('/usr/bin/script') ? false : 'there is no /usr/bin/script (util-linux)';

for (const page of guidePages) {
  const blocks = blocksOf(page);
  const lines = blocks.filter(({ language, word }) => language === 'sh' && word === '');

  describe(page, () => {
    it('shows command lines that work, one after the other, against assistd dev', {
      skip: lines.length === 0 ? 'it has none' : noTerminal,
    }, async (t) => {
      const folder = mkdtempSync(join(tmpdir(), 'assistd-docs-'));
      t.after(() => rmSync(folder, { recursive: true, force: true }));
      for (const { word, code } of blocks) if (word.endsWith('.json')) writeFileSync(join(folder, word), code);
      await using dev = await startDev(folder, lines.find(({ code }) => isStart(code))?.code.trim() ?? 'assistd dev');
      const { code, shown } = await dev.shell(
        scriptOf(
          lines.map((block) => block.code),
          dev.origin,
        ),
      );
      assert.equal(code, 0, `${shown}\nWhat is not for a laptop is marked \`\`\`sh production.`);
    });

    it('shows shell that a shell can read, and npm scripts that exist', () => {
      const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
      for (const { language, word, code, line } of blocks) {
        if (language !== 'sh') continue;
        assert.match(word, /^(|production|install)$/, `${page}:${line}`);
        const read = spawnSync('bash', ['-n'], { input: code, encoding: 'utf8' });
        assert.equal(read.status, 0, `${page}:${line}: ${read.stderr}`);
        for (const [, name = ''] of code.matchAll(/\bnpm (?:run )?(start|test|[a-z]+:[a-z]+)\b/g)) {
          assert.ok(name in scripts, `${page}:${line}: npm ${name}`);
        }
      }
    });

    it('shows JavaScript and TypeScript without a slip', () => {
      for (const { language, code, line } of blocks) {
        if (/^(js|ts)$/.test(language)) assert.doesNotThrow(() => stripTypeScriptTypes(code), `${page}:${line}`);
      }
    });

    it('shows JSON that is JSON', () => {
      for (const { language, code, line } of blocks) {
        if (language === 'json') assert.doesNotThrow(() => JSON.parse(code), `${page}:${line}`);
      }
    });
  });
}
