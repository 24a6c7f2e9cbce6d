import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

let installing: Promise<string | undefined> | undefined;

/**
 * The folder with the real MeshCentral from npm, installed once on a machine, beside everything of ours. `undefined` where it cannot be
 * had: tests with it skip themselves by name.
 */
export function installedMeshCentral(): Promise<string | undefined> {
  installing ??= install();
  return installing;
}

async function install(): Promise<string | undefined> {
  const lock = join(import.meta.dirname, 'package-lock.json');
  const version = createHash('sha256').update(readFileSync(lock)).digest('hex').slice(0, 12);
  const home = join(tmpdir(), `assistd-test-meshcentral-${version}-${process.getuid?.() ?? 0}`);
  if (existsSync(home)) return home;
  const building = mkdtempSync(`${home}-`);
  try {
    for (const name of ['package.json', 'package-lock.json']) {
      copyFileSync(join(import.meta.dirname, name), join(building, name));
    }
    const flags = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--fetch-retries=1'];
    await promisify(execFile)('npm', flags, { cwd: building, timeout: 180_000 });
    renameSync(building, home);
  } catch {
    // Another test process was first, or there is no registry.
    rmSync(building, { recursive: true, force: true });
  }
  return existsSync(home) ? home : undefined;
}
