import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../harness/main.ts';
import { waitFor } from '../harness/wait-for.ts';

/** What a page's lines are run against: `assistd dev` on free ports, and a shell set up as its reader's would be. */
export interface Dev extends AsyncDisposable {
  readonly origin: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Runs lines in a terminal, at the first failure it stops; a question is answered with yes. */
  shell(script: string): Promise<{ readonly code: number; readonly shown: string }>;
}

const here = { program: main, ports: ['--port', '0', '--tls-port', '0'] };

/** A browser whose user allows what the page asks. */
const browser = `#!/bin/sh\nexec curl -sfL "$1&consent=allow" -o /dev/null\n`;

/**
 * @param line how the page says that it is started: `assistd dev` with options
 * @param installed the program and its ports; the one that is tested, on free ones, unless told
 */
export async function startDev(
  folder: string,
  line: string,
  { program: main, ports }: { program: string; ports: readonly string[] } = here,
): Promise<Dev> {
  const bin = join(folder, '.bin');
  mkdirSync(bin, { recursive: true });
  const put = (name: string, text: string) => {
    writeFileSync(join(bin, name), text);
    chmodSync(join(bin, name), 0o755);
  };
  put('assistd', `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`);
  put('browser', browser);
  // An answer of 400 or more fails the line that asked.
  writeFileSync(join(folder, '.curlrc'), 'fail\nsilent\nshow-error\n');
  const { PATH = '', ...inherited } = process.env;
  const base: Readonly<Record<string, string>> = {
    ...withoutSettings(inherited),
    PATH: `${bin}:${PATH}`,
    HOME: folder,
    XDG_CONFIG_HOME: join(folder, '.config'),
    BROWSER: join(bin, 'browser'),
    TERM: 'dumb',
  };

  const words = line.replace(/^.*?assistd /, '').split(/\s+/);
  const program = spawn(join(bin, 'assistd'), [...words, ...ports], {
    cwd: folder,
    env: base,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(program, 'exit');
  let printed = '';
  program.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const stop = async () => {
    program.kill('SIGTERM');
    await exited;
  };
  const value = (pattern: RegExp) => pattern.exec(printed)?.[1] ?? '';
  try {
    await waitFor('what assistd dev prints', () => /sandbox\/grants\n$/.test(printed));
    const origin = value(/^ +Graph +(http\S+)\/v1\.0/m);
    const environment = {
      ...base,
      ASSISTD_GRAPH: origin,
    };
    return {
      origin,
      environment,
      shell: (script) => runInTerminal(script, folder, environment),
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function withoutSettings(environment: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const kept = Object.entries(environment).filter(
    ([name]) => !/^(ASSISTD_|NODE_TEST|NO_COLOR|npm_|INIT_CWD)/.test(name),
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, value ?? '']));
}

async function runInTerminal(script: string, folder: string, env: Readonly<Record<string, string>>) {
  writeFileSync(join(folder, '.page.sh'), script);
  // `script` may go on waiting for its own input when the shell has ended, so the end is marked.
  const line = `bash -euo pipefail .page.sh; printf '\\nended=%d\\n' $?`;
  const child = spawn('/usr/bin/script', ['-qc', line, '/dev/null'], {
    cwd: folder,
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  let shown = '';
  let answered = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    const asked = shown.split('[y/N]').length - 1;
    for (; answered < asked; answered++) child.stdin.write('y\r');
  });
  try {
    const [, code] = await waitFor('the end of the page', () => /\nended=(\d+)\r?\n/.exec(shown) ?? undefined, 180_000);
    return { code: Number(code), shown: shown.replaceAll('\r\n', '\n') };
  } finally {
    child.stdin.destroy();
    child.kill('SIGKILL');
    await closed;
  }
}
