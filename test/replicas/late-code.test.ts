import assert from 'node:assert/strict';
import { test } from 'node:test';
import { postgres } from '../harness/databases.ts';
import { startOutside } from '../harness/outside.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { serveProcess } from '../harness/serve-process.ts';
import { steppedClock } from '../harness/stepped-clock.ts';
import { waitFor } from '../harness/wait-for.ts';

const [minute, token] = [60_000, '/api/v1/oauth2/token'];

test('a replica whose clock is behind takes no denial for a proof that comes after the partner has forgotten the code', async () => {
  await using outside = await startOutside();
  await using database = await postgres.create('empty');
  const { sandbox } = outside;
  const behindMs = -20 * minute;
  const { environment } = steppedClock(outside.folder, behindMs);
  outside.clock.offset = behindMs;
  const settings = { database: database.database, databaseMigrationUrl: database.options.postgres?.migrationUrl };
  await using service = await serveProcess(outside, settings, environment);
  const client = partnerClient(service.origin, await outside.token());
  const id = await client.create('TeamViewer');
  sandbox.faults.add({ kind: 'lost', times: 1, path: token }, { kind: 'throttled', path: token, retryAfter: 1 });
  await assert.rejects(client.connect(id), /the callback answered 503/);
  const headers = { Authorization: `Bearer ${await outside.token()}` };
  const owed = async () => {
    const path = `/assist/obligations?$filter=${encodeURIComponent("kind eq 'onboarding.settle'")}`;
    const { value } = (await (await fetch(service.origin + path, { headers })).json()) as {
      value: { status: string; completedDateTime: string | null }[];
    };
    return value[0];
  };
  await waitFor('an attempt in vain', async () => (await owed())?.status === 'failing');
  await database.run(`SELECT set_config('assistd.tenant_id', '${outside.tenantId}', false);
    UPDATE presented_codes SET presented_at = presented_at - ${11 * minute}`);
  // The partner has forgotten the code, and what came of it goes on.
  const body = '{"error":"invalid_grant"}';
  sandbox.faults.clear();
  sandbox.faults.add({ kind: 'answer', path: token, status: 400, body });
  const settled = await waitFor('the code to be settled', async () => {
    const found = await owed();
    return found?.completedDateTime ? found.status : undefined;
  });
  assert.equal(settled, 'unconfirmed');
  assert.ok(sandbox.grants.some(({ revokedAt }) => revokedAt === undefined));
});
