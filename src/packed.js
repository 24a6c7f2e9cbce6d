import fs from 'node:fs';
import nodeModule from 'node:module';
import { dirname, join } from 'node:path';
import v8 from 'node:v8';
import vm from 'node:vm';
import zlib from 'node:zlib';
import { afterFirstAnswer } from './after-first-answer.js';

// What src/main.js imports of the packed program (docs/decisions/0138-functions-compiled-once.md). Node's own compile cache keeps what V8
// compiles when it reads a file, which is next to no function: each is compiled again at its first call, at each start. Here a service
// keeps, in that cache's folder, what was compiled until a second after its first answer.

const folder = import.meta.dirname;
const require = nodeModule.createRequire(import.meta.filename);
const [, , command = ''] = process.argv;
const keptIn = nodeModule.getCompileCacheDir?.();
// Node reads the source maps of what it loads itself.
const isKept = ['dev', 'serve'].includes(command) && keptIn !== undefined && !process.sourceMapsEnabled;

/** Modules of Node that nothing needs before the first answer, and that bring others. */
const late = new Set(['node:fs/promises', 'node:readline/promises']);

/** One of them, loaded as soon as something of it is used. */
const loadedLate = (/** @type {string} */ id) =>
  new Proxy({}, { get: (_, name) => Reflect.get(process.getBuiltinModule(id), name) });

/** @typedef {{ readonly sum: number, readonly code: Uint8Array }} Compiled `sum` is of the source, since V8 compares lengths alone. */

/** @returns {Map<string, Compiled>} by file, none where nothing is kept that is ours and whole */
function read(/** @type {string} */ file) {
  try {
    const descriptor = fs.openSync(file, 'r');
    try {
      // What somebody else wrote into a folder for all is not run.
      if (fs.fstatSync(descriptor).uid !== (process.getuid?.() ?? 0)) return new Map();
      const bytes = fs.readFileSync(descriptor);
      const content = bytes.subarray(4);
      return zlib.crc32(content) === bytes.readUInt32LE(0) ? v8.deserialize(content) : new Map();
    } finally {
      fs.closeSync(descriptor);
    }
  } catch {
    return new Map();
  }
}

/** Whoever reads it finds the old content or the new one. Without it a start takes longer, so nobody is told that it cannot be written. */
function write(/** @type {string} */ file, /** @type {Map<string, Compiled>} */ compiled) {
  const content = v8.serialize(compiled);
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(zlib.crc32(content));
  const aside = `${file}.${process.pid}`;
  try {
    fs.writeFileSync(aside, Buffer.concat([sum, content]), { mode: 0o600, flag: 'wx' });
    fs.renameSync(aside, file);
  } catch {
    fs.rmSync(aside, { force: true });
  }
}

function loadKept() {
  const file = join(keptIn ?? '', `assistd-${command}-${zlib.crc32(folder).toString(16)}`);
  const kept = read(file);
  /** @type {Map<string, { sum: number, script: vm.Script }>} */
  const scripts = new Map();
  /** @type {Map<string, { exports: { run?: (argv: readonly string[]) => Promise<void> } }>} */
  const modules = new Map();
  let isNews = false;

  const load = (/** @type {string} */ path) => {
    const known = modules.get(path);
    if (known) return known.exports;
    const source = fs.readFileSync(path);
    const sum = zlib.crc32(source);
    const held = kept.get(path);
    const opening = '(function (exports, require, module, __filename, __dirname) {';
    const script = new vm.Script(`${opening}${source}\n})`, {
      filename: path,
      columnOffset: -opening.length,
      cachedData: held?.sum === sum ? held.code : undefined,
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    isNews ||= script.cachedDataRejected !== false;
    scripts.set(path, { sum, script });
    const module = { exports: {} };
    modules.set(path, module);
    const here = dirname(path);
    const required = (/** @type {string} */ id) => {
      if (id.startsWith('.')) return load(join(here, id));
      return late.has(id) ? loadedLate(id) : require(id);
    };
    script.runInThisContext()(module.exports, required, module, path, here);
    return module.exports;
  };

  afterFirstAnswer(() => {
    if (isNews) {
      const code = [...scripts].map(([path, { sum, script }]) => [path, { sum, code: script.createCachedData() }]);
      write(file, new Map(code));
    }
    // Two megabytes, of which nothing is needed any more.
    kept.clear();
    scripts.clear();
  });
  return load(join(folder, 'program.cjs'));
}

export const { run } = isKept ? loadKept() : require(join(folder, 'program.cjs'));
