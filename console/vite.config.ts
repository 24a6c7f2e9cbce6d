import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Writes the compressed forms beside each file, once and well, so that the service never compresses. */
function compressed(): Plugin {
  let folder = '';
  return {
    name: 'compressed',
    configResolved({ root, build }) {
      folder = join(root, build.outDir);
    },
    closeBundle() {
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(js|css|html|svg)$/.test(name)) continue;
        const path = join(folder, name);
        const bytes = readFileSync(path);
        writeFileSync(`${path}.br`, brotliCompressSync(bytes));
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
      }
    },
  };
}

type Modules = { getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null };

let ofEntry: ReadonlySet<string> | undefined;
let ofConsole: ReadonlySet<string> | undefined;

/** The chunk of what leads to the issuer and back, which is loaded before anything is shown. */
function whatBegins(id: string, modules: Modules): string | null {
  ofEntry ??= reached(join(import.meta.dirname, 'src/main.tsx'), modules);
  return ofEntry.has(id) ? 'begin' : null;
}

/** The chunk of what the console needs to show anything, without what it began with. */
function whatShows(id: string, modules: Modules): string | null {
  ofConsole ??= reached(join(import.meta.dirname, 'src/show.tsx'), modules);
  return ofConsole.has(id) ? 'show' : null;
}

/** What a module imports, and what that imports, but for what is loaded later. */
function reached(from: string, modules: Modules, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(from)) return found;
  found.add(from);
  for (const id of modules.getModuleInfo(from)?.importedIds ?? []) reached(id, modules, found);
  return found;
}

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [react(), compressed()],
  // The same parser without Node's Buffer.
  resolve: { alias: { 'csv-parse/sync': 'csv-parse/browser/esm/sync' } },
  // What reads a file is loaded in parts, as the page is.
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    // Inlined files would be data: URLs, which the page's policy refuses.
    assetsInlineLimit: 0,
    // What is bundled is handed on: with the licences that its authors ask for.
    license: { fileName: 'licenses.md' },
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What the first page takes is compressed together: in pieces it would be larger. A group takes with it what its modules import, so what
          // the entry needs is taken first: else the entry would wait for all of the page.
          groups: [
            { name: whatBegins, debugName: 'begin', minSize: 0, priority: 2 },
            { name: whatShows, debugName: 'show', minSize: 0, priority: 1 },
          ],
        },
      },
      onLog(level, log, report) {
        // Fluent UI marks its files for server components, which there are none of here.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
    },
  },
});
