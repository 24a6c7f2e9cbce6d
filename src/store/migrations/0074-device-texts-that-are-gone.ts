import type { Migration } from './migration.ts';

/**
 * A part of the index of texts is written anew for the texts in it that are gone when these are half of it, and not a tenth (https://sqlite.org/fts5.html, "deletemerge").
 * Where many devices change again and again that was most of the work.
 */
export const deviceTextsThatAreGone: Migration = {
  version: 74,
  name: 'the index of device texts keeps texts that are gone for longer',
  oldestProgram: 1,
  statements: (dialect) =>
    dialect === 'sqlite'
      ? [`INSERT INTO managed_device_texts (managed_device_texts, rank) VALUES ('deletemerge', 50)`]
      : [],
};
