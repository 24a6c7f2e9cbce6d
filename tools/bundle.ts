import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import type { InputOptions, OutputOptions, Plugin } from 'rolldown';
import { isApart } from './apart.ts';

const root = join(import.meta.dirname, '..');

/** Packages that find files of their own beside them, or that are loaded only where they are wanted. */
const outside = /^(prom-client|open|pg-native|@opentelemetry\/.+|@azure\/.+)$/;

/** What Node starts with, by the names that the sources have; each folder says what they are. */
interface Entrance {
  readonly name: string;
  readonly input: string;
  /** A script, which Node starts sooner, or a module, whose names every loader finds. */
  readonly format: 'cjs' | 'esm';
  readonly leads: Plugin;
}

const entrances: readonly Entrance[] = [
  {
    name: 'main',
    input: 'src/main.js',
    format: 'cjs',
    leads: leading('./cli/program.ts', join(root, 'src/packed.js')),
  },
  {
    name: 'dev/entry',
    input: 'src/dev/entry.js',
    format: 'esm',
    leads: leading('./start.ts', { id: './start.cjs', external: true }),
  },
];

/** A thread begins with a file of its own, which lies beside whoever starts it. */
const threads = ['search-worker', 'migrate-worker', 'take-over-worker'];

/**
 * Bundles `src/` into a folder below the root: a start reads a few files instead of hundreds (docs/decisions, "Bundled"). What is apart
 * lies in its `dev/`. The packages of `tools/` have to be there.
 */
export async function bundleInto(folder: string): Promise<void> {
  await written(folder, { program: 'src/cli/program.ts', 'dev/start': 'src/dev/start.ts' }, scripts);
  for (const name of threads)
    await written(folder, { [name]: `src/store/sqlite/${name}.ts` }, { ...scripts, codeSplitting: false });
  for (const { name, input, format, leads } of entrances) {
    const output = { format, entryFileNames: '[name].js', codeSplitting: false } as const;
    await written(folder, { [name]: input }, output, [leads]);
    const type = format === 'cjs' ? 'commonjs' : 'module';
    writeFileSync(join(folder, dirname(name), 'package.json'), JSON.stringify({ type }));
  }
}

const scripts: OutputOptions = {
  format: 'cjs',
  entryFileNames: '[name].cjs',
  chunkFileNames: ({ facadeModuleId, moduleIds }) => {
    const sources = [facadeModuleId ?? '', ...moduleIds].map((file) => relative(root, file).replaceAll('\\', '/'));
    return sources.some(isApart) ? 'dev/[name].cjs' : '[name].cjs';
  },
};

async function written(folder: string, input: Record<string, string>, output: OutputOptions, plugins: Plugin[] = []) {
  const { rolldown } = await bundler();
  const options: InputOptions = {
    cwd: root,
    input,
    plugins: [...plugins, ascii],
    platform: 'node',
    // What Node 24 understands needs no helpers.
    transform: { target: 'node24' },
    external: [/^node:/, outside],
    // A source that two commands share is where both can have it.
    checks: { ineffectiveDynamicImport: false },
  };
  await using bundle = await rolldown(options);
  // Comments are in the sources that the maps have.
  await bundle.write({ ...output, dir: folder, sourcemap: true, comments: false });
}

/** That of `tools/`; for `npm start`, which has no need of the rest of them, the console's. */
function bundler(): Promise<typeof import('rolldown')> {
  return import('rolldown').catch(() => import(createRequire(join(root, 'console/')).resolve('rolldown')));
}

/** What a source imports under one name, from another place. */
function leading(from: string, to: string | { id: string; external: true }): Plugin {
  return { name: `leads ${from}`, resolveId: (id) => (id === from ? to : undefined) };
}

/** V8 reads a source of one byte a character in half the time. What is not ASCII is in texts and patterns, whose escapes mean the same. */
const ascii: Plugin = {
  name: 'ascii',
  generateBundle(_, files) {
    for (const file of Object.values(files)) {
      if (file.type === 'chunk') file.code = file.code.replaceAll(/[^\0-\x7f]/g, escaped);
    }
  },
};

const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
