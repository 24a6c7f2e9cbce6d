import { pino } from 'pino';
import type { Log } from '../core/log.ts';

const flushMs = 200;
/** Half of what a pipe holds: at the end of the process a longer one may be torn by what is written after it. */
const flushLength = 32 * 1024;

/**
 * One JSON line for each event, on standard error: what a command prints stays apart from what it logs. Lines are written many at a
 * time, at the latest after a fifth of a second and at the end: a write for each would take longer than the rest of a request.
 */
export function createLog(level: string): Log {
  return pino({ level, base: null, timestamp: isoTime }, gathered());
}

/**
 * Lines gathered before they are handed on. The destination gathers as well, but measures all that it holds anew for each line.
 */
function gathered(): { write(line: string): void } {
  let lines: string[] = [];
  let length = 0;
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (length === 0) return;
    const text = lines.join('');
    lines = [];
    length = 0;
    destination.write(text);
  };
  // Before the destination listens itself, which writes what it has at the end, at once.
  process.on('beforeExit', flush);
  process.on('exit', flush);
  const destination = pino.destination({ dest: 2, sync: false });
  return {
    write(line) {
      length += line.length;
      lines.push(line);
      if (length >= flushLength) flush();
      else timer ??= setTimeout(flush, flushMs).unref();
    },
  };
}

let written = { at: 0, text: '' };

/** The time as pino puts it into a line; of lines of the same millisecond it is made once. */
function isoTime(): string {
  const at = Date.now();
  if (at !== written.at) written = { at, text: `,"time":"${new Date(at).toISOString()}"` };
  return written.text;
}
