import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { addDevices } from '../console/stage.ts';
import { devicesPath } from '../harness/devices.ts';
import { startWorld, type World } from '../harness/world.ts';
import { createProgram, noTerminal, type Program } from './program.ts';
import { startStub } from './stub-graph.ts';

describe('a list', () => {
  let world: World;
  let program: Program;
  before(async () => {
    world = await startWorld();
    program = createProgram(world.service.origin, { ASSISTD_TOKEN: await world.token() });
    await addDevices(world, 1200);
  });
  after(async () => {
    program[Symbol.dispose]();
    await world[Symbol.asyncDispose]();
  });

  test('says on standard error that it is cut, beside every form', async () => {
    for (const form of ['table', 'wide', 'json', 'yaml', 'tsv']) {
      const { code, stdout, stderr } = await program.run('devices', 'list', '-o', form);
      assert.equal(code, 0, stderr);
      assert.equal(stderr, '100 of 1,200; for the others: --all, or --top COUNT\n', form);
      if (form === 'json') assert.equal(JSON.parse(stdout).length, 100);
    }
    const filtered = ['--filter', "operatingSystem eq 'macOS'", '--top', '7', '-o', 'json'];
    assert.match((await program.run('devices', 'list', ...filtered)).stderr, /^7 of 300;/);
    assert.equal(
      (await program.run('devices', 'list', '--search', 'SN-01200')).stderr,
      '',
      'one that is whole says nothing',
    );
  });

  test('is whole with --all, page after page', async () => {
    const { code, stdout, stderr } = await program.run('devices', 'list', '--all', '-o', 'json');
    assert.deepEqual([code, stderr], [0, '']);
    assert.equal(new Set(JSON.parse(stdout).map(({ id }: { id: string }) => id)).size, 1200);
  });

  test('says that there are more where nobody counts', async () => {
    await using graph = await startStub((_, url) =>
      url.includes('$count')
        ? { status: 400, body: {} }
        : { body: { value: Array.from({ length: 3 }, (_, index) => ({ id: `${index}` })) } },
    );
    const { code, stderr } = await program.run('devices', 'list', '--top', '2', '--graph', graph.origin);
    assert.deepEqual([code, stderr], [0, '2 of more; for the others: --all, or --top COUNT\n']);
  });

  test('keeps an id on one line in a narrow terminal, and says which columns it leaves out', {
    skip: noTerminal,
  }, async () => {
    const { json } = await world.send('GET', `${devicesPath}?$top=3&$orderby=deviceName`);
    const words = ['devices', 'list', '--search', 'PC-00001', '--no-color'];
    const narrow = stripVTControlCharacters((await program.inTerminal({ columns: 64 }, ...words)).stdout);
    assert.ok(narrow.includes(json.value[0].id), narrow);
    assert.ok(Math.max(...narrow.split('\n').map((line) => line.length)) <= 64 || /no room for/.test(narrow), narrow);
    assert.match(narrow, /no room for: System, Serial number, Last sync; -o wide shows all/);
    const wide = stripVTControlCharacters((await program.inTerminal({ columns: 64 }, ...words, '-o', 'wide')).stdout);
    assert.match(wide, /PC-00001 +user00001@contoso\.example +Windows 10\.0\.26100 +SN-00001 +\S+ +[0-9a-f-]{36}/);
  });

  test('shows a line break and a control character in a name, and obeys neither', async () => {
    await using graph = await startStub(() => ({
      body: { value: [{ id: '1', deviceName: 'one\ntwo\r\u001b[2J\u0085\u202e' }] },
    }));
    for (const form of ['table', 'wide', 'json', 'yaml']) {
      const { stdout } = await program.run('devices', 'list', '--graph', graph.origin, '-o', form);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get through.
      assert.doesNotMatch(stdout, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/, form);
      if (form === 'table' || form === 'wide') assert.match(stdout, /one\\ntwo\\r\\u001b\[2J\\u0085\\u202e/);
    }
  });

  test('and a terminal gets no control character in TSV and JSON lines either', { skip: noTerminal }, async () => {
    await using graph = await startStub(() => ({ body: { value: [{ id: '1', deviceName: '\u001b]0;owned\u0007' }] } }));
    for (const words of [
      ['list', '-o', 'tsv'],
      ['export', '--format', 'jsonl'],
    ]) {
      const { stdout } = await program.inTerminal({}, 'devices', ...words, '--graph', graph.origin, '--no-color');
      assert.match(stdout, /\\u001b\]0;owned\\u0007/);
    }
  });
});

test('a device, a partner and an organisation are found by their names in whatever case', async () => {
  await using world = await startWorld();
  using program = createProgram(world.service.origin, { ASSISTD_TOKEN: await world.token() });
  for (const deviceName of ['Kiosk-Ä', 'PC', 'pc']) {
    await world.send('POST', devicesPath, { body: { deviceName, serialNumber: `sn ${deviceName}` } });
  }
  const named = async (...words: string[]) => {
    const { code, stdout, stderr } = await program.run(...words, '-o', 'tsv', '--query', '[deviceName,displayName]');
    return code === 0 ? stdout.trim() : stderr;
  };
  assert.equal(await named('devices', 'show', 'KIOSK-ä'), 'Kiosk-Ä');
  assert.equal(await named('devices', 'show', 'SN kiosk-Ä'), 'Kiosk-Ä');
  assert.equal(await named('devices', 'show', 'pc'), 'pc', 'one that is written exactly so wins');
  assert.match(await named('devices', 'show', 'Pc'), /2 devices have the deviceName "Pc"/);
  assert.equal(await named('partners', 'show', 'TEAMVIEWER'), 'TeamViewer');

  await program.run('tenants', 'add', '7f1c9d02-5a3b-4c8e-9f10-2b6d3e4a5c61', '--name', 'Northwind');
  assert.match((await program.run('tenants', 'suspend', 'NORTHWIND')).stdout, /Northwind/);
  const unknown = await program.run('tenants', 'resume', 'Southwind');
  assert.deepEqual([unknown.code, /no organisation is called "Southwind"/.test(unknown.stderr)], [4, true]);
});
