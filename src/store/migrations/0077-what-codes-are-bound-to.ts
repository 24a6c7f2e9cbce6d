import type { Migration } from './migration.ts';

/** A code is presented again with what it was presented with first: its denial with anything else proves nothing. */
export const whatCodesAreBoundTo: Migration = {
  version: 77,
  name: 'what presented codes are bound to',
  oldestProgram: 1,
  statements: () => [
    'ALTER TABLE presented_codes ADD COLUMN client_id TEXT',
    'ALTER TABLE presented_codes ADD COLUMN redirect_uri TEXT',
  ],
};
