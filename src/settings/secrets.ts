import { statSync } from 'node:fs';
import { platform } from 'node:os';
import type { SettingProblem } from './problem.ts';

/** Which settings have values that open something, and belong neither into a flag nor into a file that others can read. */
export function secretsIn(settings: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => (holdsSecret(name, value) ? [name] : []));
}

/** Refuses a file with secrets in it that others can read. Windows keeps rights in lists that Node does not read. */
export function openFileProblems(file: string, settings: Readonly<Record<string, unknown>>): SettingProblem[] {
  const secrets = secretsIn(settings);
  const status = statSync(file, { throwIfNoEntry: false });
  if (secrets.length === 0 || status === undefined || platform() === 'win32' || !isOpenToOthers(status)) return [];
  return secrets.map((setting) => ({
    setting,
    source: file,
    problem: `others can read ${file}: run chmod 600 ${file}`,
  }));
}

/**
 * Whether more than the service can read or change a file. One of root's may be readable for a group, as systemd and Kubernetes hand
 * secrets over; libpq has the same rule for keys (PostgreSQL documentation, section 32.19.2).
 */
export function isOpenToOthers({ mode, uid }: { readonly mode: number; readonly uid: number }): boolean {
  return (mode & (uid === 0 ? 0o027 : 0o077)) !== 0;
}

function holdsSecret(name: string, value: unknown): boolean {
  if (/(^connectors|Keys?|Secret|Password)$/.test(name)) return JSON.stringify(value ?? []).length > 2;
  if (name !== 'database' && name !== 'databaseMigrationUrl') return false;
  return typeof value === 'string' && /^postgres(ql)?:\/\/([^/?#@]*:[^/?#]+@|.*[?&](ssl)?password=)/.test(value);
}
