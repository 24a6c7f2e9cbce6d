import { environmentName, flagName } from '../../src/settings/names.ts';
import { settingsSchema } from '../../src/settings/schema.ts';

/** The table of every setting, for `contract/settings.md`. */
export function emitSettings(): string {
  const rows = Object.entries(settingsSchema.shape).map(([name, schema]) => {
    const value: unknown = schema.safeParse(undefined).data;
    const cells = [
      `\`${name}\``,
      `\`${environmentName(name)}\``,
      `\`${flagName(name)}\``,
      shown(value),
      schema.description,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return `# Settings

Written by \`npm run emit\` from \`src/settings/schema.ts\`. A flag wins over the environment, which wins over the file. Durations are shown in
milliseconds and written with a unit: \`500ms\`, \`30s\`, \`15m\`, \`1h\`, \`7d\`. A variable with \`_FILE\` at its end names a file that holds the
value.

| in assistd.config.json | environment | flag | default | meaning |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

function shown(value: unknown): string {
  return value === undefined ? '' : `\`${JSON.stringify(value)}\``;
}
