import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isApart } from './apart.ts';
import { installPackages, pathWith } from './packages.ts';

/**
 * Bundles `src/` to `dist/`, for the package: a start reads a few files instead of hundreds (docs/decisions, "Bundled"). What is apart
 * lies in `dist/dev/`. The declarations are the compiler's, a file for each source. Nothing in the repository runs from there.
 */
const root = join(import.meta.dirname, '..');
const folder = join(root, 'dist');

/** Packages that find files of their own beside them, or that are loaded only where they are wanted. */
const outside = /^(pino|prom-client|open|pg-native|@opentelemetry\/.+|@azure\/.+)$/;

installPackages('tools');
rmSync(folder, { recursive: true, force: true });
const { rolldown } = await import('rolldown');
await using bundle = await rolldown({
  cwd: root,
  // A thread begins with a file of its own, which lies beside whoever starts it.
  input: {
    main: 'src/main.js',
    'dev/entry': 'src/dev/entry.js',
    'search-worker': 'src/store/sqlite/search-worker.ts',
    'migrate-worker': 'src/store/sqlite/migrate-worker.ts',
  },
  platform: 'node',
  // What Node 24 understands needs no helpers.
  transform: { target: 'node24' },
  external: [/^node:/, outside],
});
await bundle.write({
  dir: folder,
  format: 'esm',
  sourcemap: true,
  entryFileNames: '[name].js',
  chunkFileNames: ({ facadeModuleId, moduleIds }) => {
    const sources = [facadeModuleId ?? '', ...moduleIds].map((file) => relative(root, file).replaceAll('\\', '/'));
    return sources.some(isApart) ? 'dev/[name].js' : '[name].js';
  },
});

const env = { ...process.env, PATH: pathWith('tools') };
const { status } = spawnSync('tsc -p tsconfig.build.json', { cwd: root, stdio: 'inherit', shell: true, env });
process.exitCode = status ?? 1;
