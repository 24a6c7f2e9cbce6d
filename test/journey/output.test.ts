import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectAt } from '../harness/consent.ts';
import { type Outside, startOutside } from '../harness/outside.ts';
import { serveProcess } from '../harness/serve-process.ts';
import { waitFor } from '../harness/wait-for.ts';

const clientRequestId = '6f1c6c0e-3d7e-4b57-9a4c-2f6d0f1f6a11';

/** Connects and disconnects, with a partner that fails first, and callers who are refused. @returns everything that must stay secret */
async function story(outside: Outside, origin: string): Promise<Map<string, string>> {
  const token = await outside.token();
  const partners = `${origin}/beta/deviceManagement/remoteAssistancePartners`;
  const headers = { Authorization: `Bearer ${token}`, 'client-request-id': clientRequestId };
  const call = (path: string, method = 'GET') => fetch(`${partners}${path}`, { method, headers });
  const listed = (await (await call('')).json()) as { value: { id: string }[] };
  const id = listed.value[0]?.id;
  const forged = 'forged.but.secret-all-the-same';
  await fetch(partners, { headers: { Authorization: `Bearer ${forged}` } });
  await fetch(`${partners}?access_token=in-the-address-of-a-request`);
  assert.equal((await call(`/${id}/beginOnboarding`, 'POST')).status, 204);
  const { onboardingUrl } = (await (await call(`/${id}`)).json()) as { onboardingUrl: string };
  const page = await connectAt({ origin, partnerId: id ?? '', token }, onboardingUrl);
  assert.equal(page.status, 200);
  outside.sandbox.faults.add({ kind: 'error', times: 1, path: '*/revoke' });
  assert.equal((await call(`/${id}/disconnect`, 'POST')).status, 204);
  await waitFor('the revocation', () => outside.sandbox.grants[0]?.revokedAt !== undefined);
  const back = new URL(page.url).searchParams;
  const [key] = outside.settings.masterKeys as { key: string }[];
  return new Map(
    Object.entries({
      'bearer token': token,
      'forged token': forged,
      'token in an address': 'in-the-address-of-a-request',
      'authorisation code': back.get('code') ?? '',
      state: back.get('state') ?? '',
      'client secret': outside.sandbox.clientSecret.reveal(),
      'master key': key?.key ?? '',
      ...Object.fromEntries(outside.tokens.map((each, index) => [`partner token ${index}`, each])),
    }),
  );
}

test('the real program writes one line for each request and attempt, and no token, code, key or secret at any level', async () => {
  await using outside = await startOutside();
  await using service = await serveProcess(outside, { logLevel: 'debug' });
  const secrets = await story(outside, service.origin);
  service.kill('SIGTERM');
  assert.equal(await service.gone, 0);

  const output = service.stderr();
  assert.ok(secrets.size > 8);
  for (const [name, secret] of secrets) {
    assert.ok(secret.length > 8, `no ${name} was overheard`);
    for (const written of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]) {
      assert.ok(!output.includes(written), `a ${name} is written down`);
    }
  }
  const lines = output
    .trim()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line));
  const disconnects = lines.filter(({ operation }) => operation === 'remoteAssistancePartners.disconnect');
  assert.equal(disconnects.length, 1);
  const [request = {}] = disconnects;
  assert.deepEqual(
    [request.msg, request.status, request.tenantId, request.clientRequestId],
    ['request', 204, outside.tenantId, clientRequestId],
  );
  assert.match(String(request.requestId), /^[0-9a-f-]{36}$/);
  assert.ok(Number(request.ms) > 0);
  const refused = lines.find(({ failure }) => failure === 'tokenMalformed');
  assert.deepEqual([refused?.msg, refused?.status], ['request refused', 401]);
  const attempts = lines.filter(({ msg, kind }) => msg === 'obligation' && kind === 'grant.retire');
  assert.equal(attempts.at(-1)?.outcome, 'done');
  for (const attempt of attempts) {
    assert.equal(attempt.tenantId, outside.tenantId);
    assert.ok(Number(attempt.ms) >= 0 && attempt.obligation && attempt.attempt);
  }
  // What is written last is not lost with the process.
  assert.ok(lines.some(({ msg }) => msg === 'stopping'));
});
