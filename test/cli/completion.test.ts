import assert from 'node:assert/strict';
import { type ExecFileOptions, execFile, spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { commands } from '../../src/cli/commands.ts';
import { devicesPath } from '../harness/devices.ts';
import { main } from '../harness/main.ts';
import { startWorld } from '../harness/world.ts';
import { createProgram } from './program.ts';

const run = promisify(execFile);

interface Shell {
  readonly name: 'bash' | 'zsh' | 'fish';
  /** What the shell offers behind this line, in a folder with the script as `completion` and the program as `assistd`. */
  offered(line: string, options: ExecFileOptions): Promise<string[]>;
  /** How it writes a name that a shell could take for its own syntax. */
  readonly quoted: (name: string) => string;
}

const escaped = (name: string) => name.replaceAll(/[ $()]/g, '\\$&');

const shells: readonly Shell[] = [
  {
    name: 'bash',
    quoted: escaped,
    async offered(line, options) {
      const words = line.split(' ').map((word) => `'${word}'`);
      const script = `source ./completion; COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _assistd; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const { stdout } = await run('bash', ['-c', script], options);
      return linesOf(stdout);
    },
  },
  {
    name: 'zsh',
    quoted: (name) => name,
    async offered(line, options) {
      const { stdout } = await run('zsh', ['-f', 'offered.zsh', line], options);
      return linesOf(stdout);
    },
  },
  {
    name: 'fish',
    quoted: (name) => name,
    async offered(line, options) {
      const script = 'source ./completion; complete -C $argv[1]';
      const { stdout } = await run('fish', ['--no-config', '-c', script, line], options);
      // Behind a tab stands the description.
      return linesOf(stdout).map((each) => each.split('\t')[0] ?? '');
    },
  },
];

const linesOf = (text: unknown) => [...new Set(String(text).split('\n'))].filter((line) => line !== '');

/** A zsh with a line editor, on a terminal of its own: what its completion system takes for a match is noted. */
const zsh = {
  'offered.zsh': `
zmodload zsh/zpty
zpty inner zsh -f -i
zpty -w inner 'source ./editor.zsh'
while [[ ! -e ready ]]; do zpty -r -t inner shown; sleep 0.02; done
zpty -w -n inner "$1"$'\\t\\x07'
while zpty -r inner shown; do :; done
cat found
`,
  'editor.zsh': `
PROMPT=
autoload -Uz compinit && compinit -u -C -d dump
compadd() {
  local -a hits
  builtin compadd -O hits "$@"
  print -rl -- $hits >> found
  builtin compadd "$@"
}
source ./completion
leave() { exit }
zle -N leave
bindkey '^I' complete-word
bindkey '^G' leave
: > found
zle-line-init() { : > ready }
zle -N zle-line-init
`,
};

for (const shell of shells) {
  const { name, quoted } = shell;
  const missing = spawnSync(name, ['--version']).error !== undefined;
  test(`${name} completes commands, options, their values and names, and runs nothing that is in a name`, {
    skip: missing && `there is no ${name} here`,
  }, async () => {
    await using world = await startWorld();
    using program = createProgram(world.service.origin);
    const inFolder = (file: string) => join(program.folder, file);
    writeFileSync(inFolder('completion'), (await program.run('completion', name)).stdout);
    await run(name, ['-n', inFolder('completion')]);
    for (const [file, text] of Object.entries(zsh)) writeFileSync(inFolder(file), text);
    writeFileSync(inFolder('assistd'), `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`, { mode: 0o755 });
    const dangerous = 'KIOSK $(touch owned)';
    for (const deviceName of ['KIOSK 3', dangerous, 'LAPTOP']) {
      await world.send('POST', devicesPath, { body: { deviceName } });
    }
    const env = {
      PATH: `${program.folder}:${process.env.PATH}`,
      ...{ HOME: program.folder, LANG: 'C.UTF-8', TERM: 'dumb' },
      ...{ ASSISTD_GRAPH: world.service.origin, ASSISTD_TOKEN: await world.token() },
    };
    const offers = async (line: string, ...expected: string[]) => {
      rmSync(inFolder('ready'), { force: true });
      const offered = await shell.offered(line, { cwd: program.folder, env });
      assert.deepEqual(offered.sort(), expected.sort(), line);
    };
    await offers('assistd partn', 'partners');
    await offers('assistd partners disconnect --w', '--wait');
    await offers('assistd partners list --output ', 'table', 'wide', 'json', 'yaml', 'tsv');
    await offers('assistd partners list -o w', 'wide');
    await offers('assistd devices import file.csv --dates ', 'dmy', 'mdy', 'ymd');
    await offers('assistd api PA', 'PATCH');
    await offers('assistd serve --public-o', '--public-origin');
    await offers('assistd completion z', 'zsh');
    await offers('assistd partners show T', 'TeamViewer');
    await offers('assistd tenants suspend Cont', 'Contoso');
    await offers('assistd assist KIO', quoted('KIOSK 3'), quoted(dangerous));
    assert.ok(!existsSync(inFolder('owned')));
    // Nobody is signed in there: nothing is offered in the place of names.
    env.ASSISTD_TOKEN = '';
    await offers('assistd partners show T');
  });
}

test('PowerShell is offered every command', async () => {
  using program = createProgram('http://localhost:1');
  const { stdout } = await program.run('completion', 'powershell');
  assert.match(stdout, /Register-ArgumentCompleter -Native -CommandName assistd/);
  for (const { name } of commands) assert.ok(stdout.includes(`'${name}' = @(`), name);
});
