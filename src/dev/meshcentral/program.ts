import { execFile } from 'node:child_process';
import { chmodSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { makeFolder } from '../../core/make-folder.ts';
import { tetheredFolder } from './tethered.ts';

/** The newest on npm. It is for loopback alone (docs/guide/meshcentral.md). */
export const version = '1.1.55';

/** What fetching it takes, in words. */
export const size = '450 MB on the disk, because it has the agents of every system';

export function isInstalled(folder: string): boolean {
  return existsSync(join(folder, 'node_modules/meshcentral/meshcentral.js'));
}

/**
 * Fetches it with npm into a folder of its own, which nothing else is in. What was cut short leaves nothing that looks whole.
 * @throws Error with what npm said
 */
export async function install(folder: string, signal: AbortSignal): Promise<void> {
  makeFolder(dirname(folder), 0o755);
  await using building = tetheredFolder(`${folder}-`);
  chmodSync(building.path, 0o755);
  writeFileSync(
    join(building.path, 'package.json'),
    JSON.stringify({ name: 'assistd-dev-meshcentral', private: true }),
  );
  const flags = ['install', '--ignore-scripts', '--no-audit', '--no-fund', `meshcentral@${version}`];
  await promisify(execFile)('npm', flags, { cwd: building.path, signal });
  rmSync(folder, { recursive: true, force: true });
  renameSync(building.path, folder);
}
