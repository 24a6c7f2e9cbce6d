import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { Person } from '../harness/consent.ts';
import { waitFor } from '../harness/wait-for.ts';
import { startWorld } from '../harness/world.ts';
import { createProgram, noTerminal } from './program.ts';

test('in a terminal: sign in, connect, look, disconnect after a question, see the proof, sign out', {
  skip: noTerminal,
}, async () => {
  await using world = await startWorld();
  using program = createProgram(world.service.origin);
  const say = async (...words: string[]) => {
    const ended = await program.inTerminal({}, ...words);
    const shown = stripVTControlCharacters(ended.stdout);
    assert.equal(ended.code, 0, shown);
    return shown;
  };

  assert.match(await say('login', '--dev'), /Name +adele@contoso\.example/);
  assert.match(await say('partners', 'list'), /TeamViewer +notOnboarded/);
  const page = /https?:\S+/.exec(await say('partners', 'connect', 'teamviewer'))?.[0];
  const consented = await fetch(`${page}&consent=allow`);
  assert.equal(consented.status, 200);
  assert.match(await say('partners', 'show'), /Status +onboarded/);

  const body = { deviceName: 'KIOSK 3', serialNumber: 'C02XK1' };
  assert.equal((await world.send('POST', '/v1.0/deviceManagement/managedDevices', { body })).status, 201);
  assert.match(await say('devices', 'list', '--search', 'kiosk'), /KIOSK 3 .*C02XK1/);
  const link = /https?:\S+/.exec(await say('assist', 'KIOSK 3'))?.[0];
  assert.ok(link);
  assert.equal(/https?:\S+/.exec(await say('assist', 'C02XK1'))?.[0], link, 'the session that is open is the answer');
  assert.match(await say('sessions', 'list', '--open'), /KIOSK 3 .*open +adele@contoso\.example/);

  const refused = await program.inTerminal({ answer: { after: /\[y\/N\]/, type: 'n\r' } }, 'partners', 'disconnect');
  assert.equal(refused.code, 1);
  assert.match(refused.stdout, /nothing was done/);
  assert.match(await say('partners', 'list'), /TeamViewer +onboarded/);

  const answer = { after: /Disconnect TeamViewer .* It ends 1 open session on 1 device\. \[y\/N\]/, type: 'y\r' };
  const disconnected = await program.inTerminal({ answer }, 'partners', 'disconnect', '--wait');
  assert.equal(disconnected.code, 0, disconnected.stdout);
  assert.match(disconnected.stdout, /The grant is revoked/);
  assert.ok(world.sandbox.grants[0]?.revokedAt, 'the partner itself has forgotten us when the command ends');

  assert.match(await say('sessions', 'list'), /KIOSK 3 .*closed/);
  assert.match(await say('audit', 'list'), /RevokeGrant RemoteAssistancePartner +TeamViewer +Success/);
  assert.match(await say('audit', 'verify'), /Intact +true/);
  assert.match(await say('obligations', 'list', '--all'), /grant\.retire +completed/);
  assert.match(await say('logout'), /signed out/);
  const after = await program.inTerminal({}, 'whoami');
  assert.equal(after.code, 3);
});

test('Ctrl+C and the end of input are no answer: nothing is done, and the code is 130', {
  skip: noTerminal,
}, async () => {
  await using world = await startWorld();
  using program = createProgram(world.service.origin, { ASSISTD_TOKEN: await world.token() });
  await world.connect(await world.partnerId());
  for (const type of ['\u0003', '\u0004']) {
    const answer = { after: /\[y\/N\]/, type };
    const ended = await program.inTerminal({ answer }, 'partners', 'disconnect');
    assert.equal(ended.code, 130, ended.stdout);
  }
  assert.match((await program.run('partners', 'list')).stdout, /onboarded/);
});

test('colours are shown on a terminal, and not with --no-color, NO_COLOR or in a pipe', {
  skip: noTerminal,
}, async () => {
  await using world = await startWorld();
  using program = createProgram(world.service.origin, { ASSISTD_TOKEN: await world.token() });
  using plain = createProgram(world.service.origin, { ASSISTD_TOKEN: await world.token(), NO_COLOR: '1' });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the beginning of a colour.
  const coloured = /\u001b\[1m/;
  assert.match((await program.inTerminal({}, 'partners', 'list')).stdout, coloured);
  assert.doesNotMatch((await program.inTerminal({}, 'partners', 'list', '--no-color')).stdout, coloured);
  assert.doesNotMatch((await plain.inTerminal({}, 'partners', 'list')).stdout, coloured);
  assert.doesNotMatch((await program.run('partners', 'list')).stdout, coloured);
});

test('a table fits the width of the terminal', { skip: noTerminal }, async () => {
  await using world = await startWorld();
  using program = createProgram(world.service.origin, { ASSISTD_TOKEN: await world.token() });
  const { stdout } = await program.inTerminal({ columns: 60 }, 'partners', 'list', '--no-color');
  const lines = stdout.split('\n');
  assert.ok(Math.max(...lines.map((line) => line.length)) <= 60, stdout);
  assert.ok(stdout.includes('TeamViewer'));
});

test('with standard input closed nothing is guessed: a disconnect is refused, and done with --yes', async () => {
  await using world = await startWorld();
  using program = createProgram(world.service.origin, { ASSISTD_TOKEN: await world.token() });
  const id = await world.partnerId();
  await world.connect(id);

  const refused = await program.run('partners', 'disconnect', id);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /--yes/);
  assert.equal(refused.stdout, '');
  const path = `/v1.0/deviceManagement/remoteAssistancePartners/${id}`;
  assert.equal((await world.send('GET', path)).json.onboardingStatus, 'onboarded');

  const done = await program.run('partners', 'disconnect', '--yes', '--wait', '-o', 'json');
  assert.equal(done.code, 0, done.stderr);
  const where = `at ${world.service.origin}, organisation ${world.issuer.directory.tenants[0]?.tenantId}, as adele@contoso.example`;
  assert.ok(done.stderr.startsWith(`Acting ${where}.\nDisconnecting TeamViewer (onboarded)\n`), done.stderr);
  assert.match(done.stderr, /The grant is revoked/);
  assert.equal(JSON.parse(done.stdout).onboardingStatus, 'notOnboarded');
  assert.ok(world.sandbox.grants[0]?.revokedAt);

  const again = await program.run('partners', 'disconnect', '--yes', '--wait');
  assert.equal(again.code, 0, again.stderr);
  assert.match(again.stderr, /TeamViewer was not connected, and no grant of it is left to revoke/);
  assert.doesNotMatch(again.stderr, /The grant is revoked/);
});

