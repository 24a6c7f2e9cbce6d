import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { Secret } from '../../core/secret.ts';
import { Server } from '../../partner/meshcentral/server.ts';
import type { Account } from '../../partner/meshcentral/sign-in.ts';
import { type Tethered, tethered } from './tethered.ts';

/** A real MeshCentral on loopback, in a process of its own. Dispose of it. */
export interface MeshCentral extends AsyncDisposable {
  readonly url: string;
  readonly loginKey: Secret;
  /** PEM of the authority that issued its certificate. */
  readonly ca: string;
  /** The file that it stands in. */
  readonly caFile: string;
  /** Its site administrator. */
  readonly administrator: Account;
  readonly server: Server;
  /** What it wrote, for whoever looks why it does not start. */
  output(): string;
}

export interface MeshCentralOptions {
  /** The folder whose `node_modules` has the npm package. */
  readonly program: string;
  /** Where it keeps everything; made when it is not there. */
  readonly folder: string;
  /** Whether it insists on its login key, as it should. True unless told. */
  readonly insists?: boolean;
  readonly signal?: AbortSignal;
}

/** @throws Error with what it wrote, when it does not come up within two minutes */
export async function startMeshCentral(options: MeshCentralOptions): Promise<MeshCentral> {
  const { program, folder, insists = true, signal = new AbortController().signal } = options;
  const datapath = join(folder, 'meshcentral-data');
  mkdirSync(datapath, { recursive: true, mode: 0o700 });
  const port = await freePort();
  const loginKey = randomBytes(16).toString('hex');
  // It follows a flag, so it begins with a letter: one that begins with a hyphen is taken for another flag.
  const password = `p${randomBytes(18).toString('base64url')}`;
  writeFileSync(join(datapath, 'config.json'), JSON.stringify(config(port, insists ? loginKey : undefined)), {
    mode: 0o600,
  });
  const run = (...flags: string[]) => launch(program, folder, ['--datapath', datapath, ...flags]);
  // Before the first start: a server without accounts makes whoever visits it first its administrator.
  for (const flags of [
    ['--createaccount', 'admin', '--pass', password, '--email', 'admin@localhost'],
    ['--adminaccount', 'admin'],
  ]) {
    await using done = await run(...flags);
    await once(done.process, 'exit', { signal });
  }
  await using owned = new AsyncDisposableStack();
  const started = owned.use(await run());
  await started.until(/MeshCentral HTTPS server running/i, 120_000, signal);
  const url = `https://127.0.0.1:${port}`;
  const caFile = join(datapath, 'root-cert-public.crt');
  const ca = readFileSync(caFile, 'utf8');
  const stack = owned.move();
  return {
    url,
    loginKey: new Secret(loginKey),
    ca,
    caFile,
    administrator: { user: 'admin', password: new Secret(password) },
    server: new Server({ url, ca, ...(insists && { loginKey: new Secret(loginKey) }) }),
    output: started.output,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Nothing in it leaves the machine (`strace` over a start shows connections to loopback alone), and nothing is fetched while it runs. */
function config(port: number, loginKey: string | undefined) {
  return {
    settings: {
      cert: '127.0.0.1',
      WANonly: true,
      port,
      portBind: '127.0.0.1',
      exactPorts: true,
      redirPort: 0,
      mpsPort: 0,
      agentTimeStampServer: false,
      selfUpdate: false,
      autoBackup: false,
      sessionKey: randomBytes(32).toString('hex'),
      plugins: { enabled: false },
    },
    domains: {
      '': {
        newAccounts: false,
        guestDeviceSharing: { maxSessionTime: 60 },
        minify: false,
        ...(loginKey !== undefined && { loginKey: [loginKey] }),
      },
    },
  };
}

interface Launched extends Pick<Tethered, 'process'>, AsyncDisposable {
  output(): string;
  /** @throws Error with the output when it ends first, or after `limitMs` */
  until(line: RegExp, limitMs: number, signal: AbortSignal): Promise<void>;
}

/** A launcher, and the server that it launches. */
async function launch(program: string, folder: string, flags: readonly string[]): Promise<Launched> {
  const script = join(program, 'node_modules/meshcentral/meshcentral.js');
  const child = await tethered(process.execPath, [script, ...flags], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, NODE_ENV: 'production' },
    endsOn: 'SIGINT',
  });
  let text = '';
  const heard = new Set<() => void>();
  const hear = (chunk: Buffer) => {
    text = (text + chunk).slice(-20_000);
    for (const look of heard) look();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  return {
    process: child.process,
    output: () => text,
    until: (line, limitMs, signal) =>
      new Promise((resolve, reject) => {
        const settle = (outcome: () => void) => {
          clearTimeout(timer);
          signal.removeEventListener('abort', aborted);
          heard.delete(look);
          outcome();
        };
        const look = () => line.test(text) && settle(resolve);
        const aborted = () => settle(() => reject(signal.reason));
        const fail = (why: string) => settle(() => reject(new Error(`MeshCentral ${why}:\n${text}`)));
        const timer = setTimeout(fail, limitMs, `did not start within ${limitMs} ms`);
        heard.add(look);
        signal.addEventListener('abort', aborted, { once: true });
        if (signal.aborted) aborted();
        child.process.once('exit', () => fail('ended'));
        look();
      }),
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
