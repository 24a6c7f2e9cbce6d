import { describedSettings } from '../../src/settings/described.ts';

/** The table of every setting, for `contract/settings.md`. */
export function emitSettings(): string {
  const rows = describedSettings().map(({ name, environment, flag, default: value, choices, meaning }) => {
    const cells = [name, environment, flag].map((each) => `\`${each}\``);
    return `| ${[...cells, shown(value), (choices ?? []).map((each) => `\`${each}\``).join(', '), meaning].join(' | ')} |`;
  });
  return `# Settings

Written by \`npm run emit\` from \`src/settings/schema.ts\`; \`assistd settings\` shows the same. A flag wins over the environment, which wins over the file. Durations are
written with a unit: \`500ms\`, \`30s\`, \`15m\`, \`1h\`, \`7d\`. A variable with \`_FILE\` at its end names a file that holds the value.

| in assistd.config.json | environment | flag | default | one of | meaning |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

function shown(value: unknown): string {
  if (value === undefined) return '';
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}
