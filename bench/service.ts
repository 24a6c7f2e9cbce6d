import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FirstRequest } from './cold-start.ts';
import { onServerCore } from './load.ts';

const main = join(import.meta.dirname, '../src/main.js');
const unit = join(import.meta.dirname, '../deploy/systemd/assistd.service');

/** `assistd dev` with everything that belongs to it, its database in a folder, and a log line for each request. */
export interface BenchService extends AsyncDisposable {
  readonly pid: number;
  /** Starts the same again once this one has ended, on free ports, with the database as it is. */
  readonly command: readonly [string, ...string[]];
  /** The URL of one partner. */
  readonly partner: string;
  /** The URL of the list of devices, of which there are 1,000 at least once {@link importDevices} has put them in. */
  readonly devices: string;
  readonly token: string;
}

/** A folder for what the service keeps, gone when the measurement is over. */
export function temporaryFolder(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'assistd-bench-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** Starts the service, in a process of its own. `nodeOptions` go to Node: `--cpu-prof`. `program` is this checkout's, or an installed one's. */
export async function startBenchService(
  folder: string,
  nodeOptions: readonly string[] = [],
  program: string = main,
): Promise<BenchService> {
  const database = join(folder, 'database');
  const flags = ['--port', '0', '--data-folder', folder, '--database', database, '--log-level', 'info'];
  const command = [...asItsFirstLineSays(program), ...nodeOptions, program, 'dev', ...flags] as const;
  const [first, ...args] = onServerCore(command);
  const child = spawn(first, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const exited = once(child, 'exit');
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  while (!readPrinted(printed)) {
    await Promise.race([
      once(child.stdout, 'data'),
      exited.then(() => Promise.reject(new Error('assistd dev ended before it was ready'))),
    ]);
  }
  const { partners = '', token = '' } = readPrinted(printed) ?? {};
  const response = await fetch(partners, { headers: { authorization: `Bearer ${token}` } });
  const { value } = (await response.json()) as { value: { id: string }[] };
  return {
    pid: child.pid ?? 0,
    command,
    partner: `${partners}/${value[0]?.id}`,
    devices: partners.replace(/[^/]+$/, 'managedDevices'),
    token,
    async [Symbol.asyncDispose]() {
      child.kill('SIGINT');
      await exited;
    },
  };
}

/** What runs a program: the variables that every way of deploying it sets, the options of its `#!/usr/bin/env -S node --option`, and the Node of this process. */
function asItsFirstLineSays(program: string): readonly [string, ...string[]] {
  const [, words] = /^#!\/usr\/bin\/env -S (.+)$/m.exec(readFileSync(program, 'utf8')) ?? [];
  if (!words) throw new Error(`${program} does not say how it is run`);
  const variables = /^Environment=(MALLOC_.+)$/m.exec(readFileSync(unit, 'utf8'))?.[1]?.split(' ') ?? [];
  return ['env', ...variables, ...words.split(' ').map((word) => (word === 'node' ? process.execPath : word))];
}

/** Puts a page of devices in. */
export async function importDevices({ devices, token }: Pick<BenchService, 'devices' | 'token'>): Promise<void> {
  const device = (index: number) => ({
    serialNumber: `SN-${index}`,
    deviceName: `PC-${index}`,
    userPrincipalName: `user${index}@contoso.com`,
  });
  const body = JSON.stringify({ devices: Array.from({ length: 1000 }, (_, index) => device(index)) });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const url = new URL('/assist/managedDevices/import', devices);
  const response = await fetch(url, { method: 'POST', headers, body });
  const answer = await response.text();
  if (!response.ok) throw new Error(`importing answered ${response.status}: ${answer}`);
}

/** The first disconnect, as soon as what `assistd dev` prints holds what it takes; `partnerId` is the same at every start. */
export function firstDisconnect(printed: string, partnerId: string): FirstRequest | undefined {
  const found = readPrinted(printed);
  if (!found) return undefined;
  const headers = { authorization: `Bearer ${found.token}` };
  return { url: `${found.partners}/${partnerId}/disconnect`, method: 'POST', headers, status: 204 };
}

function readPrinted(printed: string): { partners: string; token: string } | undefined {
  const origin = /^ +Graph +(http:\S+)\/v1\.0 /m.exec(printed)?.[1];
  const token = /^ +export TOKEN=(\S+)\n/m.exec(printed)?.[1];
  if (!origin || !token) return undefined;
  return { partners: `${origin}/v1.0/deviceManagement/remoteAssistancePartners`, token };
}
