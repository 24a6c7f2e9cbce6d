import { readFileSync, statSync } from 'node:fs';
import { commandLineVariables, environmentName, nearest, settingNames } from './names.ts';
import type { SettingProblem } from './problem.ts';

/** Where settings come from; flags win over the environment, which wins over the file. */
export interface Sources {
  readonly file?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly flags: Readonly<Record<string, unknown>>;
}

export function fromFile(file: string | undefined, problems: SettingProblem[]): Record<string, unknown> {
  if (file === undefined) return {};
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) return { ...content };
    problems.push({ setting: file, source: 'file', problem: 'the file must hold one JSON object' });
  } catch (error) {
    problems.push({ setting: file, source: 'file', problem: `cannot be read as JSON: ${(error as Error).message}` });
  }
  return {};
}

/** `ASSISTD_NAME`, or `ASSISTD_NAME_FILE` with a file that holds the value, as orchestrators hand secrets over. */
export function fromEnvironment(
  environment: Sources['environment'],
  problems: SettingProblem[],
): [name: string, value: string, source: string][] {
  const taken: [string, string, string][] = [];
  for (const [key, value] of Object.entries(environment)) {
    if (!key.startsWith('ASSISTD_') || value === undefined || value === '') continue;
    if (commandLineVariables.includes(key)) continue;
    const plain = settingNames.find((name) => environmentName(name) === key);
    const named = plain ?? settingNames.find((name) => `${environmentName(name)}_FILE` === key);
    if (plain) taken.push([plain, value, key]);
    else if (named) taken.push(...readInto(named, value, key, problems));
    else problems.push({ setting: key, source: 'environment', problem: `no setting has this name${nearest(key)}` });
  }
  return taken;
}

function readInto(name: string, file: string, source: string, problems: SettingProblem[]): [string, string, string][] {
  try {
    if (name === 'masterKeys' && isOpenToOthers(statSync(file))) {
      problems.push({ setting: name, source, problem: `others can read ${file}: run chmod 600 ${file}` });
    }
    return [[name, readFileSync(file, 'utf8').trim(), source]];
  } catch (error) {
    problems.push({ setting: name, source, problem: `cannot read the file: ${(error as Error).message}` });
    return [];
  }
}

/**
 * Whether more than the service can read or change a file. One of root's may be readable for a group, as systemd and Kubernetes hand
 * secrets over; libpq has the same rule for keys (PostgreSQL documentation, section 32.19.2).
 */
export function isOpenToOthers({ mode, uid }: { readonly mode: number; readonly uid: number }): boolean {
  return (mode & (uid === 0 ? 0o027 : 0o077)) !== 0;
}
