import { primitives } from '../edm/primitive.ts';
import type { Property } from '../edm/type.ts';
import { type MemberWriter, propertyWriter, quotedJson, writerBehind } from './json-text.ts';
import { perSelection, type Selection, shownOf } from './shown.ts';

/**
 * Where in the text of rows a member is to be put in, by its place among those that are left. No JSON has these characters: they are escaped
 * there (RFC 8259, section 7).
 */
function gapOf(place: number): string {
  if (place >= 0x1f) throw new RangeError('there are no more characters that JSON does not have');
  return String.fromCharCode(place + 1);
}

/** A member of a row of which a database makes the text. */
export interface RowMember {
  /** What stands before its value: the comma, where one is needed, and the name. */
  readonly opening: string;
  /** What stands for no value. */
  readonly absent: string;
  /** Where its value is; `undefined` where that is not shown. */
  readonly column: string | undefined;
  /** `undefined` for the key, `id`. */
  readonly property: Property | undefined;
  /** What the database leaves for a value that it gives beside the text; `undefined` where it writes it. */
  readonly gap: string | undefined;
}

interface RowText {
  readonly members: readonly RowMember[];
  /** What is written into the gaps. */
  readonly left: readonly Pick<MemberWriter, 'name' | 'write'>[];
}

/** What the JSON of rows is made of. A page of a thousand rows takes a third of the work where its values never leave the database. */
export const rowText = perSelection((selection): RowText => {
  const left: Pick<MemberWriter, 'name' | 'write'>[] = [];
  const members = shownOf(selection).map(({ name, property, isGiven }, index): RowMember => {
    const comma = index > 0 ? ',' : '';
    const opening = `${comma}${quotedJson(name)}:`;
    const isLeft = property !== undefined && isGiven && !isPlain(property);
    const absent = property ? propertyWriter(property, selection)(undefined) : 'null';
    const gap = isLeft ? gapOf(left.length) : undefined;
    if (isLeft) left.push({ name, write: writerBehind(opening, property, selection).write });
    return { opening, absent, column: isGiven ? name : undefined, property, gap };
  });
  return { members, left };
});

/** Whether every database writes its values alike: not numbers with a fraction, whose texts differ, and not what has members itself. */
function isPlain({ type, collection }: Property): boolean {
  if (collection || type.kind === 'complex') return false;
  return type.kind === 'enum' || primitives[type.name].column !== 'DOUBLE PRECISION';
}

/**
 * Puts what the database has left into its text.
 *
 * @param values of each member that is left, those that are there, in the order of the rows
 */
export function withLeft(text: Buffer, selection: Selection, values: readonly (readonly unknown[])[]): Buffer {
  if (values.every((each) => each.length === 0)) return text;
  const { left } = rowText(selection);
  const next = left.map(() => 0);
  const whole = String(text).replace(gaps, (gap) => {
    const place = gap.charCodeAt(0) - 1;
    const index = next[place] ?? 0;
    next[place] = index + 1;
    return left[place]?.write(values[place]?.[index] as object) ?? '';
  });
  return Buffer.from(whole);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what gaps are.
const gaps = /[\u0001-\u001f]/g;
