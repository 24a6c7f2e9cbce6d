import assert from 'node:assert/strict';
import { syncBuiltinESMExports } from 'node:module';
import { suite, test } from 'node:test';
import threads from 'node:worker_threads';
import { newPartner } from '../../src/assist/partner/partner.ts';
import { insertPartner } from '../../src/store/table/partners.ts';
import { sqliteInFolder } from '../harness/databases.ts';
import { tenantA } from './rows.ts';

const page = 4096;

suite('the log of SQLite', () => {
  test('is taken over into the file as it grows, so that it stays below 8 MiB and what is written at once', async () => {
    await using made = await sqliteInFolder.create();
    const database = await made.open();
    const displayName = 'x'.repeat(100 * page);
    const lengths: number[] = [];
    for (let number = 0; number < 100; number++) {
      const partner = newPartner({ id: String(number).padStart(3, '0'), displayName, connector: 'teamviewer' });
      await database.write(tenantA, (tx) => insertPartner(tx, partner));
      lengths.push(database.load().logBytes ?? 0);
    }
    const longest = Math.max(...lengths);
    assert.ok(
      longest > 400 * page && longest < (2048 + 101) * page,
      `pages after each: ${lengths.map((each) => each / page)}`,
    );
  });

  test('is taken over where the system has no thread left, too, and whoever writes goes on', async () => {
    await using made = await sqliteInFolder.create();
    const database = await made.open();
    const { Worker } = threads;
    const none = class {
      constructor() {
        throw new Error('ERR_WORKER_INIT_FAILED');
      }
    };
    Object.assign(threads, { Worker: none });
    syncBuiltinESMExports();
    try {
      for (let number = 0; number < 60; number++) {
        const displayName = 'x'.repeat(100 * page);
        const partner = newPartner({ id: String(number), displayName, connector: 'teamviewer' });
        await database.write(tenantA, (tx) => insertPartner(tx, partner));
        const { logBytes = 0 } = database.load();
        assert.ok(logBytes < (2048 + 101) * page, `${logBytes / page} pages after ${number}`);
      }
    } finally {
      Object.assign(threads, { Worker });
      syncBuiltinESMExports();
    }
  });
});
