import { type Described, flagOf, groups, type Named, type Option } from '../described.ts';
import { optionsOf } from '../options.ts';

/** What can follow some words of a command line. */
export interface Place {
  /** The words so far, `partners list`; the empty string at the beginning. */
  readonly after: string;
  readonly words: readonly Word[];
  /** What may be named there. */
  readonly names?: Named | undefined;
}

export interface Word {
  readonly word: string;
  readonly description: string;
  /** What may follow an option, where that is a choice. */
  readonly values?: readonly string[];
  /** The letter of an option's short form. */
  readonly short?: string;
}

/** Everything that can be completed. */
export async function completionWords(commands: readonly Described[]): Promise<Place[]> {
  const first = new Map<string, Word>();
  const seconds = new Map<string, Word[]>();
  for (const { name, summary } of commands) {
    const [group = '', second] = name.split(' ');
    first.set(group, { word: group, description: second === undefined ? summary : (groups[group] ?? '') });
    if (second !== undefined)
      seconds.set(group, [...(seconds.get(group) ?? []), { word: second, description: summary }]);
  }
  const ofCommands = commands.map(async (command): Promise<Place> => {
    const choices = command.arguments.flatMap(({ choices = [], description }) =>
      choices.map((word) => ({ word, description })),
    );
    const options = Object.entries(await optionsOf(command)).map(([key, option]) => optionWord(key, option));
    const words = [...choices, ...options, { word: '--help', description: 'Show help.' }];
    return { after: command.name, words, names: command.arguments.find(({ names }) => names)?.names };
  });
  return [
    { after: '', words: [...first.values(), { word: '--help', description: 'Show help.' }] },
    ...[...seconds].map(([after, words]) => ({ after, words })),
    ...(await Promise.all(ofCommands)),
  ];
}

function optionWord(key: string, { description, choices, short }: Option): Word {
  return { word: flagOf(key), description, ...(choices && { values: choices }), ...(short && { short }) };
}
