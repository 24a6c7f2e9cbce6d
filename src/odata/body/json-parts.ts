import { giveWay } from '../../core/give-way.ts';
import { isObject } from '../../core/json.ts';

/** In characters: they are parsed in less than 1 ms. */
const partLength = 100_000;

/**
 * The object that a long JSON text is, with the items of its longest array parsed a part at a time, and others answered between: `JSON.parse` takes 10 ms for
 * the 1.6 MB of an import. What is made of the text without these items, and of the parts, is JSON where and only where the whole of it is.
 *
 * @param items where that array is opened, its commas, and where it is closed (`JsonMeasure`)
 * @returns `undefined` where the text is to be parsed as a whole, which also tells what is wrong with it
 */
export async function parsedInParts(text: string, items: readonly number[]): Promise<object | undefined> {
  const opening = items[0] ?? 0;
  const closing = items.at(-1) ?? 0;
  const object = parsedOrNone(text.slice(0, opening + 1) + text.slice(closing));
  if (!isObject(object)) return undefined;
  const [array, ...others] = Object.values(object).filter((each) => Array.isArray(each) && each.length === 0);
  // Which of several empty arrays it is nobody can say.
  if (!Array.isArray(array) || others.length > 0) return undefined;
  for (let first = 0; first < items.length - 1; ) {
    const from = items[first] ?? 0;
    let last = first + 1;
    while (last < items.length - 1 && (items[last] ?? 0) - from < partLength) last++;
    const part = parsedOrNone(`[${text.slice(from + 1, items[last])}]`);
    // Nothing between two commas would be an empty array here, and is no JSON there.
    if (!Array.isArray(part) || part.length !== last - first) return undefined;
    array.push(...part);
    first = last;
    await giveWay();
  }
  return object;
}

function parsedOrNone(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
