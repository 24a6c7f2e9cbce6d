import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { TurnableClock } from '../../src/core/clock.ts';
import { type Development, startDevelopment } from '../../src/dev/development.ts';
import { readSettings } from '../../src/settings/read.ts';
import { silent } from '../harness/databases.ts';
import { roles, sharedPostgres } from '../harness/postgres-server.ts';
import { waitFor } from '../harness/wait-for.ts';
import { commandLineClient } from '../harness/world.ts';

test('--database postgres://… runs the development set-up on an empty database, and goes on where it was stopped', async () => {
  const server = await sharedPostgres();
  const folder = mkdtempSync(join(tmpdir(), 'assistd-dev-'));
  using _ = { [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
  // As PostgreSQL comes out of a container: one role, and that a superuser.
  const database = server.url(await server.createDatabase(), roles.superuser);
  const environment = { ASSISTD_DATA_FOLDER: folder, ASSISTD_PORT: '0' };
  const settings = readSettings('dev', { environment, flags: { database } });
  const start = () => startDevelopment(settings, new TurnableClock(), silent, { tls: false });
  const send = async ({ origin, issuer }: Development, method: string, path: string) => {
    const [admin] = issuer.directory.users;
    const token = await issuer.mint({
      clientId: commandLineClient,
      ...(admin && { userPrincipalName: admin.userPrincipalName }),
    });
    const url = `${origin}/v1.0/deviceManagement/remoteAssistancePartners${path}`;
    return fetch(url, { method, headers: { Authorization: `Bearer ${token}` } });
  };

  let id = '';
  {
    await using development = await start();
    assert.equal(development.service.database.dialect, 'postgres');
    const { value } = (await (await send(development, 'GET', '')).json()) as { value: { id: string }[] };
    id = value[0]?.id ?? '';
    assert.equal((await send(development, 'POST', `/${id}/beginOnboarding`)).status, 204);
    const { onboardingUrl } = (await (await send(development, 'GET', `/${id}`)).json()) as { onboardingUrl: string };
    assert.equal((await fetch(`${onboardingUrl}&consent=allow`)).status, 200);
  }
  const kept = readdirSync(folder);
  assert.ok(kept.includes('master.key') && kept.includes('sandbox.json'), kept.join());

  await using development = await start();
  const { onboardingStatus } = (await (await send(development, 'GET', `/${id}`)).json()) as {
    onboardingStatus: string;
  };
  assert.equal(onboardingStatus, 'onboarded');
  assert.equal((await send(development, 'POST', `/${id}/disconnect`)).status, 204);
  await waitFor('the revocation', () => development.sandbox.grants[0]?.revokedBy === 'client');
});
