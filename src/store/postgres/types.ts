import pg from 'pg';

const int8 = 20;

/** How values become JavaScript's: 64-bit integers as numbers, since ours are milliseconds and counts; the rest as usual. */
export const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === int8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format),
};
