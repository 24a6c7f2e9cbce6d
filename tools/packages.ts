/**
 * Packages that only the checks, the console's build or the tests need. `npm ci` brings what running needs; each of these rooms has a
 * manifest and a lock file of its own, and is installed when it is first asked for:
 *
 *     node tools/packages.ts tools console test
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const root = join(import.meta.dirname, '..');

const rooms = {
  tools: 'what checks and packs the sources (Biome, TypeScript, knip), 130 MB',
  console: 'what the console is built from (React, Fluent UI, Vite), 450 MB',
  test: 'what the tests need (Chromium, PostgreSQL, the Graph SDKs), 250 MB',
};
export type Room = keyof typeof rooms;

/** The search path with the programs of `room` in it. */
export function pathWith(room: Room): string {
  const folders = [join(root, room), root].map((folder) => join(folder, 'node_modules/.bin'));
  return [...folders, process.env.PATH].join(delimiter);
}

/**
 * Installs what is missing, and tells how long it takes.
 * @throws Error when npm cannot
 */
export function installPackages(...wanted: readonly Room[]): void {
  for (const room of wanted.filter((each) => !isInstalled(each))) {
    using _ = turnOf(`installs-${room}`);
    if (isInstalled(room)) continue;
    console.error(`Installing ${rooms[room]}, once ...`);
    const began = performance.now();
    const { npm_execpath: npm } = process.env;
    const words = ['ci', '--prefix', join(root, room), '--no-audit', '--no-fund', '--loglevel=error'];
    // By this Node, whose version counts for what npm takes to fit, and not by the machine's.
    const [program, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
    const { status } = spawnSync(program, [...first, ...words], { cwd: join(root, room), stdio: 'inherit' });
    if (status !== 0) throw new Error(`npm ci in ${room}/ ended with ${status}: see what it says above`);
    console.error(`Installed in ${Math.round((performance.now() - began) / 1000)} s.`);
  }
}

/**
 * `npm start` makes beside the service what `npm pack` in another terminal needs as well: two npm in one folder, or two builds of one console,
 * break each other.
 */
export function turnOf(work: string): Disposable {
  // The system lets go of it with the process. Not in node_modules, which an `npm ci` in the other terminal removes.
  const lock = new DatabaseSync(join(root, 'tools', `.${work}.lock`), { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch {
    console.error('Another process is at it (npm start, in another terminal?): waiting ...');
    lock.exec('PRAGMA busy_timeout = 900000');
    lock.exec('BEGIN EXCLUSIVE');
  }
  return { [Symbol.dispose]: () => lock.close() };
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly optional?: boolean }>>;
}

/** Whether the packages of the room's lock file are there, and no others: in its own folder, or in one above, where somebody keeps them together. */
function isInstalled(room: Room): boolean {
  const lock = read<Lock>(join(root, room, 'package-lock.json'));
  const needed = Object.entries(lock.packages).filter(([path, { optional }]) => path !== '' && !optional);
  const own = join(root, room, 'node_modules');
  // npm writes this list when it is done.
  const list = join(own, '.package-lock.json');
  if (existsSync(own)) {
    if (!existsSync(list)) return false;
    const { packages } = read<Lock>(list);
    const listed = Object.keys(packages);
    return (
      listed.every((path) => path in lock.packages) &&
      needed.every(([path, { version }]) => packages[path]?.version === version)
    );
  }
  const named = Object.keys(read<{ devDependencies: object }>(join(root, room, 'package.json')).devDependencies);
  return named.every((name) => {
    const manifest = join(root, 'node_modules', name, 'package.json');
    return (
      existsSync(manifest) &&
      read<{ version: string }>(manifest).version === lock.packages[`node_modules/${name}`]?.version
    );
  });
}

function read<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}

if (import.meta.main) installPackages(...(process.argv.slice(2) as Room[]));
