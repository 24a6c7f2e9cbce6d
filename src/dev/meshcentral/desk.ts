import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { nodesOf } from '../../partner/meshcentral/groups.ts';
import type { Account } from '../../partner/meshcentral/sign-in.ts';
import { Administrator } from './administrator.ts';
import { startAgent } from './agent.ts';
import { startDisplay, whoIsAt } from './display.ts';
import { type MeshCentral, startMeshCentral } from './server.ts';

/** A real MeshCentral with an organisation in it, whose one device is this machine. Dispose of it. */
export interface Desk extends AsyncDisposable {
  readonly central: MeshCentral;
  /** For the connector's settings: confined to a realm. */
  readonly operator: Account;
  /** Owns the device group. */
  readonly person: Account;
  readonly groupId: string;
  readonly deviceId: string;
  /** Whether a desktop is to be seen; else terminal and files alone. */
  readonly hasDesktop: boolean;
}

export interface DeskOptions {
  readonly program: string;
  readonly folder: string;
  readonly groupName: string;
  /** The screen of whoever started this; else one that nobody sees, where the machine has Xvfb. */
  readonly display?: string | undefined;
  /** Ends what was begun. */
  readonly signal?: AbortSignal;
}

/** In milliseconds: 1 to 9 s were seen. */
const agentLimitMs = 60_000;

/** @throws Error when the server does not start, or the agent does not come */
export async function startDesk({ program, folder, groupName, display, ...options }: DeskOptions): Promise<Desk> {
  await using owned = new AsyncDisposableStack();
  // The agent is another user, and has to pass through.
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o711);
  const central = owned.use(await startMeshCentral({ program, folder, ...options }));
  using root = await Administrator.signIn(central, central.administrator);
  const operator = await root.makeOperator('assistd', 'assistd');
  const person = await root.makePerson('contoso-admin');
  using administrator = await Administrator.signIn(central, person);
  const groupId = await administrator.makeGroup(groupName);
  const made = display === undefined ? await startDisplay() : undefined;
  if (made) owned.use(made);
  const shown = display ?? made?.name;
  const path = display === undefined ? undefined : whoIsAt(display, join(folder, 'bin'));
  const { ended } = owned.use(
    await startAgent(central, { program, folder: join(folder, 'agent'), meshId: groupId, display: shown, path }),
  );
  const over = options.signal ? AbortSignal.any([ended, options.signal]) : ended;
  const deviceId = await whenOnline(administrator, groupId, shown === undefined ? 6 : 7, over);
  const stack = owned.move();
  return {
    central,
    operator,
    person,
    groupId,
    deviceId,
    hasDesktop: shown !== undefined,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** What an agent can do is known a moment after it came. @param wanted of desktop 1, terminal 2 and files 4 */
async function whenOnline(
  administrator: Administrator,
  groupId: string,
  wanted: number,
  over: AbortSignal,
): Promise<string> {
  const end = performance.now() + agentLimitMs;
  while (performance.now() < end) {
    over.throwIfAborted();
    const nodes = await nodesOf((question) => administrator.ask(question), [groupId]);
    const node = nodes.find(({ conn, agent }) => conn === 1 && ((agent?.caps ?? 0) & wanted) === wanted);
    if (node) return node._id;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`MeshCentral's agent did not come within ${agentLimitMs} ms`);
}
