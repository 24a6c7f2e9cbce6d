import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { orders } from '../../tools/import-order.ts';
import { checkLayers, type Finding } from '../../tools/layers.ts';

const project = join(import.meta.dirname, '../..');

describe('the import order', () => {
  refuses('an import from a higher layer', {
    tree: {
      'src/core/id.ts': `// why\nimport { get } from '../store/table/grant.ts';\nexport const id = get;`,
      'src/store/table/grant.ts': 'export const get = 1;',
    },
    at: 'src/core/id.ts:2',
    says: /core imports upward from store \(src\/store\/table\/grant\.ts\)/,
  });

  refuses('an import of a type alone from a higher layer', {
    tree: {
      'src/core/id.ts': `import type { Grant } from '../store/table/grant.ts';\nexport type Id = Grant;`,
      'src/store/table/grant.ts': 'export type Grant = string;',
    },
    at: 'src/core/id.ts:1',
    says: /upward/,
  });

  refuses('a type imported inline from a higher layer', {
    tree: {
      'src/core/id.ts': `export type Id = import('../store/table/grant.ts').Grant;`,
      'src/store/table/grant.ts': 'export type Grant = string;',
    },
    at: 'src/core/id.ts:1',
    says: /upward/,
  });

  refuses('a dynamic import from a higher layer', {
    tree: {
      'src/core/id.ts': `export const later = () => import('../store/table/grant.ts');`,
      'src/store/table/grant.ts': 'export const grant = 1;',
    },
    at: 'src/core/id.ts:1',
    says: /upward/,
  });

  refuses('an import of the development set-up, even of a type', {
    tree: {
      'src/cli/account/login.ts': `import type { User } from '../../dev/directory.ts';\nexport type Name = User;`,
      'src/dev/directory.ts': 'export type User = string;',
    },
    at: 'src/cli/account/login.ts:1',
    says: /src\/dev\/directory\.ts, which production has not; only src\/cli\/dev\.ts may/,
  });

  refuses('a static import of what runs assistd dev by its own command', {
    tree: {
      'src/cli/dev.ts': `import { run } from './dev/dev-run.ts';\nexport const dev = () => [run, import('./dev/dev-run.ts')];`,
      'src/cli/dev/dev-run.ts': 'export const run = 1;',
    },
    at: 'src/cli/dev.ts:1',
    says: /which production has not/,
  });

  refuses('an import between neighbours in one row', {
    tree: {
      'src/identity/token.ts': `import { a } from '../partner/a.ts';\nexport const b = a;`,
      'src/partner/a.ts': 'export const a = 1;',
    },
    at: 'src/identity/token.ts:1',
    says: /identity imports sideways from partner/,
  });

  refuses('service importing main, main and cli being above it', {
    tree: {
      'src/service.ts': `import { run } from './main.ts';\nexport const serve = run;`,
      'src/main.ts': 'export const run = 1;',
      'src/cli/dev/dev.ts': `import { run } from '../../main.ts';\nexport const dev = run;`,
    },
    at: 'src/service.ts:1',
    says: /service imports upward from main/,
  });

  refuses('an import from a higher room of the same layer', {
    tree: {
      'src/assist/grant/open.ts': `import { end } from '../session/end.ts';\nexport const open = end;`,
      'src/assist/session/end.ts': 'export const end = 1;',
    },
    at: 'src/assist/grant/open.ts:1',
    says: /grant imports upward from session/,
  });

  refuses('a file that has no room in a layer that has an order of its own', {
    tree: { 'src/assist/things/a.ts': 'export const a = 1;' },
    at: 'src/assist/things/a.ts:1',
    says: /things has no place in the import order of src\/assist/,
  });

  refuses('a file in src that has no layer', {
    tree: { 'src/things/a.ts': 'export const a = 1;' },
    at: 'src/things/a.ts:1',
    says: /things has no place in the import order/,
  });

  refuses('src importing from tools', {
    tree: {
      'src/core/id.ts': `import { emit } from '../../tools/contract/emit.ts';\nexport const id = emit;`,
      'tools/contract/emit.ts': 'export const emit = 1;',
    },
    at: 'src/core/id.ts:1',
    says: /src may import from src only/,
  });

  refuses('the console importing from anything but edm, model, client, inventory and text', {
    tree: {
      'console/src/app.tsx': `import type { Id } from '../../src/core/id.ts';\nexport const App = (id: Id) => <p>{id}</p>;`,
      'src/core/id.ts': 'export type Id = string;',
    },
    at: 'console/src/app.tsx:1',
    says: /console may import from console, src\/edm, src\/model, src\/client, src\/inventory, src\/text only/,
  });

  refuses('the console importing code from the model', {
    tree: {
      'console/src/app.tsx': `import { partner } from '../../src/model/partner.ts';\nexport const App = () => <p>{partner}</p>;`,
      'src/model/partner.ts': `export const partner = 'x';`,
    },
    at: 'console/src/app.tsx:1',
    says: /types only/,
  });

  refuses('the client, which browsers run too, importing code from the model', {
    tree: {
      'src/client/graph.ts': `import { partner } from '../model/partner.ts';\nexport const graph = partner;`,
      'src/model/partner.ts': `export const partner = 'x';`,
    },
    at: 'src/client/graph.ts:1',
    says: /types only/,
  });

  refuses('the inventory, which browsers run too, importing code that is not named for them', {
    tree: {
      'src/inventory/read.ts': `import { route } from '../odata/route.ts';\nexport const read = route;`,
      'src/odata/route.ts': `export const route = 'x';`,
    },
    at: 'src/inventory/read.ts:1',
    says: /types only/,
  });

  refuses('the model, which browsers run too, importing what only Node has', {
    tree: { 'src/model/partner.ts': `import { join } from 'node:path';\nexport const partner = join;` },
    at: 'src/model/partner.ts:1',
    says: /no browser has/,
  });

  refuses('the client importing what only Node has', {
    tree: { 'src/client/graph.ts': `import { join } from 'node:path';\nexport const graph = join;` },
    at: 'src/client/graph.ts:1',
    says: /no browser has/,
  });

  allows('lower layers, the own folder, root files in their place, packages, and quoted imports', {
    'src/core/id.ts': 'export const id = 1;',
    'src/core/log.ts': `import { id } from './id.ts';\nexport const log = id;`,
    'src/http/port/listen.ts': `import { join } from 'node:path';\nimport { id } from '../../core/id.ts';\nexport const listen = join(String(id));`,
    'src/settings.ts': `import { listen } from './http/port/listen.ts';\nexport const settings = listen;`,
    'src/service.ts': `import { settings } from './settings.ts';\nexport const service = settings;`,
    'src/cli/service/serve.ts': `import { service } from '../../service.ts';\nexport const serve = service;`,
    'src/main.ts': `import { serve } from './cli/service/serve.ts';\nserve;\n// import { x } from '../tools/x.ts';\nconst s = \`import '../tools/x.ts'\`;\nexport { s };`,
    'tools/contract/emit.ts': `import { id } from '../../src/core/id.ts';\nexport const emit = id;`,
    'console/src/language.ts': `import { language } from '../../src/text/language.ts';\nexport const chosen = language;`,
    'src/text/language.ts': `export const language = 'en';`,
    'console/src/app.tsx': `import type { P } from '../../src/model/p.ts';\nimport { at } from '../../src/client/address.ts';\nexport const App = (p: P) => <p>{at(p)}</p>;`,
    'src/client/address.ts': `import type { P } from '../model/p.ts';\nexport const at = (p: P) => p;`,
    'console/vite.config.ts': 'export default {};',
    'src/model/p.ts': 'export type P = string;',
    'src/store/table/shared-mailbox.ts': 'export const sharedMailbox = 1;',
  });
});

