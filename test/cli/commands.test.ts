import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { commands } from '../../src/cli/commands.ts';
import { createParser } from '../../src/cli/parser.ts';
import { devicesPath } from '../harness/devices.ts';
import { startWorld } from '../harness/world.ts';
import { createProgram } from './program.ts';

const run = promisify(execFile);

/** The words of the part of a line that calls assistd; quotes as in a shell. */
function wordsOf(line: string): string[] {
  const called = /assistd (.*?)(?:$|\)|[|>](?![^"]*"$))/.exec(line)?.[1] ?? '';
  return [...called.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
}

test('every example of every command is a line that the command understands', async () => {
  for (const command of commands) {
    assert.ok(command.examples.length > 0, `${command.name} has an example`);
    for (const { line } of command.examples) {
      const words = wordsOf(line);
      let found: string | undefined;
      const parser = await createParser(commands, words, '0', async (parsed) => {
        found = parsed.command.name;
      });
      await parser.parseAsync(['node', 'assistd', ...words]);
      assert.ok(found !== undefined, line);
      if (line.startsWith('assistd ') && !line.includes('|')) assert.equal(found, command.name, line);
    }
  }
});

test('every line of the guide that calls assistd is one that it understands', async () => {
  const guide = readFileSync(join(import.meta.dirname, '../../docs/guide/cli.md'), 'utf8');
  const lines = guide.split('\n').filter((line) => line.startsWith('assistd '));
  assert.ok(lines.length > 10);
  for (const line of lines) {
    const words = wordsOf(line);
    let found = false;
    const parser = await createParser(commands, words, '0', async () => {
      found = true;
    });
    await parser.parseAsync(['node', 'assistd', ...words]);
    assert.ok(found, line);
  }
});

test('help says what, how and with which examples, for every command, on standard output', async () => {
  using program = createProgram('http://localhost:1');
  const all = await program.run('--help');
  assert.equal(all.code, 0);
  for (const name of new Set(commands.map((command) => command.name.split(' ')[0] ?? ''))) {
    assert.match(all.stdout, new RegExp(`^ +${name} `, 'm'));
  }
  const one = await program.run('partners', 'disconnect', '--help');
  assert.equal(one.code, 0);
  assert.match(one.stdout, /--yes[\s\S]*Examples:\n[\s\S]*\$ assistd partners disconnect/);
  assert.deepEqual(await program.run('help', 'partners', 'disconnect'), one);
  assert.deepEqual(await program.run('help', 'whoami'), await program.run('whoami', '--help'));
});

for (const [shell, check] of [
  ['bash', ['-n']],
  ['zsh', ['-n']],
  ['fish', ['-n']],
] as const) {
  const missing = !['/bin', '/usr/bin'].some((folder) => existsSync(join(folder, shell)));
  test(`the completion for ${shell} is a script of ${shell}`, {
    skip: missing && `there is no ${shell} here`,
  }, async () => {
    using program = createProgram('http://localhost:1');
    const { stdout } = await program.run('completion', shell);
    const file = join(program.folder, 'completion');
    writeFileSync(file, stdout);
    await run(shell, [...check, file]);
  });
}

test('bash completes commands, options and their values', async () => {
  using program = createProgram('http://localhost:1');
  const { stdout } = await program.run('completion', 'bash');
  const file = join(program.folder, 'completion');
  writeFileSync(file, stdout);
  const completed = async (...words: string[]) => {
    const quoted = words.map((word) => `'${word}'`).join(' ');
    const script = `source '${file}'; COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _assistd; echo "\${COMPREPLY[@]}"`;
    return (await run('bash', ['-c', script])).stdout.trim().split(' ');
  };
  assert.deepEqual(await completed('assistd', 'partn'), ['partners']);
  assert.deepEqual(await completed('assistd', 'partners', ''), ['list', 'show', 'connect', 'confirm', 'disconnect']);
  assert.deepEqual(await completed('assistd', 'partners', 'disconnect', '--w'), ['--wait']);
  assert.deepEqual(await completed('assistd', 'partners', 'list', '--output', ''), [
    'table',
    'wide',
    'json',
    'yaml',
    'tsv',
  ]);
  assert.deepEqual(await completed('assistd', 'partners', 'list', '-o', 'w'), ['wide']);
  assert.deepEqual(await completed('assistd', 'devices', 'import', 'file.csv', '--dates', ''), ['dmy', 'mdy', 'ymd']);
  assert.deepEqual(await completed('assistd', 'api', 'PA'), ['PATCH']);
  assert.deepEqual(await completed('assistd', 'serve', '--public-o'), ['--public-origin']);
  assert.deepEqual(await completed('assistd', 'completion', 'z'), ['zsh']);
});

test('bash completes the names of partners, devices and organisations, and runs nothing that is in one', async () => {
  await using world = await startWorld();
  using program = createProgram(world.service.origin, { ASSISTD_TOKEN: await world.token() });
  for (const deviceName of ['KIOSK 3', 'KIOSK $(touch owned)', 'LAPTOP']) {
    await world.send('POST', devicesPath, { body: { deviceName } });
  }
  const { stdout } = await program.run('completion', 'bash');
  writeFileSync(join(program.folder, 'completion'), stdout);
  const main = join(import.meta.dirname, '../../src/main.js');
  writeFileSync(join(program.folder, 'assistd'), `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`, {
    mode: 0o755,
  });
  const completed = async (...words: string[]) => {
    const quoted = ['./assistd', ...words].map((word) => `'${word}'`).join(' ');
    const script = `source ./completion; COMP_WORDS=(${quoted}); COMP_CWORD=${words.length}; _assistd; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const env = { ...process.env, ASSISTD_GRAPH: world.service.origin, ASSISTD_TOKEN: await world.token() };
    return (await run('bash', ['-c', script], { cwd: program.folder, env })).stdout.trim().split('\n').sort();
  };
  assert.deepEqual(await completed('partners', 'show', 'T'), ['TeamViewer']);
  assert.deepEqual(await completed('assist', 'KIO'), ['KIOSK\\ 3', 'KIOSK\\ \\$\\(touch\\ owned\\)'].sort());
  assert.deepEqual(await completed('tenants', 'suspend', 'Cont'), ['Contoso']);
  assert.deepEqual(await completed('partners', 'show', '--api'), ['--api-version']);
  assert.ok(!existsSync(join(program.folder, 'owned')));
});

test('PowerShell is offered every command', async () => {
  using program = createProgram('http://localhost:1');
  const { stdout } = await program.run('completion', 'powershell');
  assert.match(stdout, /Register-ArgumentCompleter -Native -CommandName assistd/);
  for (const { name } of commands) assert.ok(stdout.includes(`'${name}' = @(`), name);
});
