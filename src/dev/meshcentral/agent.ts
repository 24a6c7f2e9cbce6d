import { chmodSync, chownSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import type { MeshCentral } from './server.ts';
import { tethered } from './tethered.ts';

/** MeshCentral's own agent on this machine. Dispose of it; nothing of it is installed. */
export interface Agent extends AsyncDisposable {
  readonly pid: number | undefined;
  /** Aborts when it ends, with what it wrote. */
  readonly ended: AbortSignal;
}

export interface AgentOptions {
  readonly program: string;
  /** Where it keeps its identity; another folder is another device. */
  readonly folder: string;
  readonly meshId: string;
  /** The X display that it shows, and asks for consent on; without one it has terminal and files alone. */
  readonly display?: string | undefined;
  /** Found before those of the machine. */
  readonly path?: string | undefined;
}

/** Who may do nothing: the user and group that Linux gives to nobody. */
const nobody = 65534;

/** Whether there is an agent for this machine in the package. */
export const hasAgent = process.platform === 'linux' && process.arch === 'x64';

/** Starts it as a user without rights where this process could give it any. It connects by itself, and again when it is cut off. */
export async function startAgent(central: MeshCentral, options: AgentOptions): Promise<Agent> {
  const { program, folder, meshId, display, path } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'meshagent');
  copyFileSync(join(program, 'node_modules/meshcentral/agents/meshagent_x86-64'), file);
  chmodSync(file, 0o755);
  writeFileSync(`${file}.msh`, await settings(central, meshId));
  const isRoot = process.getuid?.() === 0;
  if (isRoot) for (const each of [folder, file, `${file}.msh`]) chownSync(each, nobody, nobody);
  const child = await tethered(file, ['run'], {
    cwd: folder,
    env: {
      HOME: folder,
      PATH: [path, process.env.PATH].filter((each) => each !== undefined).join(':'),
      ...(display !== undefined && { DISPLAY: display }),
    },
    ...(isRoot && { uid: nobody, gid: nobody }),
  });
  let text = '';
  const hear = (chunk: Buffer) => {
    text = (text + chunk).slice(-20_000);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const ended = new AbortController();
  child.process.once('close', () => ended.abort(new Error(`MeshCentral's agent ended: ${text}`)));
  return {
    pid: child.process.pid,
    ended: ended.signal,
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}

/** Where the agent belongs. The server gives it to whoever knows the group. */
function settings({ server }: MeshCentral, meshId: string): Promise<string> {
  const url = new URL('/meshsettings', server.base);
  url.searchParams.set('id', meshId.split('/').at(-1) ?? '');
  return new Promise((resolve, reject) => {
    const asked = request(url, { createConnection: server.connect }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () =>
        answer.statusCode === 200
          ? resolve(text)
          : reject(new Error(`MeshCentral gave no settings for its agent: ${answer.statusCode}`)),
      );
    });
    asked.on('error', reject);
    asked.end();
  });
}
