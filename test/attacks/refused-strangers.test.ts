import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Assist } from '../../src/assist/assist.ts';
import { noteRefusedRequests } from '../../src/assist/audit/refused-requests.ts';
import type { Caller } from '../../src/identity/caller.ts';
import { fail } from '../../src/model/failures.ts';
import { countAuditEvents } from '../../src/store/table/audit/audit-events.ts';
import { insertTenant } from '../../src/store/table/tenants.ts';
import { onEveryDatabase, postgres, silent, sqliteInMemory } from '../harness/databases.ts';
import { tenant, tenantA } from '../store/rows.ts';

onEveryDatabase(
  'refused requests of organisations that nobody has added here',
  (kind) => {
    test('take no place in memory of those that have a trail', async () => {
      await using made = await kind.create();
      const database = await made.open();
      await database.write(tenantA, (tx) => insertTenant(tx, tenant));
      const assist = { database, clock: made.clock, log: silent } as unknown as Assist;
      await using refused = noteRefusedRequests(assist);
      const failure = fail('permissionMissing', { accepted: [] });
      const note = (tenantId: string, operation: string) => {
        const caller = {
          tenantId,
          kind: 'delegated',
          subject: 's',
          permissions: new Set<string>(),
        } as unknown as Caller;
        const client = { requestId: randomUUID(), correlationId: randomUUID(), address: undefined, origin: '' };
        refused.note({ caller, client, operation, failure });
      };
      for (let stranger = 0; stranger < 110; stranger++) {
        const tenantId = randomUUID();
        for (let operation = 0; operation < 50; operation++) note(tenantId, String(operation));
      }
      await refused.idle();
      note(tenantA, 'partners.disconnect');
      await refused.idle();
      assert.equal(await database.read(tenantA, countAuditEvents), 1);
    });
  },
  [sqliteInMemory, postgres],
);
