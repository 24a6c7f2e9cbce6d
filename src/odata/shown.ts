import { type EntityType, type Property, standsIn, type VersionName } from '../edm/type.ts';
import type { JsonFormat } from './json-format.ts';

/** Which members an answer has for each row, and how they are written: all that is known before there are rows. */
export interface Selection extends JsonFormat {
  readonly type: EntityType;
  readonly version: VersionName;
  readonly select: readonly string[] | undefined;
  /** The properties that the caller is not given. */
  readonly hidden: ReadonlySet<string>;
  /** Whether properties that are given only on request are filled in where `$select` names them: the answer is one entity. */
  readonly single: boolean;
  /** The properties that the request has written, which its answer shows as they are now. */
  readonly written: readonly string[];
}

/** A member of the JSON of an entity. */
export interface Shown {
  readonly name: string;
  /** `undefined` for the key, `id`. */
  readonly property: Property | undefined;
  /** Whether the value of a row is shown. Else stands what stands for none. */
  readonly isGiven: boolean;
}

/** The members in the order of the wire. */
export function shownOf({ type, version, select, single, written, hidden }: Selection): Shown[] {
  const shown = Object.entries(type.properties).filter(
    ([name, property]) => standsIn(property, version) && (!select || select.includes(name)),
  );
  const members = shown.map(([name, property]): Shown => {
    const asked = !property.selectOnly || (single && select !== undefined) || written.includes(name);
    return { name, property, isGiven: asked && !hidden.has(name) };
  });
  if (!select || select.includes('id')) {
    members.unshift({ name: 'id', property: undefined, isGiven: true });
  }
  return members;
}

const mostKept = 200;

/** What is made once for each selection, and kept. Clients decide what they select, so the number of different ones has no limit. */
export function perSelection<T>(make: (selection: Selection) => T): (selection: Selection) => T {
  const made = new WeakMap<EntityType, OfType<T>>();
  return (selection) => {
    const ofType: OfType<T> = made.get(selection.type) ?? { known: new Map(), newest: undefined };
    const { newest, known } = ofType;
    if (newest && areAlike(newest.selection, selection)) return newest.made;
    made.set(selection.type, ofType);
    const { version, metadata, longsAsText, single, select, hidden, written } = selection;
    const key = `${version} ${metadata} ${longsAsText} ${single} ${select ?? '*'} ${[...hidden]} ${written}`;
    let found = known.get(key);
    if (found === undefined) {
      found = make(selection);
      if (known.size >= mostKept) known.clear();
      known.set(key, found);
    }
    ofType.newest = { selection, made: found };
    return found;
  };
}

interface OfType<T> {
  readonly known: Map<string, T>;
  /** What is asked for is nearly always what was asked for before, which is seen without making its key. */
  newest: { readonly selection: Selection; readonly made: T } | undefined;
}

/** Of one type. False for some that are alike: of the lists, only the same one and empty ones count as such. */
function areAlike(one: Selection, other: Selection): boolean {
  return (
    one.version === other.version &&
    one.metadata === other.metadata &&
    one.longsAsText === other.longsAsText &&
    one.single === other.single &&
    one.select === other.select &&
    (one.hidden === other.hidden || one.hidden.size + other.hidden.size === 0) &&
    one.written.length + other.written.length === 0
  );
}
