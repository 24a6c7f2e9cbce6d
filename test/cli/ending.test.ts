import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startWorld } from '../harness/world.ts';
import { createProgram, noTerminal } from './program.ts';

test('a suspended organisation is disconnected with the same command, and its operator is told what a suspension closes', async () => {
  await using world = await startWorld();
  const alex = await world.token({ tenant: world.fabrikam });
  await world.connect(await world.partnerId(alex), alex);
  using theirs = createProgram(world.service.origin, { ASSISTD_TOKEN: alex });
  using operator = createProgram(world.service.origin, { ASSISTD_TOKEN: await world.token() });

  const suspended = await operator.run('tenants', 'suspend', 'Fabrikam');
  assert.equal(suspended.code, 0, suspended.stderr);
  assert.match(suspended.stderr, /No session was open\. It stays connected/);
  const listed = await theirs.run('partners', 'list');
  assert.match(listed.stdout, /TeamViewer +onboarded/, listed.stderr);
  const ended = await theirs.run('partners', 'disconnect', '--yes', '--wait');
  assert.equal(ended.code, 0, ended.stderr);
  assert.match(ended.stderr, /The grant is revoked/);
  assert.ok(world.sandbox.grants[0]?.revokedAt);
});

test('the operator disconnects an organisation, and severs and restores a connector, whose name has to be typed', {
  skip: noTerminal,
}, async () => {
  await using world = await startWorld();
  const alex = await world.token({ tenant: world.fabrikam });
  const partner = await world.partnerId(alex);
  await world.connect(partner, alex);
  using program = createProgram(world.service.origin, { ASSISTD_TOKEN: await world.token() });

  for (const words of [
    ['tenants', 'disconnect', 'Fabrikam'],
    ['connectors', 'sever', 'TeamViewer'],
  ]) {
    const unasked = await program.run(...words);
    assert.equal(unasked.code, 2);
    assert.match(unasked.stderr, /--yes/);
  }
  const mistyped = { after: /Type TeamViewer to go on:/, type: 'TeamView\r' };
  assert.equal((await program.inTerminal({ answer: mistyped }, 'connectors', 'sever', 'TeamViewer')).code, 1);
  assert.match((await program.run('connectors', 'list', '-o', 'json')).stdout, /"severanceId": null/);

  const answer = {
    after: /Disconnect Fabrikam.* from 1 partner, .*\? It ends 0 open sessions on 0 devices\./,
    type: 'y\r',
  };
  const words = ['tenants', 'disconnect', 'Fabrikam', '--reason', 'Contract ended', '--ticket', 'CHG-7'];
  const disconnected = await program.inTerminal({ answer }, ...words);
  assert.equal(disconnected.code, 0, disconnected.stdout);
  const { json } = await world.send('GET', `/assist/partners/${partner}`, { token: alex });
  assert.equal(json.onboardingStatus, 'notOnboarded');

  await world.connect(partner, alex);
  const typed = { after: /Type TeamViewer to go on:/, type: 'TeamViewer\r' };
  const severed = await program.inTerminal({ answer: typed }, 'connectors', 'sever', 'TeamViewer', '--wait');
  assert.equal(severed.code, 0, severed.stdout);
  const [shown] = JSON.parse((await program.run('severances', 'show', '-o', 'json')).stdout);
  assert.deepEqual([shown.total, shown.proven, shown.isDone], [1, 1, true]);
  assert.equal((await program.run('connectors', 'restore', 'TeamViewer')).code, 0);
});

test('the tokens of a leaver are revoked on the command line', async () => {
  await using world = await startWorld();
  const leaver = await world.token();
  const { oid } = JSON.parse(Buffer.from(leaver.split('.')[1] ?? '', 'base64url').toString());
  using program = createProgram(world.service.origin, { ASSISTD_TOKEN: await world.applicationToken() });
  const revoked = await program.run('callers', 'revoke', oid, '--reason', 'Left the company');
  assert.equal(revoked.code, 0, revoked.stderr);
  assert.equal((await world.send('GET', '/v1.0/deviceManagement', { token: leaver })).status, 401);
});
