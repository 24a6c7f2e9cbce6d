import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { flagName, type Mode, readSettings, type Settings, settingsSchema } from '../settings.ts';

const defaultFile = 'assistd.config.json';

/** Gives a command a flag for every setting, and `--config`. */
export function withSettings(command: Command): Command {
  command.option('--config <file>', `settings as JSON (default: ${defaultFile}, where there is one)`);
  for (const [name, schema] of Object.entries(settingsSchema.shape)) {
    command.option(`${flagName(name)} <value>`, schema.description ?? '');
  }
  return command;
}

/** The settings of one start, from flags, environment and file. @throws SettingsInvalid */
export function settingsOf(mode: Mode, { config, ...flags }: Record<string, unknown>): Settings {
  const file = typeof config === 'string' ? config : existsSync(defaultFile) ? defaultFile : undefined;
  return readSettings(mode, { file, environment: process.env, flags });
}
