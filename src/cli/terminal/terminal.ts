import { createInterface } from 'node:readline/promises';
import { styleText } from 'node:util';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { printable, printableLine } from './printable.ts';

/** Node makes each when it is first read, and for one that is a file loads what reads files: 3 ms of a start. So they are read where they are used. */
export interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** Where a command meets its user: results on standard output, everything else on standard error. */
export interface Terminal {
  /** Whether somebody can be asked. */
  readonly interactive: boolean;
  /** Columns of standard output; `undefined` when it is no terminal. */
  readonly width: number | undefined;
  /** Resolves when it is written, so that a slow reader slows the writer. */
  write(text: string): Promise<void>;
  /** A word to the user, apart from the result. */
  note(text: string, format?: Style): void;
  /** `text` in colour, where the stream shows colours and they are wanted (NO_COLOR, --no-color). */
  style(format: Style, text: string, stream?: 'stdout' | 'stderr'): string;
  /** @throws CommandFailure when nobody can be asked */
  ask(question: string, signal: AbortSignal): Promise<string>;
  /** Shows on a terminal that something is waited for; elsewhere what is said is a line, every ten seconds at most. */
  waiting<T>(text: string, work: (say: (text: string) => void) => Promise<T>): Promise<T>;
  /** All of standard input, when it is no terminal. */
  read(): Promise<Buffer>;
}

type Style = 'bold' | 'cyan' | 'green' | 'yellow' | 'red' | 'dim';

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const frameMs = 80;
const lineMs = 10_000;

export function createTerminal(streams: Streams, colour: boolean): Terminal {
  const isInteractive = () => streams.stdin.isTTY === true && streams.stderr.isTTY === true;
  const style: Terminal['style'] = (format, text, stream = 'stdout') => {
    return colour ? styleText(format, text, { stream: streams[stream] }) : text;
  };
  return {
    get interactive() {
      return isInteractive();
    },
    get width() {
      const { stdout } = streams;
      return stdout.isTTY ? stdout.columns || 80 : undefined;
    },
    write: (text) => new Promise((resolve) => void streams.stdout.write(text, () => resolve())),
    note: (text, format) => {
      const shown = printable(text);
      streams.stderr.write(`${format ? style(format, shown, 'stderr') : shown}\n`);
    },
    style,
    async ask(question, signal) {
      if (!isInteractive()) throw new CommandFailure(exitCodes.usage, `nobody is there to answer: ${question}`);
      using lines = createInterface({ input: streams.stdin, output: streams.stderr });
      // Ctrl+C and Ctrl+D close the interface, of which the question itself is not told everywhere.
      const closed = new Promise<never>((_, reject) =>
        lines.once('close', () => reject(new CommandFailure(exitCodes.interrupted, 'interrupted; nothing was done'))),
      );
      const answer = lines.question(printable(question), { signal });
      answer.catch(() => {});
      return await Promise.race([closed, answer]);
    },
    async waiting(text, work) {
      const { stderr } = streams;
      let shown = text;
      if (stderr.isTTY !== true) {
        let since = Date.now();
        return work((said) => {
          if (said === shown || Date.now() - since < lineMs) return;
          stderr.write(`${printableLine(said)}\n`);
          shown = said;
          since = Date.now();
        });
      }
      let frame = 0;
      const draw = () => {
        frame = (frame + 1) % frames.length;
        stderr.write(`\r\u001b[K${style('cyan', frames[frame] ?? '', 'stderr')} ${printableLine(shown)}`);
      };
      draw();
      const timer = setInterval(draw, frameMs);
      try {
        return await work((said) => {
          shown = said;
        });
      } finally {
        clearInterval(timer);
        stderr.write('\r\u001b[K');
      }
    },
    async read() {
      const { stdin } = streams;
      return stdin.isTTY ? Buffer.alloc(0) : Buffer.concat(await stdin.toArray());
    },
  };
}
