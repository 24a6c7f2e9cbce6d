import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { backupSqlite, restoreSqlite } from '../../src/store/sqlite/backup.ts';
import { onEveryDatabase, postgres, sqliteInFolder } from '../harness/databases.ts';
import { type Outside, startOutside } from '../harness/outside.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { roles, sharedPostgres } from '../harness/postgres-server.ts';
import { serveHere } from '../harness/serve-here.ts';
import { waitFor } from '../harness/wait-for.ts';

const dayMs = 24 * 3_600_000;

onEveryDatabase(
  'a backup that was made before the partner gave new tokens',
  (kind) => {
    /** Connects one partner and makes a backup; gives what restores it, as settings of a service. */
    async function backedUp(outside: Outside, made: Awaited<ReturnType<typeof kind.create>>) {
      const settings = {
        database: made.database,
        ...(made.options.postgres && { databaseMigrationUrl: made.options.postgres.migrationUrl }),
      };
      let id = '';
      {
        await using service = await serveHere(outside, settings);
        const client = partnerClient(service.origin, await outside.token());
        id = await client.create('Kept');
        await client.connect(id);
      }
      if (kind === postgres) {
        const server = await sharedPostgres();
        const copy = await server.createDatabase(new URL(made.database).pathname.slice(1));
        const restored = {
          database: server.url(copy, roles.service),
          databaseMigrationUrl: server.url(copy, roles.owner),
        };
        return { id, settings, restore: async () => restored, remove: () => server.dropDatabase(copy) };
      }
      const file = join(outside.folder, 'backup.sqlite');
      await backupSqlite(made.database, file);
      const restored = { database: join(outside.folder, 'restored') };
      const restore = async () => {
        await restoreSqlite(file, restored.database);
        return restored;
      };
      return { id, settings, restore, remove: async () => {} };
    }

    const disconnected = async (outside: Outside, origin: string, id: string) => {
      const client = partnerClient(origin, await outside.token());
      assert.equal(await client.disconnect(id), 204);
      return waitFor('the disconnect to be over', async () => {
        const headers = { Authorization: `Bearer ${await outside.token()}` };
        const { value } = (await (await fetch(`${origin}/assist/disconnects`, { headers })).json()) as {
          value: { status: string; retirements: { notEstablished: string[] }[] }[];
        };
        return value[0]?.status !== 'pending' && value[0];
      });
    };

    for (const tellsLifetimes of [true, false])
      test(`proves nothing by a refusal of the tokens that it has: the disconnect is unconfirmed, and says why (lifetimes told: ${tellsLifetimes})`, async () => {
        await using outside = await startOutside({ tellsLifetimes });
        await using made = await kind.create('empty');
        const { id, settings, restore, remove } = await backedUp(outside, made);
        {
          await using service = await serveHere(outside, settings);
          outside.clock.turn(dayMs);
          await waitFor('the renewal', async () => {
            await service.obligations.idle();
            return outside.sandbox.grants[0]?.refreshedAt !== undefined;
          });
        }
        {
          await using service = await serveHere(outside, await restore());
          const { status, retirements } = await disconnected(outside, service.origin, id);
          const inForce = outside.sandbox.grants.some(({ revokedAt }) => revokedAt === undefined);
          assert.deepEqual([inForce, status], [true, 'unconfirmed']);
          assert.match(String(retirements[0]?.notEstablished), /the database was restored: .*Look at the account /);
        }
        await remove();
      });

    test('is as good as the database where the partner gave none: the first look renews them, and a disconnect is proven', async () => {
      await using outside = await startOutside();
      await using made = await kind.create('empty');
      const { id, restore, remove } = await backedUp(outside, made);
      {
        await using service = await serveHere(outside, await restore());
        outside.clock.turn(16 * 60_000);
        await waitFor('the renewal', async () => {
          await service.obligations.idle();
          return outside.sandbox.grants[0]?.refreshedAt !== undefined;
        });
        const client = partnerClient(service.origin, await outside.token());
        assert.equal(await client.status(id), 'onboarded');
        assert.equal((await disconnected(outside, service.origin, id)).status, 'proven');
      }
      await remove();
    });
  },
  [sqliteInFolder, postgres],
);
