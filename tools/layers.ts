import { globSync } from 'node:fs';
import { posix } from 'node:path';
import { door, isApart } from './apart.ts';
import { orders } from './import-order.ts';
import { type Import, type Module, readModules } from './modules.ts';
import { rings } from './rings.ts';

const catchAlls = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'shared', 'misc', 'manager']);

/** Which top folders may import which; `src` has the finer order above, and `test` may import everything. */
const reach: Readonly<Record<string, readonly string[]>> = {
  src: ['src'],
  // Which texts wait for translation is a question to all catalogues.
  tools: ['tools', 'src', 'console/src/text'],
  // A server or a site that a test can start is measured as well.
  bench: ['bench', 'src', 'test/harness'],
  console: ['console', 'src/edm', 'src/model', 'src/client', 'src/inventory', 'src/text'],
};

/** What reading and checking an inventory needs of the contract. It is no light load: the console takes it only by the inventory and by what forms ask for. */
const contractInBrowser = [
  'src/edm/',
  'src/model/',
  'src/core/clock.ts',
  'src/core/failure.ts',
  'src/core/guid.ts',
  'src/core/json.ts',
  'src/odata/declared.ts',
  'src/odata/body/decode-value.ts',
  'src/odata/type-names.ts',
  'src/odata/body/unsaid.ts',
];

/** What a browser runs as well, and whose code it takes for that: of the rest of `src` it takes types alone, and of Node nothing. */
const inBrowser = [
  {
    places: ['console/src/', 'src/client/', 'src/text/'],
    // A form asks for what the contract lets a client set.
    take: [
      'console/src/',
      'src/client/',
      'src/text/',
      'src/inventory/',
      'src/core/unanswered.ts',
      'src/model/writable.ts',
    ],
  },
  {
    places: ['src/inventory/', ...contractInBrowser],
    take: ['src/client/', 'src/inventory/', ...contractInBrowser],
  },
] as const;

const longFile = 250;

/** So many files directly in a folder of `src` are a hall, not a room. */
const crowd = 30;

/** Every step that a database ever took stays, so its folder grows for ever. */
const mayGrow = 'src/store/migrations';

export interface Finding {
  readonly file: string;
  readonly line: number;
  /** What is wrong, and what would be right. */
  readonly message: string;
  /** A warning asks; it does not fail the check. */
  readonly severity: 'error' | 'warning';
}

/** Checks every source file below `root` against the import order, and against the shapes that wear an order down. */
export function checkLayers(root: string): Finding[] {
  const files = globSync('{src,tools,bench,console,test}/**/*.{ts,tsx}', {
    cwd: root,
    exclude: ['**/node_modules/**', '**/dist/**'],
  })
    .map((file) => file.replaceAll('\\', '/'))
    .sort();
  const modules = readModules(root, files);
  return [...modules.flatMap(checkModule), ...checkRings(modules), ...checkFolders(files)].sort(
    (one, other) => one.file.localeCompare(other.file) || one.line - other.line,
  );
}

function checkModule(module: Module): Finding[] {
  const { file } = module;
  const error = (line: number, message: string): Finding => ({ file, line, message, severity: 'error' });
  const findings: Finding[] = [];

  for (const part of file.split('/')) {
    const word = catchAll(part);
    if (word) findings.push(error(1, `"${part}" says nothing about what it holds; name it after that, not "${word}"`));
  }
  if (/(^|\/)index\.tsx?$/.test(file)) {
    findings.push(error(1, 'index files invite barrels; name the file after what it holds, and import that'));
  } else if (module.onlyReexports) {
    findings.push(error(1, 'only re-exports; let importers name the files they need'));
  }
  for (const line of module.starExports) {
    findings.push(error(line, 'export * hides what is exported; export the names, where they are declared'));
  }
  // Vite and Playwright read their configuration from a default export.
  if (!file.endsWith('.config.ts')) {
    for (const line of module.defaultExports) {
      findings.push(error(line, 'default export; export a name, so that it is called the same everywhere'));
    }
  }
  for (const folder of orderedFolders(file)) {
    if (rank(folder, roomIn(folder, file)) >= 0) continue;
    const message = `${roomIn(folder, file)} has no place in the import order of ${folder}; move it into a room, or add the room`;
    findings.push(error(1, message));
  }
  for (const entry of module.imports) {
    const message = wrongImport(file, entry);
    if (message) findings.push(error(entry.line, message));
  }
  // The contract and a language's texts are tables, as long as they have to be; so is a test's list of cases.
  const isTable = /^(src\/model|src\/text|console\/src\/text|tools\/contract\/reference\/text|test)\//.test(file);
  if (module.lines > longFile && !isTable) {
    const message = `${module.lines} lines; would it be clearer as two files of under ${longFile}?`;
    findings.push({ file, line: module.lines, message, severity: 'warning' });
  }
  return findings;
}

