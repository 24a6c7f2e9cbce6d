import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Administrator } from '../../../src/dev/meshcentral/administrator.ts';
import { type Agent, hasAgent, startAgent } from '../../../src/dev/meshcentral/agent.ts';
import { startDisplay } from '../../../src/dev/meshcentral/display.ts';
import { startMeshCentral } from '../../../src/dev/meshcentral/server.ts';
import { nodesOf } from '../../../src/partner/meshcentral/groups.ts';
import { waitFor } from '../../harness/wait-for.ts';
import { installedMeshCentral } from './installed.ts';
import type { Stage } from './stage.ts';

export interface RealStage extends Stage {
  /** Whether the device shows a desktop. */
  readonly hasDesktop: boolean;
  readonly agent: Agent;
}

/** The real server and its real agent on loopback; `undefined` where they cannot be had. */
export async function startReal(): Promise<RealStage | undefined> {
  const program = hasAgent ? await installedMeshCentral() : undefined;
  if (program === undefined) return undefined;
  await using owned = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'assistd-meshcentral-'));
  chmodSync(folder, 0o711);
  owned.defer(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const central = owned.use(await startMeshCentral({ program, folder }));
  const root = owned.use(await Administrator.signIn(central, central.administrator));
  const operator = await root.makeOperator('assistd', 'assistd');
  const person = await root.makePerson('contoso-admin');
  const administrator = owned.use(await Administrator.signIn(central, person));
  const groupId = await administrator.makeGroup('Contoso desks');
  const display = await startDisplay();
  if (display) owned.use(display);
  const agent = await startAgent(central, {
    program,
    folder: join(folder, 'agent'),
    meshId: groupId,
    display: display?.name,
  });
  owned.use(agent);
  // What it can do is known a moment after it came: desktop, terminal and files are 1, 2 and 4.
  const wanted = display ? 7 : 6;
  const deviceId = await waitFor(
    'the agent to be online',
    async () => {
      const nodes = await nodesOf((question) => administrator.ask(question), [groupId]);
      const node = nodes.find(({ conn, agent: of }) => conn === 1 && ((of?.caps ?? 0) & wanted) === wanted);
      return node?._id;
    },
    60_000,
  );
  const { url, ca, loginKey } = central;
  const stage = owned.move();
  return {
    options: { url, ca, loginKey },
    server: central.server,
    administrator: central.administrator,
    operator,
    person,
    groupId,
    deviceId,
    hasDesktop: display !== undefined,
    agent,
    [Symbol.asyncDispose]: () => stage.disposeAsync(),
  };
}
