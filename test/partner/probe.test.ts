import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TurnableClock } from '../../src/core/clock.ts';
import { sandboxConnector } from '../../src/dev/sandbox/connector.ts';
import { type SandboxOptions, startSandbox } from '../../src/dev/sandbox/sandbox.ts';
import { probeOf } from '../../src/partner/registry.ts';
import { silent } from '../harness/databases.ts';

const origin = 'http://127.0.0.1:9';

async function probed(
  options: Partial<SandboxOptions>,
  prepare: (sandbox: Awaited<ReturnType<typeof startSandbox>>) => void = () => {},
) {
  const clock = new TurnableClock();
  await using sandbox = await startSandbox({ clock, redirectUris: [`${origin}/connect/callback`], ...options });
  prepare(sandbox);
  const settings = sandboxConnector(sandbox);
  const consent = async (page: string) => {
    const reply = await fetch(`${page}&consent=allow`, { redirect: 'manual' });
    return reply.headers.get('location') ?? '';
  };
  const asking = probeOf(settings)?.ask(settings, { clock, log: silent }, { origin, consent });
  const result = await asking?.catch((error: unknown) => error as Error);
  return {
    result,
    open: sandbox.sessions.filter(({ state }) => state === 'Open'),
    grants: sandbox.grants,
    sessions: sandbox.sessions,
  };
}

test('a probe finds what an account answers, in a form that the sandbox plays from then on, and leaves nothing behind', async () => {
  const options = { listIncludesCustomApi: false, rotatesRefreshTokens: false, accessTokenLifetimeMs: 1_234_000 };
  const { result, open, grants, sessions } = await probed(options);
  assert.ok(result && !(result instanceof Error), String(result));
  assert.deepEqual(result.sandbox, options);
  assert.deepEqual(result.left, []);
  assert.deepEqual(open, []);
  assert.ok(
    grants.every(({ revokedAt }) => revokedAt !== undefined),
    'what was given is revoked',
  );
  const written = JSON.stringify(result);
  for (const { code, userid } of sessions) assert.ok(!written.includes(code) && !written.includes(userid), written);
  const answers = new Map(result.found.map(({ question, answer }) => [question, answer]));
  assert.equal(answers.get('form of a session code'), 'a99-999-999');
  assert.equal(answers.get('answer to revoking'), '204');
  const played = await probed(result.sandbox);
  assert.ok(played.result && !(played.result instanceof Error));
  assert.deepEqual(played.result.found, result.found);
});

test('a probe that fails half way closes and revokes all the same', async () => {
  const { result, open, grants } = await probed({}, (sandbox) =>
    sandbox.faults.add({ kind: 'down', method: 'GET', path: '/api/v1/sessions' }),
  );
  assert.ok(result instanceof Error);
  assert.deepEqual(open, []);
  assert.ok(grants.every(({ revokedAt }) => revokedAt !== undefined));
});

test('a probe that cannot clean up says what is left at the partner', async () => {
  const { result } = await probed({}, (sandbox) => {
    sandbox.faults.add({ kind: 'down', path: '/api/v1/reports/*' }, { kind: 'answer', path: '*revoke', status: 400 });
  });
  assert.match(String(result), /no answer.*the grant may be in force: take it away at the partner/);
});
