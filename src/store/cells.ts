import { isObject } from '../core/json.ts';
import { emptyValue } from '../edm/empty-value.ts';
import type { EntityType, Property } from '../edm/type.ts';
import { columnsOf, type StoredEntity } from './stored-entities.ts';

/** What columns hold, by their names. */
export type Cells = Readonly<Record<string, string | number | null>>;

/**
 * The cells that a decoded body sets of a new row, or of the one that was there `before`: of a structure, what the body does not name
 * stays (OData 4.01 Part 1, section 11.4.3).
 */
export function cellsOf({ properties }: EntityType, body: Readonly<Record<string, unknown>>, before?: object): Cells {
  const held = (before ?? {}) as Readonly<Record<string, unknown>>;
  const cells: Record<string, string | number | null> = {};
  for (const [name, value] of Object.entries(body)) {
    const property = properties[name];
    cells[name] = cellOf(property ? merged(value, held[name], property) : value, property);
  }
  return cells;
}

function merged(value: unknown, held: unknown, { type, collection }: Property): unknown {
  if (type.kind !== 'complex' || collection || !isObject(value)) return value;
  const before: unknown = typeof held === 'string' ? JSON.parse(held) : held;
  if (!isObject(before)) return value;
  const changes = Object.entries(value).flatMap(([name, part]) => {
    const property = type.properties[name];
    if (!property) return [[name, part]];
    // What stands for nothing says no more of a member than its absence, and is all that answers have for that.
    const isUnsaid = !(name in before) && part === (property.nullable ? null : emptyValue(property));
    return isUnsaid ? [] : [[name, merged(part, before[name], property)]];
  });
  return { ...before, ...Object.fromEntries(changes) };
}

/** The cells of an entity of which nothing is said; it has no `id`. */
export function blankCells(entity: StoredEntity): Cells {
  return Object.fromEntries(
    columnsOf(entity).flatMap(({ name, property, nullable }) =>
      property ? [[name, nullable ? null : cellOf(emptyValue(property), property)]] : [],
    ),
  );
}

function cellOf(value: unknown, property: Property | undefined): string | number | null {
  if (value === null || value === undefined) return null;
  if (property?.collection || property?.type.kind === 'complex') return JSON.stringify(value);
  // Every other value is a text, a number, or a Boolean, which stands as 0 or 1.
  return typeof value === 'boolean' ? Number(value) : (value as string | number);
}
