import { join, relative } from 'node:path';
import { isApart } from './apart.ts';

const root = join(import.meta.dirname, '..');

/** Packages that find files of their own beside them, or that are loaded only where they are wanted. */
const outside = /^(pino|prom-client|open|pg-native|@opentelemetry\/.+|@azure\/.+)$/;

/**
 * Bundles `src/` into a folder below the root: a start reads a few files instead of hundreds (docs/decisions, "Bundled"). What is apart
 * lies in its `dev/`. The packages of `tools/` have to be there.
 */
export async function bundleInto(folder: string): Promise<void> {
  const { rolldown } = await import('rolldown');
  await using bundle = await rolldown({
    cwd: root,
    // A thread begins with a file of its own, which lies beside whoever starts it.
    input: {
      main: 'src/main.js',
      'dev/entry': 'src/dev/entry.js',
      'search-worker': 'src/store/sqlite/search-worker.ts',
      'migrate-worker': 'src/store/sqlite/migrate-worker.ts',
      'take-over-worker': 'src/store/sqlite/take-over-worker.ts',
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
}
