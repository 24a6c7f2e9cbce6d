import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parse as parseCsv } from 'csv-parse/sync';
import { parse as parseYaml } from 'yaml';
import { main } from '../harness/main.ts';
import { waitFor } from '../harness/wait-for.ts';
import { startWorld, type World } from '../harness/world.ts';
import { createProgram, type Program } from './program.ts';
import { startStub } from './stub-graph.ts';

const partners = '/v1.0/deviceManagement/remoteAssistancePartners';

describe('what a command prints', () => {
  let world: World;
  let program: Program;

  before(async () => {
    world = await startWorld();
    program = createProgram(world.service.origin, { ASSISTD_TOKEN: await world.token() });
    for (const displayName of ['tab\tand "quotes"\\', '\u001b[2J\u202eevil', '日本']) {
      const created = await world.send('POST', partners, { body: { displayName } });
      assert.equal(created.status, 201, created.text);
    }
  });
  after(async () => {
    program[Symbol.dispose]();
    await world[Symbol.asyncDispose]();
  });

  const printed = async (...words: string[]) => {
    const { code, stdout, stderr } = await program.run('partners', 'list', ...words);
    assert.equal(code, 0, stderr);
    return stdout;
  };

  test('is the same in JSON, YAML and TSV, and what the server says', async () => {
    const { value } = (await world.send('GET', partners)).json;
    assert.deepEqual(JSON.parse(await printed('-o', 'json')), value);
    assert.deepEqual(parseYaml(await printed('-o', 'yaml')), value);
    const lines = (await printed('-o', 'tsv', '--query', '[].[displayName,id]')).trimEnd().split('\n');
    const unescaped = (cell = '') =>
      cell.replace(/\\(.)/g, (_, letter: string) => ({ t: '\t', n: '\n', r: '\r' })[letter] ?? letter);
    assert.deepEqual(
      lines.map((line) => line.split('\t').map(unescaped)),
      value.map((each: { displayName: string; id: string }) => [each.displayName, each.id]),
    );
  });

  test('can be picked from with JMESPath; a wrong expression is wrong usage', async () => {
    const picked = await printed('-o', 'json', '--query', "[?displayName=='日本'].onboardingStatus | [0]");
    assert.equal(picked, '"notOnboarded"\n');
    assert.equal(await printed('-o', 'tsv', '--query', 'length(@)'), '4\n');
    const wrong = await program.run('partners', 'list', '--query', 'a[');
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /--query/);
  });

  test('shows control characters instead of sending them to the terminal', async () => {
    for (const format of ['table', 'json', 'yaml']) {
      const stdout = await printed('-o', format);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence is what must not get through.
      assert.doesNotMatch(stdout, /\u001b/, format);
      assert.match(stdout, /evil/, format);
    }
  });

  test('stands in columns, wide characters too', async () => {
    const lines = (await printed('-o', 'table')).split('\n');
    const wide = lines.find((line) => line.startsWith('日本')) ?? '';
    const [heading = ''] = lines;
    // Two characters that are two columns wide each.
    assert.equal(wide.indexOf('notOnboarded'), heading.indexOf('Status') - 2);
  });

  test('goes into files that hold as many events as there are, in each format', async () => {
    const { json } = await world.send('GET', '/v1.0/deviceManagement/auditEvents?$orderby=activityDateTime');
    const exported = async (format: string) => {
      const { code, stdout, stderr } = await program.run('audit', 'export', '--format', format);
      assert.equal(code, 0, stderr);
      return stdout;
    };
    assert.deepEqual(JSON.parse(await exported('json')), json.value);
    const lines = (await exported('jsonl')).trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)),
      json.value,
    );
    const rows = parseCsv(await exported('csv'), { columns: true }) as Record<string, string>[];
    assert.deepEqual(
      rows.map(({ id, resources = '' }) => ({ id, resources: JSON.parse(resources) })),
      json.value.map(({ id, resources }: { id: string; resources: unknown }) => ({ id, resources })),
    );
  });

  test('that cannot be written is a failure in one line; what is said beside it stops nothing', {
    skip: !existsSync('/dev/full') && 'there is no /dev/full',
  }, () => {
    const full = (redirection: string, ...words: string[]) =>
      spawnSync('sh', ['-c', `exec "$@" ${redirection}/dev/full`, 'sh', process.execPath, main, ...words], {
        encoding: 'utf8',
      });
    for (const words of [['settings'], ['--help'], ['settings', '-o', 'json']]) {
      const { status, stderr } = full('>', ...words);
      assert.equal(status, 1, words.join(' '));
      assert.match(stderr, /^assistd: the result cannot be written: ENOSPC.*\n$/);
    }
    assert.equal(full('2>', 'settings', 'colour').status, 4);
  });

  test('is CSV that no spreadsheet calculates; a file has the mark of UTF-8, a pipe has not', async () => {
    const formulas = ['=1+1', '+1', '-1', '@x', '\t=1', '\r=1', "'=1", "'plain"];
    await using hostile = await startStub(() => ({
      body: { value: formulas.map((deviceName) => ({ deviceName, isEncrypted: true, freeStorageSpaceInBytes: -5 })) },
    }));
    const words = ['devices', 'export', '--graph', hostile.origin];
    const piped = (await program.run(...words)).stdout;
    const rows = parseCsv(piped, { columns: true }) as Record<string, string>[];
    assert.deepEqual(
      rows.map(({ deviceName }) => deviceName),
      formulas.map((text) => (text === "'plain" ? text : `'${text}`)),
    );
    assert.equal(rows[0]?.freeStorageSpaceInBytes, '-5', 'a number is none');
    assert.equal((await program.run(...words, '--file', 'devices.csv')).code, 0);
    assert.equal(readFileSync(join(program.folder, 'devices.csv'), 'utf8'), `\u{feff}${piped}`);
  });

  test('goes into a pipe that --file names, and puts no file in its place', async () => {
    const pipe = join(program.folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const [read, ended] = await Promise.all([
      readFile(pipe, 'utf8'),
      program.run('audit', 'export', '--format', 'jsonl', '--file', pipe),
    ]);
    assert.equal(ended.code, 0, ended.stderr);
    assert.equal(read, (await program.run('audit', 'export', '--format', 'jsonl')).stdout);
    assert.match(read, /"activity"/);
    assert.ok(statSync(pipe).isFIFO());
  });

  test('is refused where the file cannot be written, and nothing is left behind', async () => {
    if (existsSync('/dev/full')) {
      const full = await program.run('audit', 'export', '--file', '/dev/full');
      assert.deepEqual(
        [full.code, full.stderr],
        [1, 'assistd: cannot write /dev/full: ENOSPC: no space left on device, write\n'],
      );
    }
    const ended = await program.run('devices', 'export', '--file', 'nowhere/devices.csv');
    assert.equal(ended.code, 2);
    assert.match(ended.stderr, /^assistd: cannot write nowhere\/devices\.csv: /);
    const folder = await program.run('devices', 'export', '--file', program.folder);
    assert.deepEqual([folder.code, /^assistd: cannot write .*EISDIR/.test(folder.stderr)], [2, true]);
    await using broken = await startStub(() => ({ status: 500, body: {} }));
    assert.equal((await program.run('devices', 'export', '-f', 'half.csv', '--graph', broken.origin)).code, 1);
    assert.ok(!existsSync(join(program.folder, 'half.csv')));
    assert.deepEqual(
      readdirSync(program.folder).filter((name) => name.startsWith('half')),
      [],
    );
  });

  test('leaves no half of a file where it is interrupted, or told to end as timeout and cancelled jobs do', async () => {
    await using endless = await startStub(() => ({
      body: { value: [{ id: 'x'.repeat(5000) }], '@odata.nextLink': `${endless.origin}/v1.0/more` },
    }));
    const words = ['audit', 'export', '--format', 'jsonl', '--file', 'endless.jsonl', '--graph', endless.origin];
    const env = { ...process.env, XDG_CONFIG_HOME: program.folder, ASSISTD_TOKEN: await world.token() };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const exporting = spawn(process.execPath, [main, ...words], { cwd: program.folder, env, stdio: 'ignore' });
      const ended = once(exporting, 'exit');
      const begun = () => readdirSync(program.folder).filter((name) => name.startsWith('endless'));
      await waitFor('its first part', () => begun().length > 0);
      exporting.kill(signal);
      assert.deepEqual([await ended, begun()], [[130, null], []], signal);
    }
  });

  test('is whole where two export to one file at once: that of who ended last', async () => {
    let over = false;
    await using slow = await startStub(() => ({
      body: { value: [{ id: 'slow' }], ...(!over && { '@odata.nextLink': `${slow.origin}/v1.0/more` }) },
    }));
    await using quick = await startStub(() => ({ body: { value: [{ id: 'quick' }] } }));
    const into = (graph: string) => ['audit', 'export', '--format', 'jsonl', '--file', 'one.jsonl', '--graph', graph];
    const first = program.run(...into(slow.origin));
    const begun = () => readdirSync(program.folder).filter((name) => name.startsWith('one.jsonl'));
    await waitFor('the first to write', () => begun().length > 0);
    assert.equal((await program.run(...into(quick.origin))).code, 0);
    assert.equal(readFileSync(join(program.folder, 'one.jsonl'), 'utf8'), '{"id":"quick"}\n');
    over = true;
    const { code, stderr } = await first;
    assert.equal(code, 0, stderr);
    assert.match(readFileSync(join(program.folder, 'one.jsonl'), 'utf8'), /^(\{"id":"slow"\}\n)+$/);
    assert.deepEqual(begun(), ['one.jsonl']);
  });

  test('ends quietly when its reader has seen enough of what never ends', async () => {
    await using endless = await startStub(() => ({
      body: { value: [{ id: 'x'.repeat(5000) }], '@odata.nextLink': `${endless.origin}/v1.0/more` },
    }));
    const { code, stderr } = await program.runWith(
      { readFirst: 10_000 },
      ...['audit', 'export', '--format', 'jsonl', '--graph', endless.origin],
    );
    assert.deepEqual([code, stderr], [0, '']);
  });
});
