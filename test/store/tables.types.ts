import type { Selectable } from 'kysely';
import type { Tables } from '../../contract/tables.ts';
import type { Schema } from '../../src/store/schema.ts';

/*
 * What `src/store/schema.ts` says of the tables is what the migrations made, held by the compiler: `npm run check` fails where a column of
 * either lacks in the other, or has another type.
 */

type Stored<T> = T extends string ? string : T extends number ? number : T;

type Declared = {
  readonly [T in keyof Schema]: { readonly [C in keyof Selectable<Schema[T]>]: Stored<Selectable<Schema[T]>[C]> };
};

/** Of the tables that the service reads and writes by their columns. */
type Made = Pick<Tables, keyof Schema>;

export const everyDeclaredColumnIsMade = (made: Made): Declared => made;
export const everyMadeColumnIsDeclared = (declared: Declared): Made => declared;
