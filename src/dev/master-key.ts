import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readIfThere, writeWhole } from '../core/private-file.ts';
import { MasterKeys } from '../core/seal.ts';
import { Secret } from '../core/secret.ts';
import type { Settings } from '../settings/schema.ts';

/** The configured master keys, else one that is kept in `folder`, else one for this process alone. */
export function developmentMasterKeys(configured: Settings['masterKeys'], folder: string | undefined): MasterKeys {
  return MasterKeys.parse(configured.length > 0 ? configured : [{ id: 'development', key: new Secret(keyIn(folder)) }]);
}

function keyIn(folder: string | undefined): string {
  const make = () => randomBytes(32).toString('base64');
  if (folder === undefined) return make();
  const file = join(folder, 'master.key');
  const kept = readIfThere(file);
  if (kept !== undefined) return kept.trim();
  const made = make();
  writeWhole(file, made);
  return made;
}
