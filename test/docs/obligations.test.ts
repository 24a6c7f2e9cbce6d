import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { obligationKinds } from '../../src/model/obligation.ts';

test('the guide names every kind of obligation, with its subject and what is done', () => {
  const guide = readFileSync(join(import.meta.dirname, '../../docs/guide/operate.md'), 'utf8');
  const [, rows = ''] = guide.split('| kind | subject | |\n| --- | --- | --- |\n');
  const expected = Object.entries(obligationKinds).map(
    ([kind, { subject, description }]) => `| \`${kind}\` | a ${subject} | ${description} |`,
  );
  assert.deepEqual(rows.split('\n\n')[0]?.split('\n'), expected);
});
