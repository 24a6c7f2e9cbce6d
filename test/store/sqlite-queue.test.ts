import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { suite, test } from 'node:test';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { Failure } from '../../src/core/failure.ts';
import { SqliteQueue } from '../../src/store/sqlite/queue.ts';

const unavailable = (error: unknown) => error instanceof Failure && error.kind === 'unavailable';

suite('the queue of SQLite writes', () => {
  test('when a commit fails, all that shared it fail, those that had failed anyway included, and nothing stays', async () => {
    using database = new DatabaseSync(':memory:', { enableForeignKeyConstraints: true });
    // A deferred constraint is looked at by the COMMIT.
    database.exec('CREATE TABLE parents (id TEXT PRIMARY KEY) STRICT');
    database.exec('CREATE TABLE rows (id TEXT REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED) STRICT');
    const queue = new SqliteQueue(database);
    const insert = (id: string | null) =>
      queue.submit(async () => database.prepare('INSERT INTO rows VALUES (?)').run(id));
    const outcomes = await Promise.allSettled([
      insert(null),
      insert('without a parent'),
      queue.submit(() => Promise.reject(new Error('saw what was never committed'))),
    ]);
    for (const outcome of outcomes) assert.ok(outcome.status === 'rejected' && unavailable(outcome.reason));
    assert.equal(database.prepare('SELECT count(*) AS count FROM rows').get()?.count, 0);
    await insert(null);
    assert.equal(database.prepare('SELECT count(*) AS count FROM rows').get()?.count, 1);
  });

  test('transactions that wait together share a commit, up to 64 of them', async () => {
    let commits = 0;
    class Counted extends DatabaseSync {
      override exec(statements: string): void {
        if (statements === 'COMMIT') commits++;
        super.exec(statements);
      }
    }
    using database = new Counted(':memory:');
    const queue = new SqliteQueue(database);
    const write = async () => assert.equal(database.isTransaction, true);
    await Promise.all(Array.from({ length: 65 }, () => queue.submit(write)));
    assert.equal(commits, 2);
    await queue.submit(write);
    assert.equal(commits, 3);
  });

  test('while a flush is under way there is no commit that could not share it: what comes until then comes along', async () => {
    class Counted extends DatabaseSync {
      commits = 0;
      override exec(statements: string): void {
        if (statements === 'COMMIT') this.commits++;
        super.exec(statements);
      }
    }
    using database = new Counted(':memory:');
    const flushes: PromiseWithResolvers<void>[] = [];
    let underWay: Promise<void> | undefined;
    const flush = () => {
      const flush = Promise.withResolvers<void>();
      flushes.push(flush);
      underWay = flush.promise.finally(() => {
        underWay = undefined;
      });
      return underWay;
    };
    const queue = new SqliteQueue(database, { flush, flushing: () => underWay });
    let ran = 0;
    const submit = () => queue.submit(async () => void ran++);
    const first = submit();
    const until = async (done: () => boolean) => {
      while (!done()) await setImmediate();
    };
    await until(() => flushes.length === 1);
    const second = submit();
    await until(() => ran === 2);
    const third = submit();
    await until(() => ran === 3);
    assert.equal(database.commits, 1, 'what came while the first is flushed has run, and waits');
    flushes[0]?.resolve();
    await first;
    await until(() => flushes.length === 2);
    assert.equal(database.commits, 2, 'one commit for both');
    // A disk that fails holds nobody up, and is told by the flush.
    const fourth = submit();
    await until(() => ran === 4);
    flushes[1]?.reject(new Error('no disk'));
    await assert.rejects(second, /no disk/);
    await assert.rejects(third, /no disk/);
    await until(() => flushes.length === 3);
    assert.equal(database.commits, 3);
    // So many as share a commit at most are not held back.
    const many = Array.from({ length: 64 }, submit);
    await until(() => flushes.length === 4);
    assert.equal(database.commits, 4);
    for (const flush of flushes.slice(2)) flush.resolve();
    await Promise.all([fourth, ...many]);
  });

  test('callers who ask again as soon as they are answered share the next commit, and a lone one waits for nobody', async () => {
    class Counted extends DatabaseSync {
      commits = 0;
      override exec(statements: string): void {
        if (statements === 'COMMIT') this.commits++;
        super.exec(statements);
      }
    }
    using database = new Counted(':memory:');
    let underWay: PromiseWithResolvers<void> | undefined;
    const flush = () => {
      const flush = Promise.withResolvers<void>();
      underWay = flush;
      return flush.promise.finally(() => {
        if (underWay === flush) underWay = undefined;
      });
    };
    const queue = new SqliteQueue(database, { flush, flushing: () => underWay?.promise });
    let ran = 0;
    const submit = () => queue.submit(async () => void ran++);
    const until = async (done: () => boolean) => {
      while (!done()) await setImmediate();
    };
    const lone = submit();
    await setImmediate();
    assert.equal(database.commits, 1);
    underWay?.resolve();
    await lone;

    const callers = Array.from({ length: 10 }, async () => {
      await submit();
      await setImmediate();
      await submit();
    });
    await until(() => database.commits === 2);
    const meanwhile = submit();
    await until(() => ran === 12);
    underWay?.resolve();
    await until(() => database.commits === 3);
    assert.equal(ran, 22, 'what came during the flush and what came of its end');
    underWay?.resolve();
    await Promise.all([...callers, meanwhile]);
  });

  test('one that fails leaves nothing, and takes nothing of the others with it, wherever it stands among those that share a commit', async () => {
    for (const failing of [[0], [1], [3], [0, 1], [0, 2], [2, 3], [0, 1, 2, 3]]) {
      using database = new DatabaseSync(':memory:');
      database.exec('CREATE TABLE rows (number INTEGER) STRICT');
      const queue = new SqliteQueue(database);
      const numbers = [0, 1, 2, 3];
      const outcomes = await Promise.allSettled(
        numbers.map((number) =>
          queue.submit(async () => {
            database.prepare('INSERT INTO rows VALUES (?)').run(number);
            if (failing.includes(number)) throw new Error(`${number} fails`);
          }),
        ),
      );
      const failed = outcomes.flatMap(({ status }, number) => (status === 'rejected' ? [number] : []));
      assert.deepEqual(failed, failing);
      const kept = database.prepare('SELECT number FROM rows ORDER BY number').all();
      assert.deepEqual(
        kept.map(({ number }) => number),
        numbers.filter((number) => !failing.includes(number)),
      );
    }
  });

  test('one that fails and has written nothing has no other run again', async () => {
    using database = new DatabaseSync(':memory:');
    database.exec('CREATE TABLE rows (number INTEGER) STRICT');
    let writes = 0;
    const queue = new SqliteQueue(database, { writes: () => writes });
    let runs = 0;
    const insert = (number: number) =>
      queue.submit(async () => {
        runs++;
        writes++;
        database.prepare('INSERT INTO rows VALUES (?)').run(number);
        if (number === 4) throw new Error('4 fails');
      });
    const refused = queue.submit(() => Promise.reject(new Error('not found')));
    const between = Promise.allSettled([
      insert(1),
      queue.submit(() => Promise.reject(new Error('not found either'))),
      insert(2),
    ]);
    assert.deepEqual(
      [(await Promise.allSettled([refused]))[0].status, (await between).length, runs],
      ['rejected', 3, 2],
    );
    await Promise.allSettled([insert(3), insert(4), insert(5)]);
    // 3 once more, behind the rollback of what 4 had written.
    assert.equal(runs, 2 + 4);
    const kept = database.prepare('SELECT number FROM rows ORDER BY number').all();
    assert.deepEqual(
      kept.map(({ number }) => number),
      [1, 2, 3, 5],
    );
  });

  test('each runs in the context of whoever submitted it, also when it runs again', async () => {
    using database = new DatabaseSync(':memory:');
    database.exec('CREATE TABLE rows (number INTEGER) STRICT');
    const queue = new SqliteQueue(database);
    const context = new AsyncLocalStorage<number>();
    const seen: unknown[] = [];
    const submit = (number: number) =>
      context.run(number, () =>
        queue.submit(async () => {
          database.prepare('INSERT INTO rows VALUES (?)').run(number);
          seen.push([number, context.getStore()]);
          if (number === 3) throw new Error('3 fails');
        }),
      );
    await Promise.allSettled([1, 2, 3, 4].map(submit));
    assert.deepEqual(
      seen,
      [1, 2, 3, 1, 2, 4].map((number) => [number, number]),
    );
  });

  test('while another process writes, it waits without holding up the event loop', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'assistd-queue-'));
    {
      using database = new DatabaseSync(join(folder, 'file'), { timeout: 0 });
      database.exec('PRAGMA journal_mode = WAL; CREATE TABLE rows (id TEXT) STRICT');
      using other = new DatabaseSync(join(folder, 'file'));
      other.exec('BEGIN IMMEDIATE');
      const queue = new SqliteQueue(database);
      const writing = queue.submit(async () => database.exec(`INSERT INTO rows VALUES ('one')`));
      const first = await Promise.race([writing.then(() => 'written'), setTimeout(30, 'waiting')]);
      assert.equal(first, 'waiting');
      other.exec('COMMIT');
      await writing;
    }
    rmSync(folder, { recursive: true });
  });

  test('after it is closed it takes nothing more, and what it had taken is done', async () => {
    using database = new DatabaseSync(':memory:');
    const queue = new SqliteQueue(database);
    const done: number[] = [];
    const before = queue.submit(async () => void done.push(1));
    await queue.close();
    assert.deepEqual(done, [1]);
    await before;
    await assert.rejects(
      queue.submit(async () => {}),
      unavailable,
    );
  });
});
