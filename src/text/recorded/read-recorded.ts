import { instant, type Part } from './english.ts';
import { numbers, type Sentences, sentences } from './sentences.ts';

type Id = keyof Sentences;

interface Found {
  readonly id: Id;
  readonly values: Readonly<Record<string, string>>;
}

/** Reads what was recorded in another language: a sentence of the table in its words, and whatever else as a quotation. */
export function readIn(translated: Partial<Sentences>): (recorded: string) => readonly Part[] {
  const read = (recorded: string): readonly Part[] =>
    pieces(recorded).flatMap((piece, place) => [
      ...(place > 0 ? [translated.and ?? sentences.and] : []),
      ...(typeof piece === 'string' ? [{ quoted: piece }] : said(piece)),
    ]);
  const said = ({ id, values }: Found): readonly Part[] =>
    (translated[id] ?? sentences[id]).split(/\{(\w+)\}/).flatMap((part, place) => {
      if (place % 2 === 0) return part === '' ? [] : [part];
      return shownValue(part, values[part] ?? '');
    });
  const shownValue = (name: string, value: string): readonly Part[] => {
    if (name === 'instant') return [{ instant: value }];
    if (name === 'said') return [{ quoted: value }];
    if (name === 'why') return read(value);
    // A call is named by the partner's route, or in words of ours.
    const found = name === 'call' ? find(value) : undefined;
    return found ? said(found) : [value];
  };
  return read;
}

/** The sentences of what was recorded, which a semicolon divides; what is none of them stays a text. */
function pieces(recorded: string): readonly (Found | string)[] {
  const whole = find(recorded);
  if (whole) return [whole];
  const places = [...recorded.matchAll(new RegExp(sentences.and, 'g'))].map(({ index }) => index);
  // A sentence may have a semicolon itself, so the longest that is known comes first.
  for (const place of places.toReversed()) {
    const head = find(recorded.slice(0, place));
    if (head) return [head, ...pieces(recorded.slice(place + sentences.and.length))];
  }
  for (const place of places) {
    const tail = find(recorded.slice(place + sentences.and.length));
    if (tail) return [recorded.slice(0, place), tail];
  }
  return [recorded];
}

function find(recorded: string): Found | undefined {
  for (const { id, pattern, wordless } of patterns()) {
    const match = pattern.exec(recorded);
    if (!match) continue;
    const values = match.groups ?? {};
    // A name before a colon may stand before anything.
    if (!wordless || find(values.why ?? '')) return { id, values };
  }
  return undefined;
}

let known: readonly { readonly id: Id; readonly pattern: RegExp; readonly wordless: boolean }[] | undefined;

function patterns() {
  known ??= Object.entries(sentences).map(([id, template]) => ({
    id: id as Id,
    pattern: new RegExp(
      `^${template
        .split(/\{(\w+)\}/)
        .map(patternOf)
        .join('')}$`,
      's',
    ),
    wordless: !/\p{L}/u.test(template.replaceAll(/\{\w+\}/g, '')),
  }));
  return known;
}

/** Of the pieces of a template, at every second place is the name of a value. */
function patternOf(part: string, place: number): string {
  if (place % 2 === 0) return part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  if (part === 'instant') return `(?<instant>${instant})`;
  if (numbers.has(part)) return String.raw`(?<${part}>\d+)`;
  // A name goes over no end of a sentence.
  return part === 'why' || part === 'said' ? `(?<${part}>.+?)` : `(?<${part}>(?:(?!${sentences.and}).)+?)`;
}
