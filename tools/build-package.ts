import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages, pathWith } from './packages.ts';

/**
 * Compiles `src/` to `dist/`, for the package: Node strips types everywhere but below `node_modules`. Nothing in the repository
 * runs from there.
 */
const root = join(import.meta.dirname, '..');
rmSync(join(root, 'dist'), { recursive: true, force: true });
installPackages('tools');
const env = { ...process.env, PATH: pathWith('tools') };
const { status } = spawnSync('tsc -p tsconfig.build.json', { cwd: root, stdio: 'inherit', shell: true, env });
process.exitCode = status ?? 1;
