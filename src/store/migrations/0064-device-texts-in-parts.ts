import type { Migration } from './migration.ts';

/**
 * How much of the index of texts is held before it is written, in bytes (https://sqlite.org/fts5.html): some 200 devices. With FTS5's own megabyte
 * all of an import was written by its commit, which held the thread for that long.
 */
export const deviceTextsInParts: Migration = {
  version: 64,
  name: 'the index of device texts is written in small parts',
  oldestProgram: 1,
  statements: (dialect) =>
    dialect === 'sqlite'
      ? [`INSERT INTO managed_device_texts (managed_device_texts, rank) VALUES ('hashsize', 65536)`]
      : [],
};
