import type { z } from 'zod';
import { describedSettings } from '../../src/settings/described.ts';
import { settingsSchema } from '../../src/settings/schema.ts';
import { code, markdownTable } from './markdown.ts';
import { formsOf, type Member } from './setting-members.ts';

/** The table of every setting, and those of what is written inside of one, for `contract/settings.md`. */
export function emitSettings(): string {
  const rows = describedSettings().map(({ name, environment, flag, default: value, choices = [], meaning }) => [
    ...[name, environment, flag].map(code),
    shown(value),
    choices.map(code).join(', '),
    meaning,
  ]);
  const headings = ['in assistd.config.json', 'environment', 'flag', 'default', 'one of', 'meaning'];
  return `# Settings

Written by \`npm run emit\` from \`src/settings/schema.ts\`; \`assistd settings\` shows the same. A flag wins over the environment, which wins over the file. Durations are
written with a unit: \`500ms\`, \`30s\`, \`15m\`, \`1h\`, \`7d\`. A variable with \`_FILE\` at its end names a file that holds the value.

${markdownTable(headings, rows)}
${Object.entries(settingsSchema.shape).map(memberTables).join('')}`;
}

function memberTables([name, schema]: [string, z.ZodType]): string {
  const tables = formsOf(schema).map((members) => `\n${memberTable(members)}\n`);
  return tables.length === 0 ? '' : `\n## ${name}\n${tables.join('')}`;
}

function memberTable(members: readonly Member[]): string {
  const rows = members.map((member) => [
    code(member.name),
    member.required ? 'yes' : '',
    shown(member.default),
    member.choices.map(code).join(', '),
    member.meaning,
  ]);
  return markdownTable(['member', 'required', 'default', 'one of', 'meaning'], rows);
}

function shown(value: unknown): string {
  if (value === undefined || value === '') return '';
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}
