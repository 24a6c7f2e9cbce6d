import { command } from '../command.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';

export const settingsCommand = command({
  name: 'settings',
  summary: 'Show every setting of the service: its default, what it may be, and how it is given.',
  description:
    'A flag wins over the environment, which wins over the file. Durations are written with a unit: 500ms, 30s, 15m, 1h, 7d. A variable with _FILE at its end names a file that holds the value.',
  prints: true,
  arguments: [
    { name: 'name', required: false, description: 'One of them alone, or those whose names have it in them.' },
  ],
  examples: [
    { line: 'assistd settings', does: 'All.' },
    { line: 'assistd settings database -o json', does: 'What concerns the database.' },
  ],
  async run({ result }, { arguments: { name } }) {
    const { describedSettings } = await import('../../settings/described.ts');
    const all = describedSettings();
    const shown = name === undefined ? all : all.filter((each) => plain(each.name).includes(plain(name)));
    if (shown.length === 0) {
      throw new CommandFailure(
        exitCodes.notFound,
        `no setting has ${JSON.stringify(name)} in its name`,
        'All: assistd settings',
      );
    }
    await result.print(shown, [
      { title: 'Setting', value: (each) => each.name, whole: true },
      { title: 'Default', value: (each) => written(each.default) },
      { title: 'One of', value: (each) => each.choices?.join(', ') ?? null },
      { title: 'Meaning', value: (each) => each.meaning },
      { title: 'Variable', value: (each) => each.environment, minor: true },
      { title: 'Flag', value: (each) => each.flag, minor: true },
    ]);
  },
});

/** Flags, variables and names of settings look for the same. */
function plain(name: string): string {
  return name
    .replace(/^(ASSISTD_|--)/, '')
    .replaceAll(/[-_]/g, '')
    .toLowerCase();
}

function written(value: unknown): string | null {
  if (value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