test('connect --wait comes back when consent is given, and fails when it is denied', async () => {
  await using world = await startWorld();
  using program = createProgram(world.service.origin, { ASSISTD_TOKEN: await world.token() });
  for (const [consent, code, status] of [
    ['deny', 1, 'notOnboarded'],
    ['allow', 0, 'onboarded'],
  ] as const) {
    let opened: Promise<Response> | undefined;
    const onStderr = (text: string) => {
      const page = /here: (https?:\S+)\s/.exec(text)?.[1];
      if (page) opened ??= fetch(`${page}&consent=${consent}`);
    };
    const ended = await program.runWith(
      { onStderr },
      'partners',
      'connect',
      '--wait',
      '-o',
      'tsv',
      '--query',
      'onboardingStatus',
    );
    await opened;
    assert.equal(ended.code, code, ended.stderr);
    if (code === 0) assert.equal(ended.stdout, 'onboarded\n');
    else assert.match(ended.stderr, /consent was denied/);
    const { json } = await world.send(
      'GET',
      `/v1.0/deviceManagement/remoteAssistancePartners/${await world.partnerId()}`,
    );
    assert.equal(json.onboardingStatus, status);
  }
});

test('disconnect --wait without proof ends with a failure that says what is still owed', async () => {
  await using world = await startWorld();
  using program = createProgram(world.service.origin, { ASSISTD_TOKEN: await world.token() });
  await world.connect(await world.partnerId());
  world.sandbox.faults.add({ kind: 'down', path: '*revoke*' });
  const ended = await program.run('partners', 'disconnect', '--yes', '--wait', '--timeout', '1');
  assert.equal(ended.code, 1);
  assert.match(ended.stderr, /has not confirmed the revocation yet/);
  assert.match(ended.stderr, /assistd obligations list/);
});

test('audit tail shows what is done while it runs, once, and ends with 130 on Ctrl+C', async () => {
  await using world = await startWorld();
  using program = createProgram(world.service.origin, { ASSISTD_TOKEN: await world.token() });
  const id = await world.partnerId();
  const begin = () => world.send('POST', `/v1.0/deviceManagement/remoteAssistancePartners/${id}/beginOnboarding`);
  await begin();
  const tail = program.runWith({ interruptOn: /(BeginOnboarding[^\n]*\n.*){2}/s }, 'audit', 'tail', '--interval', '1');
  const more = waitFor('the log of the first request for events', () =>
    world.lines.some(({ fields }) => fields.operation === 'auditEvents.list'),
  ).then(begin);
  const ended = await tail;
  await more;
  assert.equal(ended.code, 130, ended.stderr);
  assert.equal(ended.stdout.match(/BeginOnboarding/g)?.length, 2);
});

test('an account that consented is confirmed by whoever may, who sees whose it is; denied, its grant is revoked', async () => {
  await using world = await startWorld({ settings: { consentConfirmation: 'action' } });
  using program = createProgram(world.service.origin, { ASSISTD_TOKEN: await world.token() });
  const consented = async () => {
    const begun = await program.run('partners', 'connect');
    assert.equal(begun.code, 0, begun.stderr);
    const person = new Person();
    await person.ask(await person.consent(begun.stdout.trim(), { consent: 'allow', email: 'mallory@evil.example' }));
  };
  const early = await program.run('partners', 'confirm', '--account', 'u1');
  assert.equal(early.code, 1);
  assert.match(early.stderr, /no consent waits to be confirmed/);

  await consented();
  const unasked = await program.run('partners', 'confirm');
  assert.equal(unasked.code, 2);
  const [, account = ''] = /mallory <mallory@evil\.example> of evil\.example \((u\d+)\)/.exec(unasked.stderr) ?? [];
  const other = await program.run('partners', 'confirm', '--account', 'u1');
  assert.notEqual(other.code, 0);
  assert.match(other.stderr, new RegExp(account));
  const denied = await program.run('partners', 'confirm', '--deny');
  assert.equal(denied.code, 0, denied.stderr);
  await waitFor('the revocation', () => world.sandbox.grants[0]?.revokedAt !== undefined);

  await consented();
  const confirmed = await program.run('partners', 'confirm', '--account', account, '-o', 'json');
  assert.equal(confirmed.code, 0, confirmed.stderr);
  assert.equal(JSON.parse(confirmed.stdout).onboardingStatus, 'onboarded');
});
