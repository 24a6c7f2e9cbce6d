import { Argument, InvalidArgumentError, Command as Parser, Option as ParserOption } from 'commander';
import type { AnyGiven, Command } from './command.ts';
import { flagOf, groups, type Option } from './described.ts';
import { exitCodeMeanings } from './exit-codes.ts';
import { optionsOf } from './options.ts';

/** A command that was found on the command line, with what was given to it. */
export interface Parsed extends AnyGiven {
  readonly command: Command;
}

/**
 * Makes the parser of `commands`. Only the command that `words` call gets its options, since knowing all settings takes time.
 * It throws commander's errors instead of ending the process.
 */
export async function createParser(
  commands: readonly Command[],
  words: readonly string[],
  version: string,
  found: (parsed: Parsed) => Promise<void>,
): Promise<Parser> {
  const program = prepared(new Parser('assistd'))
    .description('Remote assistance that speaks Microsoft Graph: the service, and a command line for any Graph.')
    .version(version)
    .addHelpText(
      'after',
      `\nExit codes:\n${exitCodeLines('  ')}\n\nStart with: assistd dev, and in another shell: assistd login --dev`,
    );
  const parents = new Map<string, Parser>();
  for (const command of commands) {
    const [first = '', second] = command.name.split(' ');
    let parent: Parser = program;
    if (second !== undefined) {
      parent = parents.get(first) ?? prepared(program.command(first)).description(groups[first] ?? '');
      parents.set(first, parent);
    }
    const chosen = isCalled(command, words);
    const made = prepared(parent.command(second ?? first))
      .helpCommand(false)
      .summary(command.summary);
    made.description([command.summary, command.description].filter(Boolean).join('\n\n'));
    if (chosen) await complete(made, command, found);
  }
  return program;
}

function exitCodeLines(indent: string): string {
  return Object.entries(exitCodeMeanings)
    .map(([code, meaning]) => `${indent}${code.padEnd(5)}${meaning}`)
    .join('\n');
}

async function complete(parser: Parser, command: Command, found: (parsed: Parsed) => Promise<void>): Promise<void> {
  for (const { name, description, required, choices } of command.arguments) {
    const argument = new Argument(required ? `<${name}>` : `[${name}]`, description);
    parser.addArgument(choices ? argument.choices(choices) : argument);
  }
  const options = await optionsOf(command);
  const ofSettings = command.settings
    ? Object.keys((await import('./settings-options.ts')).settingsOptions(command.settings))
    : [];
  for (const [key, option] of Object.entries(options)) {
    const made = parserOption(key, option);
    // There are some fifty, which have a page of their own; between them nobody finds what is the command's.
    parser.addOption(ofSettings.includes(key) && key !== 'config' ? made.hideHelp() : made);
  }
  if (ofSettings.length > 0) parser.addHelpText('after', settingsText);
  parser.addHelpText('after', examplesText(command));
  parser.action(async (...given: unknown[]) => {
    const values = parser.opts<Record<string, boolean | string | number | undefined>>();
    const named = command.arguments.map(({ name }, index) => [name, given[index] as string | undefined]);
    await found({
      command,
      arguments: Object.fromEntries(named),
      options: Object.fromEntries(
        Object.entries(options).map(([key, option]) => [key, givenValue(key, option, values)]),
      ),
      settings: Object.fromEntries(ofSettings.filter((key) => key in values).map((key) => [key, values[key]])),
    });
  });
}

const settingsText =
  '\nEvery setting is an option as well: --public-origin for publicOrigin. To see them all: assistd settings';

function parserOption(key: string, option: Option): ParserOption {
  const flag = option.short ? `-${option.short}, ${flagOf(key)}` : flagOf(key);
  const made = new ParserOption(
    option.kind === 'flag' ? flag : `${flag} <${option.value ?? key.toUpperCase()}>`,
    option.description,
  );
  if (option.choices) made.choices(option.choices);
  if (option.kind === 'number') made.argParser(parseNumber);
  if (option.default !== undefined) made.default(option.default);
  return made;
}

/** Commander takes `--no-x` for the opposite of an `x` that is on. */
function givenValue(
  key: string,
  { kind }: Option,
  values: Readonly<Record<string, boolean | string | number | undefined>>,
) {
  if (/^no[A-Z]/.test(key)) return values[`${key.charAt(2).toLowerCase()}${key.slice(3)}`] === false;
  return kind === 'flag' ? values[key] === true : values[key];
}

function parseNumber(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number)) {
    throw new InvalidArgumentError('Write a whole number.');
  }
  return number;
}

function examplesText({ examples }: Command): string {
  if (examples.length === 0) return '';
  return `\nExamples:\n${examples.map(({ line, does }) => `  ${does}\n    $ ${line}`).join('\n')}`;
}

function isCalled({ name }: Command, words: readonly string[]): boolean {
  const spoken = words.filter((word) => !word.startsWith('-') && word !== 'help');
  const names = name.split(' ');
  return names.every((word, index) => spoken[index] === word);
}

function prepared(parser: Parser): Parser {
  return parser
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'assistd: ')) })
    .showHelpAfterError('(add --help for more)')
    .helpCommand(true);
}
