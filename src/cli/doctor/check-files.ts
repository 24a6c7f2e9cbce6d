import { statSync } from 'node:fs';
import { platform } from 'node:os';
import { isOpenToOthers } from '../../settings/secrets.ts';
import { type CheckOptions, type Finding, fault, ok } from './finding.ts';

/** Whether files with keys and secrets are their owner's alone. Windows keeps rights in lists that Node does not read. */
export function checkFiles({ settings }: CheckOptions, configFile: string | undefined): Finding[] {
  if (platform() === 'win32') return [];
  const { tlsKeyFile, connectors, masterKeys, auditKeys } = settings;
  const holdsSecrets = [connectors, masterKeys, auditKeys].some((each) => each.length > 0);
  const files = [tlsKeyFile, holdsSecrets ? configFile : undefined].filter((file) => file !== undefined);
  return files.map((file) => {
    const check = `file ${file}`;
    try {
      const status = statSync(file);
      return isOpenToOthers(status)
        ? fault(check, `others can read it (mode ${(status.mode & 0o777).toString(8)})`, `chmod 600 ${file}`)
        : ok(check, 'is closed to others');
    } catch (error) {
      return fault(
        check,
        `cannot be read: ${(error as Error).message}`,
        'Correct the path, or the rights of its folder.',
      );
    }
  });
}
