import { pino } from 'pino';
import type { Log } from '../core/log.ts';
import { printableQuoted } from './terminal/printable.ts';

const flushMs = 200;
/** Half of what a pipe holds: at the end of the process a longer one may be torn by what is written after it. */
const chunkBytes = 32 * 1024;

/**
 * One JSON line for each event, on standard error: what a command prints stays apart from what it logs. Lines are written many at a
 * time, at the latest after a fifth of a second and at the end: a write for each would take longer than the rest of a request.
 */
export function createLog(level: string): Log {
  return pino({ level, base: null, timestamp: isoTime }, gathered());
}

/**
 * Lines gathered as bytes before they are handed on. The destination gathers as well, but measures all that it holds anew for each line, and
 * makes bytes of it anew for each write.
 */
function gathered(): { write(line: string): void } {
  let chunk = Buffer.allocUnsafeSlow(chunkBytes);
  let length = 0;
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (length === 0) return;
    hand(chunk.subarray(0, length));
    chunk = Buffer.allocUnsafeSlow(chunkBytes);
    length = 0;
  };
  // Before the destination listens itself, which writes what it has at the end, at once.
  process.on('beforeExit', flush);
  process.on('exit', flush);
  const destination = pino.destination({ dest: 2, sync: false, contentMode: 'buffer' });
  // Its types know texts alone.
  const hand = (bytes: Buffer) => void destination.write(bytes as Buffer & string);
  return {
    write(line) {
      // A character of UTF-16 is three bytes at most.
      if (length + 3 * line.length > chunkBytes) flush();
      if (3 * line.length > chunkBytes) return hand(Buffer.from(printableQuoted(line)));
      const bytes = chunk.write(line, length);
      // Whoever has no token may have their words here, and somebody reads them on a terminal. What that would obey, and JSON leaves as
      // it is, takes more bytes than characters; nearly all lines have none.
      const shown = bytes === line.length ? line : printableQuoted(line);
      if (shown !== line) return this.write(shown);
      length += bytes;
      timer ??= setTimeout(flush, flushMs).unref();
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
