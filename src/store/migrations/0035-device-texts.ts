import type { Migration } from './migration.ts';

/** `organisationTrigram` of `store/query/trigrams.ts`, of a GUID: three characters of four of its digits each. */
const places = [
  [1, 2, 3, 4],
  [5, 6, 7, 8],
  [10, 11, 12, 13],
];
const digit = (place: number) => `instr('0123456789abcdef', substr(tenant_id, ${place}, 1))`;
const characters = places.map((each) => each.map(digit).reduce((value, next) => `(${value}) * 17 + ${next}`, '7'));
const texts = ['deviceName', 'serialNumber', 'userPrincipalName', 'userDisplayName'];
const line = [`char(${characters.join(', ')})`, ...texts.map((name) => `coalesce("${name}", '')`)].join(
  ' || char(10) || ',
);

/**
 * An index of all three characters that follow one another (https://sqlite.org/fts5.html, "The Trigram Tokenizer"). It keeps which rows
 * have them, and neither the texts nor where in them: 33 bytes for a device. What changed is noted, and taken into the index by many
 * (`store/table/device-texts.ts`). No triggers do that: each statement with one keeps what it changes in a journal until its
 * savepoint ends, which made an import of a thousand devices take ten times as long. So a program that does not note may not write here.
 *
 * PostgreSQL's `pg_trgm` cannot be used under row-level security, which lets no operator look that is not leakproof.
 */
export const deviceTexts: Migration = {
  version: 35,
  name: 'device texts',
  oldestProgram: 35,
  statements: (dialect) => {
    if (dialect === 'postgres') return [];
    return [
      `CREATE VIRTUAL TABLE managed_device_texts USING fts5 (line, tokenize = 'trigram', content = '', contentless_delete = 1, detail = none)`,
      `CREATE TABLE managed_device_texts_due (
  tenant_id TEXT NOT NULL,
  device INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, device)
) STRICT, WITHOUT ROWID`,
      `INSERT INTO managed_device_texts (rowid, line) SELECT rowid, ${line} FROM managed_devices`,
    ];
  },
};
