import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { z } from 'zod';
import { command } from '../../src/cli/command.ts';
import { type Migration, tenantTable } from '../../src/store/migrations/migration.ts';
import { migrations } from '../../src/store/migrations/migrations.ts';
import { sqliteTables } from '../../tools/columns.ts';
import { unawaitedIn } from '../../tools/demands/unawaited.ts';
import { wordlessCommand, wordlessSettings } from '../../tools/demands/wordless.ts';
import { postgresTables } from '../../tools/postgres-tables.ts';
import { misnumbered, twinProblems, unguardedTables } from '../../tools/twins.ts';

suite('what is declared says what it is', () => {
  test('a setting, and what is written inside of one', () => {
    const operator = z.strictObject({ user: z.string().describe('Its name.'), password: z.string() });
    const schema = z.strictObject({
      quiet: z.string(),
      told: z.string().default('x').describe('What it is.'),
      connectors: z.array(z.strictObject({ operator: operator.describe('Who.') })).describe('Partners.'),
    });
    assert.deepEqual(wordlessSettings(schema), [
      'the setting quiet has no describe("what it means")',
      'the setting connectors.operator.password has no describe("what it means")',
    ]);
  });

  test('a command, with its arguments, options, examples and group', () => {
    const silent = command({
      name: 'things list',
      summary: ' ',
      arguments: [{ name: 'thing', required: true, description: '' }],
      options: { all: { kind: 'flag', description: '' } },
      examples: [],
      run: async () => {},
    });
    assert.deepEqual(wordlessCommand(silent), [
      'the command things list has no summary',
      'the command things list has no description of the argument thing',
      'the command things list has no description of the option all',
      'the command things list has no example',
      'the command things list has no word for its group "things" in groups of src/cli/described.ts',
    ]);
  });
});

suite('a migration makes the same in both databases', () => {
  const things = 'tenant_id TEXT NOT NULL, id TEXT NOT NULL, colour TEXT';
  const step = (version: number, statements: Migration['statements']): Migration => ({
    version,
    name: `step ${version}`,
    oldestProgram: 1,
    statements,
  });

  test('columns and indexes that one of them has alone are named', () => {
    const [sqlite, postgres] = [sqliteTables(), postgresTables()];
    assert.deepEqual(twinProblems([sqlite, postgres], migrations), []);
    const { colour, ...others } = { ...sqlite.grants, colour: { type: 'text', nullable: true } };
    const index = step(1, () => ['CREATE INDEX grants_colour ON grants (tenant_id, colour)']);
    const problems = twinProblems([{ ...sqlite, grants: { ...others, colour } }, postgres], [...migrations, index]);
    assert.deepEqual(problems, [
      'grants.colour is in sqlite alone: its migration has to make it in both',
      'the index grants_colour is in postgres alone: its migration has to make it in both',
    ]);
  });

  test('a table of tenants’ rows that PostgreSQL does not guard is named', () => {
    assert.deepEqual(unguardedTables(postgresTables(), migrations), []);
    const open = [step(1, () => [`CREATE TABLE things (${things})`])];
    const letGo = [
      step(1, () => [...tenantTable('postgres', 'things', things), 'ALTER TABLE things NO FORCE ROW LEVEL SECURITY']),
    ];
    const problem = 'things has rows of tenants and no row-level security in postgres: make it with tenantTable';
    for (const steps of [open, letGo]) assert.deepEqual(unguardedTables(postgresTables(steps), steps), [problem]);
    const guarded = [step(1, (dialect) => tenantTable(dialect, 'things', things))];
    assert.deepEqual(unguardedTables(postgresTables(guarded), guarded), []);
  });

  test('steps are in the order of their numbers, and no two have one', () => {
    assert.deepEqual(misnumbered(migrations), []);
    const none = () => [];
    assert.deepEqual(misnumbered([step(1, none), step(3, none), step(3, none), step(2, none)]), [
      'the migration "step 3" is 3, and comes after 3: number it higher',
      'the migration "step 2" is 2, and comes after 3: number it higher',
    ]);
  });
});

test('a query that is run and not awaited is named', () => {
  const text = `async function f(tx) {\n  await tx.sql.deleteFrom('a').execute();\n  tx.sql\n    .deleteFrom('b')\n    .execute();\n  return tx.sql.selectFrom('c').execute();\n}`;
  assert.deepEqual(unawaitedIn('f.ts', text), ['f.ts:3: a query is run and not awaited']);
});