describe('rings', () => {
  refuses('files that import each other, and prints the way round', {
    tree: {
      'src/core/a.ts': `import { b } from './b.ts';\nexport const a = () => b;`,
      'src/core/b.ts': `// why\nimport { c } from './c.ts';\nexport const b = () => c;`,
      'src/core/c.ts': `import { a } from './a.ts';\nexport const c = () => a;`,
    },
    at: 'src/core/a.ts:1',
    says: /ring: src\/core\/a\.ts → src\/core\/b\.ts → src\/core\/c\.ts → src\/core\/a\.ts/,
  });

  allows('files that refer to each other by type alone, which no program ever loads', {
    'src/core/a.ts': `import { b } from './b.ts';\nexport type A = 1;\nexport const a = b;`,
    'src/core/b.ts': `import type { A } from './a.ts';\nexport const b: A = 1;`,
  });
});

describe('shapes that wear an order down', () => {
  refuses('a file called index', {
    tree: { 'src/core/index.ts': 'export const a = 1;' },
    at: 'src/core/index.ts:1',
    says: /index files invite barrels/,
  });

  refuses('a file that only re-exports', {
    tree: {
      'src/core/all.ts': `import { b } from './b.ts';\nexport { a } from './a.ts';\nexport { b };`,
      'src/core/a.ts': 'export const a = 1;',
      'src/core/b.ts': 'export const b = 1;',
    },
    at: 'src/core/all.ts:1',
    says: /only re-exports/,
  });

  refuses('export *', {
    tree: {
      'src/core/a.ts': `export const a = 1;\nexport * from './b.ts';`,
      'src/core/b.ts': 'export const b = 1;',
    },
    at: 'src/core/a.ts:2',
    says: /export \*/,
  });

  refuses('export * under a name', {
    tree: {
      'src/core/a.ts': `export const a = 1;\nexport * as b from './b.ts';`,
      'src/core/b.ts': 'export const b = 1;',
    },
    at: 'src/core/a.ts:2',
    says: /export \*/,
  });

  const defaults = {
    'an expression': 'export default 1;',
    'a function': 'export default function run() {}',
    'a class': 'export default class Run {}',
    'a name': 'const a = 1;\nexport { a as default };',
  };
  for (const [what, text] of Object.entries(defaults)) {
    refuses(`a default export of ${what}`, {
      tree: { 'src/core/a.ts': text },
      at: `src/core/a.ts:${text.split('\n').length}`,
      says: /default export/,
    });
  }

  for (const file of ['src/core/utils.ts', 'src/core/http-utils.ts', 'src/shared/a.ts', 'test/tokenHelper.test.ts']) {
    refuses(`the name ${file}`, {
      tree: { [file]: 'export const a = 1;' },
      at: `${file}:1`,
      says: /says nothing about what it holds/,
    });
  }
});

