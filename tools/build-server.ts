import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { apart, isApart } from './apart.ts';
import { readModules } from './modules.ts';
import { type LockedPackages, prunedPackages } from './pruned-lock.ts';

/**
 * Makes `assistd-server` in `dist-server/`, from what `npm pack` packs of `assistd`: the same without the development set-up, with the
 * packages that what is left imports, at the versions of the lock file. `dist/` has to be built.
 */
const root = join(import.meta.dirname, '..');
const target = join(root, 'dist-server');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: LockedPackages };

/**
 * What production runs without, with a warning or a sentence where it is asked for: a smaller installation leaves them out with
 * `--omit=optional`. In `assistd` they are plain dependencies: npm leaves an optional one out in silence where the machine's own
 * Node is older than the package asks for, and here the Node that counts is one that npm brings.
 */
const optional = /^(@opentelemetry\/.+|@azure\/identity)$/;

const imported = packagesOf(globSync('src/**/*.{ts,js}', { cwd: root }).filter((file) => !isApart(file)));
const unknown = [...imported].filter((name) => !manifest.dependencies[name]);
if (unknown.length > 0) throw new Error(`src imports ${unknown.join(', ')}, which package.json does not name`);

const { version, description, license, type, engines, bin, publishConfig, repository, homepage, bugs } = manifest;
const server = {
  ...{ name: 'assistd-server', version, description, license, type, engines, bin },
  exports: { './package.json': './package.json' },
  ...{ publishConfig, repository, homepage, bugs },
  dependencies: needed((name) => !optional.test(name)),
  optionalDependencies: needed((name) => optional.test(name)),
};

rmSync(target, { recursive: true, force: true });
for (const file of packed()) {
  mkdirSync(dirname(join(target, file)), { recursive: true });
  cpSync(join(root, file), join(target, file));
}
write('package.json', server);
const { name, bin: _, dependencies, optionalDependencies } = server;
const head = { name, version, license, bin, engines, dependencies, optionalDependencies };
write('npm-shrinkwrap.json', {
  ...{ name, version, lockfileVersion: 3, requires: true },
  packages: prunedPackages(lock.packages, head),
});

/** The packages that files import, with `node:` and our own left out. */
function packagesOf(files: readonly string[]): Set<string> {
  const specifiers = readModules(root, files).flatMap(({ imports }) =>
    imports.filter(({ typeOnly }) => !typeOnly).map(({ specifier }) => specifier),
  );
  const bare = specifiers.filter((specifier) => !/^(\.|node:)/.test(specifier));
  return new Set(bare.map((specifier) => /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier));
}

function needed(counts: (name: string) => boolean): Record<string, string> {
  const named = Object.entries<string>(manifest.dependencies);
  return Object.fromEntries(named.filter(([name]) => imported.has(name) && counts(name)));
}

/** What production has of the whole package's files; nobody compiles against a program. */
function packed(): string[] {
  const listed = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, encoding: 'utf8' });
  if (listed.status !== 0) throw new Error(listed.stderr);
  const [{ files }] = Object.values(JSON.parse(listed.stdout)) as [{ files: { path: string }[] }];
  const left = apart.map((folder) => folder.replace(/^src/, 'dist'));
  return files
    .map(({ path }) => path)
    .filter((path) => path !== 'package.json' && !path.endsWith('.d.ts'))
    .filter((path) => !left.some((folder) => path.startsWith(folder)));
}

function write(file: string, content: object): void {
  writeFileSync(join(target, file), `${JSON.stringify(content, null, 2)}\n`);
}
