// Control characters, which a terminal would obey, and those that turn the direction of what follows.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get through.
const obeyed = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** Text from elsewhere on one line, as it can be shown: what a terminal would obey is written out. */
export function printableLine(text: string): string {
  return text.replace(obeyed, (character) => named[character] ?? escaped(character));
}

/** The same for text of several lines. */
export function printable(text: string): string {
  return text.split('\n').map(printableLine).join('\n');
}

/** JSON, or YAML in double quotes, that a terminal shows as it is; line ends outside of strings stay. */
export function printableQuoted(text: string): string {
  return text.replace(obeyed, (character) => (character === '\n' ? character : escaped(character)));
}

/** A value as one line of JSON. */
export function jsonLine(value: unknown): string {
  return `${printableQuoted(JSON.stringify(value))}\n`;
}

const named: Readonly<Record<string, string>> = { '\t': ' ', '\n': '\\n', '\r': '\\r' };

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