/** The word that makes a file or folder name a catch-all: all of it, or its last word (`http-utils`, `tokenHelper`). */
function catchAll(part: string): string | undefined {
  const name = part.replace(/\.(test\.)?tsx?$/, '');
  const word = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .split(/[-_.]/)
    .at(-1)
    ?.toLowerCase();
  return word !== undefined && catchAlls.has(word) ? word : undefined;
}

function wrongImport(file: string, { specifier, typeOnly, dynamic }: Import): string | undefined {
  const browser = inBrowser.find(({ places }) => places.some((place) => file.startsWith(place)));
  if (browser && specifier.startsWith('node:')) return `imports ${specifier}, which no browser has`;
  if (!specifier.startsWith('.')) return undefined;
  const target = resolve(file, specifier);
  const allowed = reach[topFolder(file)];
  if (!allowed) return undefined;
  if (!allowed.some((folder) => target.startsWith(`${folder}/`))) {
    return `imports ${target}, but ${topFolder(file)} may import from ${allowed.join(', ')} only`;
  }
  if (browser && !typeOnly && !browser.take.some((place) => target.startsWith(place))) {
    return `imports the code of ${target}, but what a browser runs takes types only from there: import type`;
  }
  if (topFolder(file) === 'src' && isApart(target) && !isApart(file) && !(file === door && dynamic)) {
    return `imports ${target}, which production has not; only ${door} may, by import()`;
  }
  return againstOrder(file, target);
}

function againstOrder(file: string, target: string): string | undefined {
  // What counts is the innermost folder that both stand in: above it they are in one room.
  const folder = orderedFolders(file).findLast((ordered) => target.startsWith(`${ordered}/`));
  if (folder === undefined) return undefined;
  const [from, to] = [roomIn(folder, file), roomIn(folder, target)];
  const [fromRank, toRank] = [rank(folder, from), rank(folder, to)];
  if (from === to || fromRank < 0 || toRank < 0 || toRank < fromRank) return undefined;
  if (toRank === fromRank) {
    return `${from} imports sideways from ${to} (${target}); put what both need into a lower layer, or pass it in`;
  }
  return `${from} imports upward from ${to} (${target}); move what it needs down, or pass it in`;
}

function checkRings(modules: readonly Module[]): Finding[] {
  const known = new Map(modules.map((module) => [module.file, module]));
  const graph = new Map(modules.map((module) => [module.file, runtimeTargets(module).filter((to) => known.has(to))]));
  return rings(graph).map((ring) => {
    const [file = '', next = ''] = ring;
    const line = known.get(file)?.imports.find(({ specifier }) => resolve(file, specifier) === next)?.line ?? 1;
    const message = `ring: ${ring.join(' → ')}; move what they share into a file of its own`;
    return { file, line, message, severity: 'error' };
  });
}

function checkFolders(files: readonly string[]): Finding[] {
  const sources = files.filter((file) => file.startsWith('src/'));
  return Object.entries(Object.groupBy(sources, (file) => posix.dirname(file))).flatMap(([folder, held = []]) => {
    if (held.length < crowd || folder === mayGrow) return [];
    const message = `${folder} holds ${held.length} files; give those that belong together a folder, so that it holds fewer than ${crowd}`;
    return [{ file: held[0] ?? folder, line: 1, message, severity: 'error' }];
  });
}

function runtimeTargets({ file, imports }: Module): string[] {
  return imports
    .filter(({ specifier, typeOnly }) => specifier.startsWith('.') && !typeOnly)
    .map(({ specifier }) => resolve(file, specifier));
}

function resolve(file: string, specifier: string): string {
  return posix.join(posix.dirname(file), specifier);
}

function topFolder(file: string): string {
  return file.split('/')[0] ?? file;
}

/** The folders with an order that a file stands in, the outermost first. */
function orderedFolders(file: string): string[] {
  return Object.keys(orders).filter((folder) => file.startsWith(`${folder}/`));
}

/** Below `src`, `src/core/id.ts` is in `core`; `src/main.ts` is a room of its own. */
function roomIn(folder: string, file: string): string {
  const [room = file] = file.slice(folder.length + 1).split('/');
  return room.replace(/\.tsx?$/, '');
}

function rank(folder: string, room: string): number {
  return orders[folder]?.findIndex((row) => row.includes(room)) ?? -1;
}

if (import.meta.main) {
  const findings = checkLayers(process.cwd());
  for (const { file, line, message, severity } of findings) console.error(`${file}:${line}: ${severity}: ${message}`);
  if (findings.some(({ severity }) => severity === 'error')) process.exitCode = 1;
}
