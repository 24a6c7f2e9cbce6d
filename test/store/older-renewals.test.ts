import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEveryDatabase, postgres, sqliteInFolder } from '../harness/databases.ts';
import { startOutside } from '../harness/outside.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { serveHere } from '../harness/serve-here.ts';
import { waitFor } from '../harness/wait-for.ts';

onEveryDatabase(
  'an upgrade from the first release, which was killed amid a renewal',
  (kind) => {
    test('takes no refusal of the tokens that it has for a proof: the disconnect is unconfirmed while the grant is in force', async () => {
      await using outside = await startOutside();
      await using made = await kind.create('empty');
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
      // What that release left: the lease of the renewal, and no mark.
      const forced = (how: string) => (kind === postgres ? `ALTER TABLE grants ${how} ROW LEVEL SECURITY;` : '');
      const leased = outside.clock.now() + 60_000;
      await made.run(`${forced('NO FORCE')} UPDATE grants SET refresh_until = ${leased}; ${forced('FORCE')}
        DELETE FROM schema_migrations WHERE version = 78`);
      // The partner has renewed, and nobody has what it gave.
      const { origin, clientId, clientSecret } = outside.sandbox;
      const renewed = await fetch(`${origin}/api/v1/oauth2/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'refresh_token',
          refresh_token: outside.tokens[1] ?? '',
          client_id: clientId,
          client_secret: clientSecret.reveal(),
        }),
      });
      assert.equal(renewed.status, 200, await renewed.text());
      // What it had gave access for a day.
      outside.clock.turn(25 * 3_600_000);

      await using service = await serveHere(outside, settings);
      const client = partnerClient(service.origin, await outside.token());
      assert.equal(await client.disconnect(id), 204);
      const headers = { Authorization: `Bearer ${await outside.token()}` };
      const { status, retirements } = await waitFor('the disconnect to be over', async () => {
        const { value } = (await (await fetch(`${service.origin}/assist/disconnects`, { headers })).json()) as {
          value: { status: string; retirements: { notEstablished: string[] }[] }[];
        };
        return value[0]?.status !== 'pending' && value[0];
      });
      const inForce = outside.sandbox.grants.some(({ revokedAt }) => revokedAt === undefined);
      assert.deepEqual([inForce, status], [true, 'unconfirmed']);
      assert.match(String(retirements[0]?.notEstablished), /a refresh of .* got no answer: .*Look at the account /);
    });
  },
  [sqliteInFolder, postgres],
);
