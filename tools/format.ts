import { spawnSync } from 'node:child_process';
import { installPackages, pathWith } from './packages.ts';

installPackages('tools');
const env = { ...process.env, PATH: pathWith('tools') };
process.exitCode = spawnSync('biome check --write .', { shell: true, stdio: 'inherit', env }).status ?? 1;
