import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleInto } from './bundle.ts';
import { installPackages, pathWith } from './packages.ts';

/** Bundles `src/` to `dist/`, for the package. The declarations are the compiler's, a file for each source. */
const root = join(import.meta.dirname, '..');
const folder = join(root, 'dist');

installPackages('tools');
rmSync(folder, { recursive: true, force: true });
await bundleInto(folder);

const env = { ...process.env, PATH: pathWith('tools') };
const { status } = spawnSync('tsc -p tsconfig.build.json', { cwd: root, stdio: 'inherit', shell: true, env });
process.exitCode = status ?? 1;
