import { write, writeSync } from 'node:fs';
import { pino } from 'pino';
import type { Log } from '../core/log.ts';
import { printableQuoted } from './terminal/printable.ts';

const flushMs = 200;
/** Half of what a pipe holds: at the end of the process a longer one may be torn by what is written after it. */
const chunkBytes = 32 * 1024;
/** What is held while nothing can be written; lines beyond it are lost, and counted. */
const mostBytes = 4 * 1024 * 1024;
const retryMs = 100;
/** How long the end of the process waits for a pipe that is full. */
const endMs = 1000;

/**
 * One JSON line for each event, on standard error: what a command prints stays apart from what it logs. Lines are written many at a
 * time, at the latest after a fifth of a second and at the end: a write for each would take longer than the rest of a request.
 */
export function createLog(level: string): Log {
  const lost = (lines: number) =>
    log.warn({ lines }, 'lines of the log were lost: standard error could not be written');
  const log = pino({ level, base: null, timestamp: isoTime }, gathered(lost));
  return log;
}

/**
 * Lines gathered as bytes before they are handed on. Pino's own destination gathers as well, but measures all that it holds anew for each line,
 * and makes bytes of it anew for each write; and it ends the process where they cannot be written, or waits there for ever.
 */
function gathered(lost: (lines: number) => void): { write(line: string): void } {
  const chunk = Buffer.allocUnsafeSlow(chunkBytes);
  let length = 0;
  let timer: NodeJS.Timeout | undefined;
  const { hand, end } = standardError(lost);
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (length === 0) return;
    hand(Buffer.from(chunk.subarray(0, length)));
    length = 0;
  };
  process.on('beforeExit', flush);
  process.on('exit', () => {
    flush();
    end();
  });
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

/**
 * Standard error, one write after the other. A disk that is full, or a reader that has gone, takes the log and nothing else: what could not be
 * written is tried again, and who comes for a disconnect is served meanwhile.
 */
function standardError(lost: (lines: number) => void): { hand(bytes: Buffer): void; end(): void } {
  const waiting: Buffer[] = [];
  let bytes = 0;
  let dropped = 0;
  let writing = false;
  let retry: NodeJS.Timeout | undefined;
  const taken = (count: number) => {
    bytes -= count;
    const rest = waiting[0]?.subarray(count);
    if (rest?.length) waiting[0] = rest;
    else waiting.shift();
  };
  const next = () => {
    const [first] = waiting;
    if (!first || writing) return;
    writing = true;
    write(2, first, (error, count) => {
      writing = false;
      if (error) {
        clearTimeout(retry);
        retry = setTimeout(next, retryMs).unref();
        return;
      }
      taken(count);
      next();
      if (dropped === 0 || waiting.length > 0) return;
      const lines = dropped;
      dropped = 0;
      lost(lines);
    });
  };
  return {
    hand(chunk) {
      if (bytes + chunk.length > mostBytes) {
        for (const byte of chunk) if (byte === newline) dropped += 1;
        return;
      }
      waiting.push(chunk);
      bytes += chunk.length;
      next();
    },
    end() {
      // What is being written ends by itself.
      if (writing) taken(waiting[0]?.length ?? 0);
      for (const until = Date.now() + endMs; waiting[0] && Date.now() < until; ) {
        try {
          taken(writeSync(2, waiting[0]));
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
        }
      }
    },
  };
}

const newline = 10;

let written = { at: 0, text: '' };

/** The time as pino puts it into a line; of lines of the same millisecond it is made once. */
function isoTime(): string {
  const at = Date.now();
  if (at !== written.at) written = { at, text: `,"time":"${new Date(at).toISOString()}"` };
  return written.text;
}
