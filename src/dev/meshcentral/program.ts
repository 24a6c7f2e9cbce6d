import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The newest on npm. It is for loopback alone (docs/guide/meshcentral.md). */
export const version = '1.1.55';

/** What fetching it takes, in words. */
export const size = '450 MB on the disk, because it has the agents of every system';

export function isInstalled(folder: string): boolean {
  return existsSync(join(folder, 'node_modules/meshcentral/meshcentral.js'));
}

/** Fetches it with npm into a folder of its own, which nothing else is in. @throws Error with what npm said */
export async function install(folder: string, signal: AbortSignal): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'assistd-dev-meshcentral', private: true }));
  const flags = ['install', '--ignore-scripts', '--no-audit', '--no-fund', `meshcentral@${version}`];
  await promisify(execFile)('npm', flags, { cwd: folder, signal });
}
