import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A process of this machine. An id is given again, a start is not. */
export interface Seen {
  readonly pid: number;
  readonly parent: number;
  readonly startedAt: string;
  readonly state: string;
  readonly line: string;
}

/** All that a process started, and what those did. It sees what is left of them later, too: give it what it saw before. */
export function startedBy(pid: number): Seen[] {
  const all = running();
  const found = new Set([pid]);
  // A parent is not always listed first.
  for (let before = 0; before < found.size; ) {
    before = found.size;
    for (const each of all) if (found.has(each.parent)) found.add(each.pid);
  }
  return all.filter((each) => each.pid !== pid && found.has(each.pid));
}

/** Those of them that are there still. */
export function alive(seen: readonly Seen[]): Seen[] {
  const starts = new Map(running().map(({ pid, startedAt }) => [pid, startedAt]));
  return seen.filter(({ pid, startedAt }) => starts.get(pid) === startedAt);
}

/** `tcp 127.0.0.1:443` for every port of theirs that takes what comes. */
export function listening(seen: readonly Seen[]): { readonly address: string; readonly line: string }[] {
  const sockets = ['tcp', 'tcp6', 'udp', 'udp6'].flatMap(socketsOf);
  return seen.flatMap(({ pid, line }) => {
    const own = new Set(descriptors(pid));
    return sockets.filter(({ inode }) => own.has(`socket:[${inode}]`)).map(({ address }) => ({ address, line }));
  });
}

function running(): Seen[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const line = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        const [state = '', parent] = fields;
        // What has ended, and was not asked how yet, is gone.
        if (state === 'Z' || state === 'X') return [];
        return [{ pid: Number(name), parent: Number(parent), startedAt: fields[19] ?? '', state, line }];
      } catch {
        return [];
      }
    });
}

/** TCP that listens, and UDP that is bound (`proc(5)`: addresses are hexadecimal, in the machine's order of bytes). */
function socketsOf(protocol: string): { readonly address: string; readonly inode: string }[] {
  const states = protocol.startsWith('tcp') ? ['0A'] : ['07'];
  return readFileSync(`/proc/net/${protocol}`, 'utf8')
    .split('\n')
    .slice(1)
    .map((row) => row.trim().split(/\s+/))
    .filter((fields) => states.includes(fields[3] ?? ''))
    .map((fields) => ({ address: `${protocol} ${addressOf(fields[1] ?? '')}`, inode: fields[9] ?? '' }));
}

function addressOf(text: string): string {
  const [host = '', port = ''] = text.split(':');
  const shown = host.length === 8 ? [...Buffer.from(host, 'hex').reverse()].join('.') : host;
  return `${shown}:${Number.parseInt(port, 16)}`;
}

function descriptors(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((each) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${each}`);
      } catch {
        return '';
      }
    });
  } catch {
    return [];
  }
}
