import { emptyValue } from '../edm/empty-value.ts';
import type { EntityType, Property } from '../edm/type.ts';
import { columnsOf, type StoredEntity } from './stored-entities.ts';

/** What columns hold, by their names. */
export type Cells = Readonly<Record<string, string | number | null>>;

/** The cells that a decoded body sets. */
export function cellsOf({ properties }: EntityType, body: Readonly<Record<string, unknown>>): Cells {
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, cellOf(value, properties[name])]));
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
