import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const file = join(import.meta.dirname, 'RESULTS.md');

/** Puts a part into `bench/RESULTS.md`, in place of the one with the same first heading; the others stay as they are. */
export function writePart(part: string): void {
  const [heading = ''] = part.split('\n');
  const parts = existsSync(file) ? readFileSync(file, 'utf8').split(/^(?=# )/m) : [];
  const others = parts.map((each) => each.trim()).filter((each) => each !== '' && each.split('\n')[0] !== heading);
  const at = parts.findIndex((each) => each.startsWith(`${heading}\n`));
  others.splice(at < 0 ? others.length : at, 0, part.trim());
  writeFileSync(file, `${others.join('\n\n')}\n`);
}
