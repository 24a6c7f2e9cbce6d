import type { z } from 'zod';
import { flagName, nearest, settingNames } from './names.ts';
import { type SettingProblem, SettingsInvalid } from './problem.ts';
import { type Mode, type Settings, settingsSchema } from './schema.ts';
import { openFileProblems } from './secrets.ts';
import { isServeOwn, type LeftOut, withoutServeOwn } from './serve-own.ts';
import { fromEnvironment, fromFile, type Sources } from './sources.ts';
import { unfit } from './unfit.ts';
import { inWords } from './words.ts';

/**
 * Reads and checks every setting once.
 * @throws SettingsInvalid
 */
export function readSettings(mode: Mode, sources: Sources): Settings {
  const { settings, problems } = inspectSettings(mode, sources);
  if (problems.length > 0) throw new SettingsInvalid(problems);
  return settings;
}

export interface InspectedSettings {
  /** With the default in the place of what is wrong. */
  readonly settings: Settings;
  readonly problems: readonly SettingProblem[];
  /** What `assistd dev` does not take from where it stands. */
  readonly leftOut: readonly LeftOut[];
}

/** Reads every setting as far as it can be read, for whoever looks for what is wrong. */
export function inspectSettings(mode: Mode, sources: Sources): InspectedSettings {
  const problems: SettingProblem[] = [];
  const raw: Record<string, unknown> = {};
  const origins = new Map<string, string>();
  const take = (name: string, value: unknown, source: string) => {
    raw[name] = value;
    origins.set(name, source);
  };
  const [environment, leftOut] = mode === 'dev' ? withoutServeOwn(sources.environment) : [sources.environment, []];
  const inFile = fromFile(sources.file, problems);
  const isWhole = problems.length === 0;
  for (const [name, value] of Object.entries(inFile)) {
    const source = sources.file ?? '';
    if (mode === 'dev' && isServeOwn(name)) leftOut.push({ setting: name, source });
    else take(name, value, source);
  }
  // Development has a configuration in every checkout, and no secret of anybody's in it.
  if (mode === 'serve' && sources.file !== undefined) problems.push(...openFileProblems(sources.file, inFile));
  for (const [name, value, source] of fromEnvironment(environment, problems)) take(name, value, source);
  for (const [name, value] of Object.entries(sources.flags)) {
    if (value !== undefined) take(name, value, flagName(name));
  }
  for (const name of Object.keys(raw).filter((each) => !settingNames.includes(each))) {
    const source = origins.get(name) ?? mode;
    problems.push({ setting: name, source, problem: `no setting has this name${nearest(name)}` });
  }
  // Each setting is judged by itself, so that one that is wrong hides nothing about the others.
  const wrong = new Set<string>();
  const settings = Object.fromEntries(
    Object.entries(settingsSchema.shape).map(([name, schema]: [string, z.ZodType]) => {
      const parsed = schema.safeParse(raw[name], { error: inWords });
      if (parsed.success) return [name, parsed.data];
      wrong.add(name);
      problems.push(...parsed.error.issues.flatMap((found) => problemsOf(name, found, origins.get(name) ?? mode)));
      return [name, schema.safeParse(undefined).data];
    }),
  ) as Settings;
  // Of a file that could not be read nobody knows what is missing in it.
  if (isWhole) problems.push(...unfit(mode, settings).filter(({ setting }) => !wrong.has(setting)));
  return { settings, problems, leftOut };
}

function problemsOf(name: string, found: z.core.$ZodIssue, source: string): SettingProblem[] {
  const setting = [name, ...found.path].join('.');
  if (found.code === 'unrecognized_keys') {
    return found.keys.map((key) => ({ setting: `${setting}.${key}`, source, problem: 'no such member' }));
  }
  return [{ setting, source, problem: found.message }];
}