describe('long files', () => {
  const long = `export const a = 1;\n${'// more\n'.repeat(250)}`;

  it('are asked about, not refused', () => {
    const findings = check({ 'src/core/a.ts': long });
    assert.deepEqual(
      findings.map(({ file, line, severity }) => ({ file, line, severity })),
      [{ file: 'src/core/a.ts', line: 251, severity: 'warning' }],
    );
  });

  allows('of the model, which is a table', { 'src/model/a.ts': long });
});

describe('a folder of thirty files', () => {
  const files = (folder: string, count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`${folder}/a${index}.ts`, 'export const a = 1;']));

  refuses('it, and say what would be right', {
    tree: files('src/core', 30),
    at: 'src/core/a0.ts:1',
    says: /src\/core holds 30 files; .* fewer than 30/,
  });

  allows('one less, and one that the rooms below it fill', { ...files('src/core', 29), ...files('src/core/below', 1) });

  allows('as many steps of the database as it ever took', files('src/store/migrations', 40));
});

describe('the command', () => {
  it('names file, line and fault, and fails', () => {
    using tree = plant({ 'src/core/a.ts': 'export default 1;' });
    const result = run(tree.root);
    assert.match(result.stderr, /^src\/core\/a\.ts:1: error: default export/m);
    assert.equal(result.status, 1);
  });
});

function refuses(what: string, { tree, at, says }: { tree: Record<string, string>; at: string; says: RegExp }): void {
  it(`refuse ${what}`, () => {
    const errors = check(tree).filter(({ message }) => says.test(message));
    assert.deepEqual(
      errors.map(({ file, line, severity }) => `${file}:${line} ${severity}`),
      [`${at} error`],
    );
  });
}

function allows(what: string, tree: Record<string, string>): void {
  it(`allow ${what}`, () => assert.deepEqual(check(tree), []));
}

describe('the order of layers in docs/architecture.md', () => {
  it('is the one that is checked', () => {
    const page = readFileSync(join(project, 'docs/architecture.md'), 'utf8');
    const rows = (orders.src ?? []).map((row) => (row.length === 1 ? row[0] : `{ ${row.join(', ')} }`));
    assert.ok(page.includes(`    ${rows.join(' < ')}\n`), rows.join(' < '));
  });
});

function check(files: Record<string, string>): Finding[] {
  using tree = plant(files);
  return checkLayers(tree.root);
}

function plant(files: Record<string, string>): { root: string } & Disposable {
  const root = mkdtempSync(join(tmpdir(), 'layers-'));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true }) };
}

function run(root: string): { stderr: string; status: number | null } {
  return spawnSync(process.execPath, [join(project, 'tools/layers.ts')], { cwd: root, encoding: 'utf8' });
}
