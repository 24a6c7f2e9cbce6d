import { settingsSchema } from './schema.ts';

export const settingNames = Object.keys(settingsSchema.shape);

/** Variables that begin like those of settings, and are the command line's own. */
export const commandLineVariables = [
  'ASSISTD_GRAPH',
  'ASSISTD_CONTEXT',
  'ASSISTD_TOKEN',
  'ASSISTD_FROM_TOKEN',
  'ASSISTD_CLIENT_SECRET',
];

export function environmentName(name: string): string {
  return `ASSISTD_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

export function flagName(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The setting that somebody may have meant, as it is written there, as the end of a sentence. */
export function nearest(key: string, written = (name: string) => name): string {
  const plain = (text: string) =>
    text
      .toLowerCase()
      .replaceAll('_', '')
      .replace(/^assistd/, '');
  const near = settingNames.find((name) => plain(name).startsWith(plain(key).slice(0, 5)));
  return near ? `; did you mean ${written(near)}?` : '';
}
