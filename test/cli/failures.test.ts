import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startWorld, type World } from '../harness/world.ts';
import { createProgram, type Program } from './program.ts';
import { startStub } from './stub-graph.ts';

describe('how a command fails', () => {
  let world: World;
  let program: Program;

  before(async () => {
    world = await startWorld();
    program = createProgram(world.service.origin, { ASSISTD_TOKEN: await world.token() });
  });
  after(async () => {
    program[Symbol.dispose]();
    await world[Symbol.asyncDispose]();
  });

  test('2 for wrong usage, with nothing on standard output', async () => {
    for (const words of [
      ['partner', 'list'],
      ['partners', 'list', '--what'],
      ['partners', 'list', '-o', 'xml'],
      ['audit', 'list', '--top', 'many'],
      ['audit', 'list', '--since', 'yesterday'],
      ['partners', 'list', '--graph', 'http://example.com'],
      ['tenants', 'add', 'not-a-guid'],
    ]) {
      const { code, stdout, stderr } = await program.run(...words);
      assert.deepEqual([code, stdout], [2, ''], words.join(' '));
      assert.notEqual(stderr, '', words.join(' '));
    }
  });

  test('2 where assistd dev can not write into one of its folders, with the option that names another', async () => {
    const kept = join(program.folder, 'kept');
    writeFileSync(`${kept}-file`, '');
    for (const [option, value] of [
      ['data-folder', '/dev/null/kept'],
      ['database', '/dev/null/kept'],
      // Begins with the name of the other one, which can be written.
      ['database', `${kept}-file/database`],
    ] as const) {
      const { code, stderr } = await program.run('dev', '--port', '0', '--data-folder', kept, `--${option}`, value);
      assert.equal(code, 2, stderr);
      assert.match(stderr, new RegExp(`^assistd: cannot write ${value}: ENOTDIR.*\\n.*--${option}\\.\\n$`));
    }
  });

  test('3 when nobody is signed in, or may not', async () => {
    using nobody = createProgram(world.service.origin);
    const unsigned = await nobody.run('partners', 'list');
    assert.equal(unsigned.code, 3);
    assert.match(unsigned.stderr, /assistd login/);

    const permissions = ['DeviceManagementServiceConfig.Read.All'];
    using reader = createProgram(world.service.origin, { ASSISTD_TOKEN: await world.token({ permissions }) });
    assert.equal((await reader.run('partners', 'list')).code, 0);
    const forbidden = await reader.run('partners', 'connect');
    assert.equal(forbidden.code, 3);
    assert.match(forbidden.stderr, /must have one of the following scopes/);
    assert.doesNotMatch(forbidden.stderr, /_version|Activity ID/, 'the nested JSON is unpacked');
    assert.match(
      forbidden.stderr,
      /^One of these permissions is missing: DeviceManagementServiceConfig\.ReadWrite\.All\.$/m,
    );
  });

  test('4 with the details and the request id that the server logged', async () => {
    const { code, stderr } = await program.run('partners', 'show', '00000000-0000-4000-8000-00000000dead');
    assert.equal(code, 4);
    assert.match(stderr, /No remoteAssistancePartner with the id/);
    const [, requestId, clientRequestId] = /request-id (\S+), client-request-id (\S+)/.exec(stderr) ?? [];
    const line = world.lines.find(({ fields }) => fields.requestId === requestId);
    assert.equal(line?.fields.clientRequestId, clientRequestId);
  });

  test('5 in a state that does not allow it, with what to do', async () => {
    await world.connect(await world.partnerId());
    const { code, stderr } = await program.run('partners', 'connect');
    assert.equal(code, 5);
    assert.match(stderr, /Conflict/);
    assert.match(stderr, /disconnect/i);
  });

  test('6 when nobody answers, and when the server goes on asking to slow down', async () => {
    await using busy = await startStub(() => ({
      status: 429,
      headers: { 'Retry-After': '0' },
      body: { error: { code: 'TooManyRequests', message: 'Please retry again later.' } },
    }));
    const throttled = await program.run('partners', 'list', '--graph', busy.origin);
    assert.equal(throttled.code, 6);
    assert.equal(busy.requests.length, 4, 'it has tried again');
    const ids = new Set(busy.requests.map(({ headers }) => headers['client-request-id']));
    assert.equal(ids.size, 1, 'as the same request');

    await using gone = await startStub(() => ({}));
    await gone[Symbol.asyncDispose]();
    const unreachable = await program.run('partners', 'list', '--graph', gone.origin);
    assert.equal(unreachable.code, 6);
    assert.match(unreachable.stderr, /cannot reach/);
  });

  test('1 when it waits for what never comes, and not what says done', async () => {
    const silent = 'data:text/javascript,globalThis.fetch=()=>new%20Promise(()=>{})';
    const { code, stdout, stderr } = await program.runWith(
      { environment: { NODE_OPTIONS: `--import=${silent}` } },
      'partners',
      'list',
    );
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /^assistd: it ended before it was done/);
  });

  test('a pause that is asked for by date ends at that date', async () => {
    await using busy = await startStub(() =>
      busy.requests.length === 1
        ? { status: 503, headers: { 'Retry-After': new Date(0).toUTCString() }, body: {} }
        : { body: { value: [] } },
    );
    const { code, stderr } = await program.run('partners', 'list', '--graph', busy.origin);
    assert.equal(code, 0, stderr);
    assert.equal(busy.requests.length, 2);
  });

  test('every failure begins alike, whoever finds it, and holds no control character of a server', async () => {
    await using hostile = await startStub(() => ({
      status: 400,
      body: { error: { code: 'Bad\u001b[2J', message: 'one\n\u001b]0;owned\u0007two' } },
    }));
    for (const words of [
      ['partners', 'list', '--what'],
      ['partners', 'list', '-o', 'xml'],
      ['serve', '--port', 'x'],
      ['devices', 'import', 'nowhere.csv'],
      ['partners', 'list', '--graph', 'x'],
      ['partners', 'list', '--graph', hostile.origin],
    ]) {
      const { stderr } = await program.run(...words);
      assert.match(stderr, /^assistd: [^\n]/, words.join(' '));
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get through.
      assert.doesNotMatch(stderr, /[\u0000-\u0009\u000b-\u001f]/, words.join(' '));
    }
  });

  test('what only an assistd has says so elsewhere', async () => {
    await using microsoft = await startStub(() => ({
      status: 400,
      body: { error: { code: 'BadRequest', message: 'Invalid version: assist' } },
    }));
    for (const words of [
      ['sessions', 'list'],
      ['obligations', 'list'],
      ['audit', 'verify'],
      ['tenants', 'list'],
    ]) {
      const { code, stderr } = await program.run(...words, '--graph', microsoft.origin);
      assert.equal(code, 1);
      assert.match(stderr, /only an assistd has this/);
    }
    const waiting = await program.run('partners', 'disconnect', '--yes', '--wait', '--graph', microsoft.origin);
    assert.equal(waiting.code, 2);
    assert.ok(
      microsoft.requests.every(({ method }) => method === 'GET'),
      'nothing was done',
    );
  });

  test('a token follows no link to another server', async () => {
    await using thief = await startStub(() => ({ body: { value: [] } }));
    await using graph = await startStub((_, url) => ({
      body: url.includes('skiptoken')
        ? { value: [] }
        : { value: [], '@odata.nextLink': `${thief.origin}/v1.0/x?$skiptoken=1` },
    }));
    const { code, stderr } = await program.run('partners', 'list', '--graph', graph.origin);
    assert.equal(code, 1);
    assert.match(stderr, /another server/);
    assert.equal(thief.requests.length, 0);
  });

  test('every page is read, however many there are', async () => {
    await using graph = await startStub((_, url) => {
      const page = Number(new URL(url, 'http://x').searchParams.get('$skiptoken') ?? 1);
      const next = page < 5 ? { '@odata.nextLink': `${graph.origin}/v1.0/x?$skiptoken=${page + 1}` } : {};
      return { body: { value: [{ id: `${page}`, displayName: `p${page}` }], ...next } };
    });
    const { stdout } = await program.run('partners', 'list', '--graph', graph.origin, '-o', 'tsv', '--query', '[].id');
    assert.equal(stdout, '1\n2\n3\n4\n5\n');
  });

  test('an application’s token goes to beta, where it is accepted, unless a version is named', async () => {
    using application = createProgram(world.service.origin, { ASSISTD_TOKEN: await world.applicationToken() });
    assert.equal((await application.run('partners', 'list')).code, 0);
    assert.equal((await application.run('partners', 'list', '--api-version', 'v1.0')).code, 3);
  });
});
