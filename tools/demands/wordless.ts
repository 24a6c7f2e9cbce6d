import type { z } from 'zod';
import { commands } from '../../src/cli/commands.ts';
import { type Described, groups } from '../../src/cli/described.ts';
import { settingsSchema } from '../../src/settings/schema.ts';
import { formsOf } from '../contract/setting-members.ts';
import { english } from '../translations/languages.ts';

/** What stands somewhere for people to read, and says nothing: one line for each, with where it is written. */
export function wordless(): string[] {
  const texts = [...english].filter(([, text]) => isEmpty(told(text))).map(([id]) => `the English text ${id} is empty`);
  return [...texts, ...wordlessSettings(settingsSchema), ...commands.flatMap(wordlessCommand)];
}

/** Settings without `.describe(…)`, and members of settings. */
export function wordlessSettings(schema: z.ZodObject): string[] {
  return Object.entries(schema.shape).flatMap(([name, setting]) => {
    const members = formsOf(setting)
      .flat()
      .filter(({ meaning }) => isEmpty(meaning));
    const names = [
      ...(isEmpty(setting.description) ? [name] : []),
      ...members.map((member) => `${name}.${member.name}`),
    ];
    return names.map((each) => `the setting ${each} has no describe("what it means")`);
  });
}

/** What is not said of a command: its help, completion and page are made from that. */
export function wordlessCommand({ name, summary, arguments: given, options, examples }: Described): string[] {
  const said: readonly (readonly [string, string | undefined])[] = [
    ['summary', summary],
    ...given.map((each) => [`description of the argument ${each.name}`, each.description] as const),
    ...Object.entries(options).map(
      ([key, option]) => [`description of the option ${key}`, option.description] as const,
    ),
    ['example', examples[0]?.line],
    ...examples.map(({ line, does }) => [`does of the example "${line}"`, does] as const),
    ...groupOf(name),
  ];
  return said.flatMap(([what, text]) => (isEmpty(text) ? [`the command ${name} has no ${what}`] : []));
}

/** A command of two words has a group, which help lists. */
function groupOf(name: string): (readonly [string, string | undefined])[] {
  const [first = '', second] = name.split(' ');
  return second === undefined
    ? []
    : [[`word for its group "${first}" in groups of src/cli/described.ts`, groups[first]]];
}

/** What a text with values in it says, with any values; some want values of a kind, and are taken as they are. */
function told(text: unknown): unknown {
  if (typeof text !== 'function') return text;
  try {
    return text(anyValue, anyValue);
  } catch {
    return text;
  }
}

const anyValue: object = new Proxy({}, { get: (_, name) => (name === Symbol.toPrimitive ? () => '1' : '1') });

/** No text, or one of several parts that has an empty one. */
function isEmpty(text: unknown): boolean {
  if (typeof text === 'object' && text !== null) return Object.values(text).some(isEmpty);
  return text === undefined || (typeof text === 'string' && text.trim() === '');
}
