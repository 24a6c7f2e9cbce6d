import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';

/** A program that ends with this process, however this one ends. Dispose of it. */
export interface Tethered extends AsyncDisposable {
  readonly process: ChildProcess;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** What it writes to file descriptor 4. */
  readonly extra: Readable;
}

interface TetheredOptions extends Pick<SpawnOptions, 'cwd' | 'env' | 'uid' | 'gid'> {
  /** What asks it to end; `SIGTERM` unless told. What does not within {@link graceMs} is ended. */
  readonly endsOn?: NodeJS.Signals;
}

/** In milliseconds. */
const graceMs = 5000;

/*
 * A process that is killed tells nobody, and systems differ in what they do with its children. A pipe is closed in any case, so a
 * shell waits for its end beside the program, in a process group with it and all that it starts, and ends the group. The program
 * takes the place of the shell that was started, so that its id, signals and exit are its own.
 */
const beside = '{ read -r _; kill -KILL 0; } <&3 3<&- 4>&- >/dev/null 2>&1 & exec "$@" 3<&-';

/** Starts a program that does not outlive this process, in a process group of its own. */
export async function tethered(
  file: string,
  flags: readonly string[],
  { endsOn = 'SIGTERM', ...options }: TetheredOptions,
): Promise<Tethered> {
  const child = spawn('/bin/sh', ['-c', beside, 'sh', file, ...flags], {
    ...options,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
  });
  const [, stdout, stderr, tether, extra] = child.stdio as [null, Readable, Readable, Writable, Readable];
  // What it started and left goes as well.
  child.once('exit', () => tether.destroy());
  tether.on('error', () => {});
  await once(child, 'spawn');
  return {
    process: child,
    stdout,
    stderr,
    extra,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      const late = setTimeout(() => tether.destroy(), graceMs);
      child.kill(endsOn);
      await gone;
      clearTimeout(late);
    },
  };
}

/** A folder that is removed when this process ends, however it does. Dispose of it. */
export interface TetheredFolder extends AsyncDisposable {
  readonly path: string;
}

/* What was in it may be ending at the same time. */
const removing = 'read -r _ <&3; for _ in 1 2 3 4 5 6 7 8 9 10; do rm -rf -- "$1" && exit; sleep 0.3; done';

/** @param prefix of its path */
export function tetheredFolder(prefix: string): TetheredFolder {
  const path = mkdtempSync(prefix);
  const child = spawn('/bin/sh', ['-c', removing, 'sh', path], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const tether = child.stdio[3] as Writable;
  tether.on('error', () => {});
  return {
    path,
    async [Symbol.asyncDispose]() {
      const gone = once(child, 'exit');
      tether.destroy();
      await gone;
    },
  };
}
