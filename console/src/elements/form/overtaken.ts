import type { Json } from '../../../../src/client/graph.ts';

/** Somebody else has changed meanwhile what is being changed; `values` is what they made of it. */
export class Overtaken extends Error {
  readonly values: Readonly<Json>;

  constructor(values: Readonly<Json>) {
    super(`changed meanwhile: ${Object.keys(values).join(', ')}`);
    this.name = 'Overtaken';
    this.values = values;
  }
}

/**
 * Graph gives no ETags to send with a change, so who changes something looks again just before.
 * @param before what the change was made from
 * @param now what is there
 * @throws Overtaken where somebody has made something else of a property that is changed
 */
export function assertNotOvertaken(changes: Readonly<Json>, before: Readonly<Json>, now: Readonly<Json>): void {
  const values = Object.keys(changes).filter((name) => now[name] !== before[name] && now[name] !== changes[name]);
  if (values.length > 0) throw new Overtaken(Object.fromEntries(values.map((name) => [name, now[name]])));
}
