import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version of this program, as its package says it. Node's own `findPackageJSON` sees none in an archive, where Yarn keeps packages. */
export function programVersion(folder: string = import.meta.dirname): string {
  const manifest = join(folder, 'package.json');
  const { version } = existsSync(manifest) ? (JSON.parse(readFileSync(manifest, 'utf8')) as { version?: string }) : {};
  // What lies in `dist` says alone what it is made of.
  return version ?? programVersion(dirname(folder));
}
