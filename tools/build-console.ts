import { spawnSync } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages, turnOf } from './packages.ts';

const root = join(import.meta.dirname, '..');

/** Whether the built console is missing, or older than something it is made from. */
function isStale(): boolean {
  const changedAt = (path: string) => statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = globSync(
    ['console/{src,public}/**/*', 'console/*.*', 'src/{client,core,edm,inventory,model,odata,text}/**/*.ts'],
    {
      cwd: root,
    },
  );
  return changedAt('console/dist/index.html') < Math.max(...sources.map(changedAt));
}

// What npm start and npm test call with --if-stale costs nothing when there is nothing to do.
const isWanted = () => !process.argv.includes('--if-stale') || isStale();
if (isWanted()) {
  installPackages('console');
  using _ = turnOf('builds-console');
  if (isWanted()) build();
}

function build(): void {
  console.error('Building the console ...');
  const { status } = spawnSync(process.execPath, [join(root, 'console/build.ts')], { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
  console.error('The console is built.');
}
