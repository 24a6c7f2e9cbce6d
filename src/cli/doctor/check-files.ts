import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { platform } from 'node:os';
import { dirname, resolve } from 'node:path';
import { isOpenToOthers } from '../../settings/secrets.ts';
import { type CheckOptions, type Finding, fault, ok, warning } from './finding.ts';

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

/** Whether the ends of audit trails can be added to their file, which is elsewhere than the database, and may be on what is mounted read-only. */
export function checkHeadsFile({ settings: { auditHeadsFile } }: CheckOptions): Finding[] {
  if (auditHeadsFile === undefined) return [];
  const check = `file ${auditHeadsFile}`;
  const file = resolve(auditHeadsFile);
  try {
    accessSync(existsSync(file) ? file : dirname(file), constants.W_OK);
    return [ok(check, 'can be written')];
  } catch (error) {
    const mend =
      'Let the user that assistd runs as write it, or name another in auditHeadsFile; under systemd, with ReadWritePaths.';
    return [warning(check, `cannot be written: ${(error as Error).message}`, mend)];
  }
}
