import { existsSync } from 'node:fs';
import { flagName } from '../settings/names.ts';
import { SettingsInvalid } from '../settings/problem.ts';
import { type InspectedSettings, inspectSettings, readSettings } from '../settings/read.ts';
import { type Mode, type Settings, settingsSchema } from '../settings/schema.ts';
import { serveOwn } from '../settings/serve-own.ts';
import type { Sources } from '../settings/sources.ts';
import type { Option } from './described.ts';

const defaultFile = 'assistd.config.json';

/** An option for every setting, and `--config`. */
export function settingsOptions(mode: Mode): Record<string, Option> {
  const config = {
    serve: `Settings as JSON; else ${defaultFile}, where there is one.`,
    dev: `Settings as JSON; without it no file is read. What serve works on, ${serveOwn.join(', ')}, is left out.`,
  };
  const settings = Object.entries(settingsSchema.shape).map(([name, schema]): [string, Option] => [
    name,
    { kind: 'text', value: 'VALUE', description: schema.description ?? flagName(name) },
  ]);
  return {
    config: { kind: 'text', value: 'FILE', description: config[mode] },
    ...Object.fromEntries(settings),
  };
}

type Given = Readonly<Record<string, unknown>>;
type Environment = Sources['environment'];

/** The settings of one start, from flags, environment and file. @throws SettingsInvalid */
export function settingsOf(mode: Mode, given: Given, environment: Environment): Settings {
  return readSettings(mode, sourcesOf(mode, given, environment));
}

/** The same, with what is wrong beside what can be worked with. */
export function inspectedSettings(mode: Mode, given: Given, environment: Environment): InspectedSettings {
  return inspectSettings(mode, sourcesOf(mode, given, environment));
}

/**
 * The settings that a command works with itself. Others may be wrong: whoever makes a backup, or moves an organisation, need not be able to read a
 * certificate's key or know a partner's secret.
 * @throws SettingsInvalid
 */
export function ownSettings<Name extends keyof Settings>(
  names: readonly Name[],
  given: Given,
  environment: Environment,
): Pick<Settings, Name> {
  const { settings, problems } = inspectedSettings('serve', given, environment);
  const own: ReadonlySet<string> = new Set(names);
  // In a file that cannot be read, each of them may stand.
  const wrong = problems.filter(({ setting, source }) => source === 'file' || own.has(setting.replace(/\..*/, '')));
  if (wrong.length > 0) throw new SettingsInvalid(wrong);
  return settings;
}

function sourcesOf(mode: Mode, { config, ...flags }: Given, environment: Environment): Sources {
  return { file: configFileOf(mode, { config }), environment, flags };
}

/** The file that settings are read from, if any: the one in the working folder is serve's. */
export function configFileOf(mode: Mode, { config }: Given): string | undefined {
  if (typeof config === 'string') return config;
  return mode === 'serve' && existsSync(defaultFile) ? defaultFile : undefined;
}
