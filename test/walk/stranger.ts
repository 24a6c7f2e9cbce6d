/** Somebody new: an empty folder with the sources, an empty npm cache, and the machine's own programs. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '../..');

export interface Stranger {
  readonly folder: string;
  /** The sources as they are committed. */
  readonly checkout: string;
  /** With the machine's own Node. */
  readonly env: Readonly<Record<string, string>>;
  /** With the Node that this runs on, as the guide asks for, and a folder of its own for what npm installs globally. */
  readonly withNode: Readonly<Record<string, string>>;
}

export function stranger(): Stranger {
  const folder = mkdtempSync(join(tmpdir(), 'assistd-walk-'));
  const checkout = join(folder, 'assistd');
  mkdirSync(checkout);
  const sources = execFileSync('git', ['archive', 'HEAD'], { cwd: root, maxBuffer: 2 ** 30 });
  execFileSync('tar', ['-x', '-C', checkout], { input: sources });

  const ofNpm = (name: string) => /^(npm_|NODE_(?!EXTRA_CA)|ASSISTD_|INIT_CWD)/.test(name);
  const kept = Object.entries(process.env).filter(([name]) => !ofNpm(name));
  const path = (process.env.PATH ?? '').split(':').filter((each) => !each.includes('node_modules'));
  const env = {
    ...Object.fromEntries(kept.map(([name, value]) => [name, value ?? ''])),
    PATH: path.join(':'),
    npm_config_cache: join(folder, 'cache'),
  };
  const prefix = join(folder, 'global');
  const first = [join(prefix, 'bin'), dirname(process.execPath)];
  return {
    folder,
    checkout,
    env,
    withNode: { ...env, PATH: [...first, ...path].join(':'), npm_config_prefix: prefix },
  };
}

/** Megabytes that a folder takes. */
export function megabytes(folder: string): number {
  return Number(execFileSync('du', ['-sm', folder], { encoding: 'utf8' }).split('\t')[0]);
}

/** Runs what was pasted. @throws with all that it printed */
export function paste(code: string, cwd: string, env: Readonly<Record<string, string>>): string {
  return execFileSync('bash', ['-eo', 'pipefail', '-c', code], { cwd, env, encoding: 'utf8', maxBuffer: 2 ** 26 });
}
