import { commands } from '../../src/cli/commands.ts';
import { type Described, flagOf, groups, type Option } from '../../src/cli/described.ts';
import { exitCodeMeanings } from '../../src/cli/exit-codes.ts';
import { everyOption, graphOptions, outputOptions } from '../../src/cli/options.ts';
import type { EmittedFile } from './emitted-file.ts';

/** Every page of `docs/commands`. */
export const commandFiles: readonly EmittedFile[] = [
  { file: 'README.md', make: () => commandsPage(commands) },
  ...commands.map((command) => ({ file: pageFile(command.name), make: () => commandPage(command) })),
];

/** The page of one command, in Markdown. */
function commandPage(command: Described): string {
  const { name, summary, description, needs, prints, settings, examples } = command;
  const parts = [
    `# assistd ${name}`,
    summary,
    needs === 'assistd' ? 'Only an assistd has this; Microsoft’s Graph does not.' : undefined,
    description,
    `    ${usageOf(command)}`,
    table(
      'argument',
      command.arguments.map((each) => [`\`${each.name}\``, each.description + choicesOf(each.choices)]),
    ),
    table('option', optionRows(command.options)),
    settings
      ? 'Every [setting](../../contract/settings.md) is an option as well, and `--config FILE` names a file of them.'
      : undefined,
    table('option of many commands', [
      ...(needs ? optionRows(graphOptions) : []),
      ...(prints ? optionRows(outputOptions) : []),
      ...optionRows(everyOption),
    ]),
    '## Examples',
    ...examples.flatMap(({ line, does }) => [does, `\`\`\`sh\n${line}\n\`\`\``]),
  ];
  return `${parts.filter((part) => part !== undefined && part !== '').join('\n\n')}\n`;
}

/** The page that leads to the others. */
function commandsPage(commands: readonly Described[]): string {
  const rows = commands.map(({ name, summary }) => `| [\`${name}\`](${pageFile(name)}) | ${summary} |`);
  const about = Object.entries(groups).map(([name, text]) => `| \`${name} …\` | ${text} |`);
  const codes = Object.entries(exitCodeMeanings).map(([code, meaning]) => `| ${code} | ${meaning} |`);
  return `# Commands

Written by \`npm run emit\` from \`src/cli\`. How to begin is in [the guide](../guide/cli.md).

| command | what it does |
| --- | --- |
${rows.join('\n')}

| group | about |
| --- | --- |
${about.join('\n')}

| exit code | meaning |
| --- | --- |
${codes.join('\n')}
`;
}

function pageFile(name: string): string {
  return `${name.replaceAll(' ', '-')}.md`;
}

function usageOf({ name, arguments: given, settings, options, needs, prints }: Described): string {
  const words = given.map(({ name: argument, required }) => (required ? `<${argument}>` : `[${argument}]`));
  const hasOptions = settings || needs || prints || Object.keys(options).length > 0;
  return ['assistd', name, ...words, ...(hasOptions ? ['[options]'] : [])].join(' ');
}

function optionRows(options: Readonly<Record<string, Option>>): string[][] {
  return Object.entries(options).map(([key, option]) => {
    const flag = option.short ? `-${option.short}, ${flagOf(key)}` : flagOf(key);
    const value = option.kind === 'flag' ? '' : ` <${option.value ?? key.toUpperCase()}>`;
    const fallback = option.default === undefined ? '' : ` Default: \`${option.default}\`.`;
    return [`\`${flag}${value}\``, `${option.description}${choicesOf(option.choices)}${fallback}`];
  });
}

function choicesOf(choices: readonly string[] | undefined): string {
  return choices ? ` One of ${choices.map((choice) => `\`${choice}\``).join(', ')}.` : '';
}

function table(heading: string, rows: readonly (readonly string[])[]): string | undefined {
  if (rows.length === 0) return undefined;
  return [`| ${heading} | meaning |`, '| --- | --- |', ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n');
}
