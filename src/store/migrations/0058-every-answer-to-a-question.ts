import type { Migration } from './migration.ts';

/** When the person at a device answered last: a supporter who asks again gets an answer of its own, and one that is told twice is one. */
export const everyAnswerToAQuestion: Migration = {
  version: 58,
  name: 'when the person at a device answered',
  oldestProgram: 1,
  statements: () => ['ALTER TABLE sessions ADD COLUMN consent_answered_at BIGINT'],
};
