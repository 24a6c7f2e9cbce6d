import { readFileSync } from 'node:fs';

/** Resident memory in MiB; undefined where there is no /proc. */
export function residentMemory(pid: number | undefined): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}
