import { existsSync } from 'node:fs';
import { flagName } from '../settings/names.ts';
import { type InspectedSettings, inspectSettings, readSettings } from '../settings/read.ts';
import { type Mode, type Settings, settingsSchema } from '../settings/schema.ts';
import type { Sources } from '../settings/sources.ts';
import type { Option } from './described.ts';

const defaultFile = 'assistd.config.json';

/** An option for every setting, and `--config`. */
export function settingsOptions(): Record<string, Option> {
  const settings = Object.entries(settingsSchema.shape).map(([name, schema]): [string, Option] => [
    name,
    { kind: 'text', value: 'VALUE', description: schema.description ?? flagName(name) },
  ]);
  return {
    config: { kind: 'text', value: 'FILE', description: `Settings as JSON; else ${defaultFile}, where there is one.` },
    ...Object.fromEntries(settings),
  };
}

type Given = Readonly<Record<string, unknown>>;
type Environment = Sources['environment'];

/** The settings of one start, from flags, environment and file. @throws SettingsInvalid */
export function settingsOf(mode: Mode, given: Given, environment: Environment): Settings {
  return readSettings(mode, sourcesOf(given, environment));
}

/** The same, with what is wrong beside what can be worked with. */
export function inspectedSettings(mode: Mode, given: Given, environment: Environment): InspectedSettings {
  return inspectSettings(mode, sourcesOf(given, environment));
}

function sourcesOf({ config, ...flags }: Given, environment: Environment): Sources {
  return { file: configFileOf({ config }), environment, flags };
}

/** The file that settings are read from, if any. */
export function configFileOf({ config }: Given): string | undefined {
  return typeof config === 'string' ? config : existsSync(defaultFile) ? defaultFile : undefined;
}
