import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');

export interface Installed {
  /** The file that Node is started with. */
  readonly entry: string;
  /** How many packages there are now, the one asked for included. */
  readonly packages: number;
}

/**
 * Installs a package (`name@version`, or a tarball) into an empty folder and puts the files that it is run with beside it. No install
 * script runs. Throws when npm cannot within two minutes.
 */
export async function install(
  folder: string,
  packageSpec: string,
  entry: string,
  files: Readonly<Record<string, string>> = {},
): Promise<Installed> {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'somebody-else', private: true }));
  const flags = ['--prefix', folder, '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  await run('npm', ['install', ...flags, packageSpec], { cwd: folder, timeout: 120_000 }).catch(
    (error: Error & { stderr?: string }) => {
      const code = /npm error code (\w+)/.exec(error.stderr ?? '')?.[1] ?? 'not within two minutes';
      throw new Error(`npm could not install it (${code})`, { cause: error });
    },
  );
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const lock = JSON.parse(readFileSync(join(folder, 'node_modules', '.package-lock.json'), 'utf8')) as {
    packages: Record<string, unknown>;
  };
  return { entry: join(folder, entry), packages: Object.keys(lock.packages).length };
}

/** Compiles and packs assistd, with the console as it was last built; the tarball's path. */
export async function packAssistd(folder: string): Promise<string> {
  await run(process.execPath, [join(root, 'tools', 'build-package.ts')], { cwd: root });
  const packed = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], { cwd: root });
  const [tarball] = Object.values(JSON.parse(packed.stdout) as Record<string, { filename: string }>);
  if (!tarball) throw new Error('npm pack has packed nothing');
  return join(folder, tarball.filename);
}
