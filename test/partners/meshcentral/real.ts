import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasAgent } from '../../../src/dev/meshcentral/agent.ts';
import { type Desk, startDesk } from '../../../src/dev/meshcentral/desk.ts';
import { tetheredFolder } from '../../../src/dev/meshcentral/tethered.ts';
import { installedMeshCentral } from './installed.ts';
import type { Stage } from './stage.ts';

export type RealStage = Stage & Desk;

/** The real server and its real agent on loopback; `undefined` where they cannot be had. */
export async function startReal(): Promise<RealStage | undefined> {
  const program = hasAgent ? await installedMeshCentral() : undefined;
  if (program === undefined) return undefined;
  await using owned = new AsyncDisposableStack();
  const { path: folder } = owned.use(tetheredFolder(join(tmpdir(), 'assistd-meshcentral-')));
  const desk = owned.use(await startDesk({ program, folder, groupName: 'Contoso desks' }));
  const { url, ca, loginKey, server, administrator } = desk.central;
  const stage = owned.move();
  return {
    ...desk,
    options: { url, ca, loginKey },
    server,
    administrator,
    [Symbol.asyncDispose]: () => stage.disposeAsync(),
  };
}
