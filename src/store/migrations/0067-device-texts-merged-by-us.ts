import type { Migration } from './migration.ts';

/**
 * Parts of the index of texts are merged when it is told to, and not within the statement that puts a text in: that took up to 30 ms of a turn. Eight parts
 * at a time are half the merges of four (https://sqlite.org/fts5.html, "automerge" and "usermerge"). A program that tells it nothing has it merge sixteen at once.
 */
export const deviceTextsMergedByUs: Migration = {
  version: 67,
  name: 'the index of device texts is merged in small parts',
  oldestProgram: 1,
  statements: (dialect) =>
    dialect === 'sqlite'
      ? [
          `INSERT INTO managed_device_texts (managed_device_texts, rank) VALUES ('automerge', 0)`,
          `INSERT INTO managed_device_texts (managed_device_texts, rank) VALUES ('usermerge', 8)`,
        ]
      : [],
};
