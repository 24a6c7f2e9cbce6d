import { primitives } from '../edm/primitive.ts';
import type { Property } from '../edm/type.ts';
import { type MemberWriter, propertyWriter, quotedJson, type Row, writerBehind } from './json-text.ts';
import { perSelection, shownOf } from './shown.ts';

/** The column that has the text of a row: an object. */
export const textColumn = 'written_json';

/** Where in that text a member is to be put in. No JSON has it: it is escaped there (RFC 8259, section 7). */
export const gap = '\u0001';

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
  /** Whether the database leaves a {@link gap} for a value, and gives it beside the text. */
  readonly isLeft: boolean;
}

interface RowText {
  readonly members: readonly RowMember[];
  /** What is written into the gaps. */
  readonly left: readonly Pick<MemberWriter, 'name' | 'write'>[];
}

/** What the JSON of rows is made of. A page of a thousand rows takes a third of the work where most values never leave the database. */
export const rowText = perSelection((selection): RowText => {
  const left: Pick<MemberWriter, 'name' | 'write'>[] = [];
  const members = shownOf(selection).map(({ name, property, annotation, isGiven }, index): RowMember => {
    const comma = index > 0 ? ',' : '';
    const opening = `${comma}${annotation}${quotedJson(name)}:`;
    const isLeft = property !== undefined && isGiven && !isPlain(property);
    const absent = property ? propertyWriter(property, selection)(undefined) : 'null';
    if (isLeft) left.push({ name, write: writerBehind(opening, property, selection).write });
    return { opening, absent, column: isGiven ? name : undefined, property, isLeft };
  });
  return { members, left };
});

/** Whether every database writes its values alike: not numbers with a fraction, whose texts differ, and not what has members itself. */
function isPlain({ type, collection }: Property): boolean {
  if (collection || type.kind === 'complex') return false;
  return type.kind === 'enum' || primitives[type.name].column !== 'DOUBLE PRECISION';
}

/** An object with what a row shows, of what the database has written. */
export const writtenRow = perSelection((selection): ((row: Row) => string) => {
  const { left } = rowText(selection);
  return (row) => {
    let text = row[textColumn] as string;
    let from = 0;
    for (const { name, write } of left) {
      const held = row[name];
      if (held === null || held === undefined) continue;
      // What was put in has no gap, and stands before the next.
      const place = text.indexOf(gap, from);
      const written = write(held);
      text = text.slice(0, place) + written + text.slice(place + 1);
      from = place + written.length;
    }
    return text;
  };
});
