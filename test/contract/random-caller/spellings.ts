import type { Chance } from '../../faults/random/chance.ts';

/** An option of a query, decoded. */
export type Option = readonly [name: string, value: string];

export const plain = (options: readonly Option[]) =>
  options.length === 0 ? '' : `?${options.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`;

/** Another spelling that OData takes for the same (OData 4.01 Part 2, sections 2 and 5.1; RFC 3986, section 6.2.2). */
export function respelledQuery(chance: Chance, options: readonly Option[]): string {
  const pairs = options.map(([name, value]) => `${optionName(chance, name)}=${optionValue(chance, value)}`);
  for (let index = pairs.length - 1; index > 0; index--) {
    const other = chance.below(index + 1);
    [pairs[index], pairs[other]] = [pairs[other] as string, pairs[index] as string];
  }
  if (chance.happens(0.2))
    pairs.splice(chance.below(pairs.length + 1), 0, chance.oneOf(['', 'custom=1', 'x-y', 'api-version=1']));
  return pairs.length === 0 ? chance.oneOf(['', '?', '?&']) : `?${pairs.join('&')}`;
}

function optionName(chance: Chance, name: string): string {
  const bare = name.slice(1);
  const cased = chance.oneOf([bare, bare, bare.toUpperCase(), bare.charAt(0).toUpperCase() + bare.slice(1)]);
  return chance.oneOf(['$', '%24', '']) + (chance.happens(0.1) ? encoded(chance, cased, 0.3) : cased);
}

function optionValue(chance: Chance, value: string): string {
  const escaped = chance.happens(0.1) ? encoded(chance, value, 0.4) : encodeURIComponent(value);
  return chance.happens(0.5) ? escaped.replaceAll('%20', '+') : escaped;
}

/** With some characters escaped that need not be. */
function encoded(chance: Chance, text: string, share: number): string {
  return Array.from(text, (character) => {
    const escaped = encodeURIComponent(character);
    if (escaped !== character || !chance.happens(share)) return escaped;
    const hex = `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
    return chance.happens(0.5) ? hex : hex.toUpperCase();
  }).join('');
}

export interface Step {
  readonly name: string;
  readonly key?: string;
  /** Names that mean the same. */
  readonly also?: readonly string[];
}

export const plainPath = (steps: readonly Step[]) =>
  steps.map(({ name, key }) => `/${name}${key === undefined ? '' : `/${encodeURIComponent(key)}`}`).join('');

export function respelledPath(chance: Chance, steps: readonly Step[]): string {
  const path = steps
    .map(({ name, key, also = [] }) => {
      const [head = '', ...rest] = chance.oneOf([name, ...also]).split('(');
      const called = [chance.oneOf([head, head, head.toUpperCase(), head.toLowerCase()]), ...rest].join('(');
      const segment = `${chance.happens(0.1) ? '//' : '/'}${rest.length === 0 && chance.happens(0.1) ? encoded(chance, called, 0.3) : called}`;
      return key === undefined ? segment : segment + respelledKey(chance, key);
    })
    .join('');
  return chance.happens(0.15) ? `${path}/` : path;
}

function respelledKey(chance: Chance, key: string): string {
  const isGuid = /^[0-9a-f-]{36}$/.test(key);
  const cased = isGuid && chance.happens(0.3) ? key.toUpperCase() : key;
  const bare = chance.happens(0.2) ? encoded(chance, cased, 0.3) : encodeURIComponent(cased);
  const quoted = encodeURIComponent(cased.replaceAll("'", "''"));
  return chance.oneOf([
    `/${bare}`,
    `/${bare}`,
    `('${quoted}')`,
    `(%27${quoted}%27)`,
    `(id='${quoted}')`,
    ...(isGuid ? [`(${bare})`] : []),
  ]);
}
