import { CommanderError } from 'commander';
import { GraphFailure } from '../client/graph-failure.ts';
import { programVersion } from '../core/version.ts';
import { commands } from './commands.ts';
import { CommandFailure, type ExitCode, exitCodes } from './exit-codes.ts';
import { commandFailure } from './failure-words.ts';
import { openContext } from './open-context.ts';
import { createParser } from './parser.ts';
import { printable, printableLine } from './terminal/printable.ts';
import type { Streams } from './terminal/terminal.ts';

/** Runs the command line. What goes wrong is told on standard error, and by the exit code. */
export async function run(argv: readonly string[]): Promise<void> {
  const interrupting = new AbortController();
  const streams = standardStreams();
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    const isOver = interrupting.signal.aborted;
    interrupting.abort(error);
    // Whoever reads no further, as `head` does, has seen enough.
    if (isOver || error.code === 'EPIPE') return;
    streams.stderr.write(told(`the result cannot be written: ${error.message}`));
    process.exitCode = exitCodes.failed;
  });
  const signal = () => {
    const interrupt = () => interrupting.abort(new CommandFailure(exitCodes.interrupted, 'interrupted'));
    // SIGTERM is what `timeout`, a timer of systemd or a cancelled job sends; a closed terminal is left to `nohup`.
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, interrupt);
    return interrupting.signal;
  };
  process.once('exit', unfinished);
  try {
    const words = wordsOf(argv.slice(2));
    const parser = await createParser(commands, words, programVersion(), ({ command, ...given }) =>
      command.run(openContext({ environment: process.env, streams, commands, options: given.options, signal }), given),
    );
    await parser.parseAsync(words, { from: 'user' });
  } catch (error) {
    const code = await tell(error, interrupting.signal, streams);
    process.exitCode ||= code;
  } finally {
    process.off('exit', unfinished);
  }
}

/** Node ends a program that waits for nothing any more, as one that is done. What is not known to be done is not told as done. */
function unfinished(): void {
  process.stderr.write(told('it ended before it was done, for a reason that it does not know; please report it'));
  process.exitCode = exitCodes.failed;
}

/** Standard error that cannot be written stops nothing: there is nobody to tell. */
function standardStreams(): Streams {
  let listens = false;
  return {
    get stdin() {
      return process.stdin;
    },
    get stdout() {
      return process.stdout;
    },
    get stderr() {
      if (!listens) process.stderr.on('error', () => {});
      listens = true;
      return process.stderr;
    },
  };
}

/** Commander's own `help` knows one level of commands: `help devices list` shows what `devices list --help` does. */
function wordsOf(given: readonly string[]): readonly string[] {
  const [first, ...others] = given;
  return first === 'help' && others.length > 1 ? [...others, '--help'] : given;
}

async function tell(thrown: unknown, interrupted: AbortSignal, streams: Streams): Promise<ExitCode> {
  // What went wrong first is what is told, and not what its end brought about.
  if (thrown instanceof SuppressedError) return tell(thrown.suppressed, interrupted, streams);
  const error = thrown instanceof GraphFailure ? commandFailure(thrown) : thrown;
  if (error instanceof CommanderError) {
    // Commander has said what is wrong already; help and version are no failures.
    return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  }
  if (interrupted.aborted) {
    if (!(interrupted.reason instanceof CommandFailure)) return exitCodes.done;
    streams.stderr.write('\n');
    return exitCodes.interrupted;
  }
  if (error instanceof CommandFailure) {
    streams.stderr.write(told(printableLine(error.message), error.help));
    return error.code;
  }
  const settings = error instanceof Error && error.name === 'SettingsInvalid';
  const message = error instanceof Error ? error.message.replaceAll('\n', '\n  ') : String(error);
  streams.stderr.write(told(settings ? `these settings are wrong:\n  ${message}` : message));
  return settings ? exitCodes.usage : exitCodes.failed;
}

/** The one form in which a failure is told, what can be done about it on the lines below. */
function told(message: string, help?: string): string {
  return `assistd: ${printable(message)}\n${help === undefined ? '' : `${printable(help)}\n`}`;
}
