import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../harness/main.ts';
import { waitFor } from '../harness/wait-for.ts';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The real program, with a user's folder of its own, pointed at one Graph. */
export interface Program extends Disposable {
  readonly folder: string;
  /** Runs it with standard input closed, or with `input` there. */
  run(...words: readonly string[]): Promise<Ended>;
  runWith(options: RunOptions, ...words: readonly string[]): Promise<Ended>;
  /** Runs it in a pseudo-terminal; what it shows, on both streams, comes in `stdout`. */
  inTerminal(options: TerminalOptions, ...words: readonly string[]): Promise<Ended>;
}

export interface RunOptions {
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Called once with what it has printed so far, as soon as this matches; its answer is sent as a signal. */
  readonly interruptOn?: RegExp;
  /** Stops reading, as `head` does, after this many characters. */
  readonly readFirst?: number;
  readonly onStderr?: (text: string) => void;
  /** What it has printed so far, and what stops it as Ctrl+C does. */
  readonly onStdout?: (text: string, stop: () => void) => void;
}

export interface Answer {
  readonly after: RegExp;
  /** Or what to make of all that was shown. */
  readonly type: string | ((shown: string) => Promise<string>);
}

export interface TerminalOptions {
  /** What to type, and after which text; of several, one after the other. */
  readonly answer?: Answer | readonly Answer[];
  readonly columns?: number;
}

/** Why there is no pseudo-terminal here; `script` is part of util-linux. */
export const noTerminal = existsSync('/usr/bin/script') ? false : 'there is no /usr/bin/script (util-linux)';

export function createProgram(graph: string, environment: Readonly<Record<string, string>> = {}): Program {
  const folder = mkdtempSync(join(tmpdir(), 'assistd-cli-'));
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(ASSISTD_|NO_COLOR|FORCE_COLOR|NODE_TEST|CI$)/.test(name)),
  );
  const environmentOf = (more: Readonly<Record<string, string>> = {}) => ({
    ...inherited,
    XDG_CONFIG_HOME: folder,
    ASSISTD_GRAPH: graph,
    ...environment,
    ...more,
  });
  const runWith: Program['runWith'] = async (
    { input, environment: more, interruptOn, readFirst, onStderr, onStdout },
    ...words
  ) => {
    const child = spawn(process.execPath, [main, ...words], {
      cwd: folder,
      env: environmentOf(more),
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    const ended = once(child, 'close');
    let [stdout, stderr] = ['', ''];
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (interruptOn?.test(stdout)) child.kill('SIGINT');
      onStdout?.(stdout, () => child.kill('SIGINT'));
      if (readFirst !== undefined && stdout.length >= readFirst) child.stdout?.destroy();
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      onStderr?.(stderr);
    });
    child.stdin?.end(input);
    const [code] = (await ended) as [number | null];
    return { code, stdout, stderr };
  };
  return {
    folder,
    run: (...words) => runWith({}, ...words),
    runWith,
    async inTerminal({ answer, columns = 120 }, ...words) {
      const line = [process.execPath, main, ...words].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
      // `script` itself may go on waiting for its own input when the program has ended, so the end is marked. Ctrl+C
      // reaches the shell as well, and a POSIX shell without a trap ends by it, before it marks anything.
      const script = `trap : INT; stty cols ${columns}; ${line}; printf '\\nended=%d\\n' $?`;
      const child = spawn('/usr/bin/script', ['-qc', script, '/dev/null'], {
        cwd: folder,
        env: environmentOf({ TERM: 'xterm-256color', SHELL: '/bin/sh' }),
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      const closed = once(child, 'close');
      let shown = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        shown += text;
      });
      const end = () => /\nended=(\d+)\r?\n/.exec(shown);
      for (const { after, type } of answer ? [answer].flat() : []) {
        await waitFor(`${after} on the terminal`, () => after.test(shown) || end() !== null);
        child.stdin.write(typeof type === 'string' ? type : await type(shown));
      }
      const [mark, code] = await waitFor('the end of the program', () => end() ?? undefined);
      child.stdin.destroy();
      child.kill('SIGKILL');
      await closed;
      return { code: Number(code), stdout: shown.slice(0, shown.indexOf(mark)).replaceAll('\r\n', '\n'), stderr: '' };
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
