import { newId } from '../../../src/core/id.ts';
import { Administrator } from '../../../src/dev/meshcentral/administrator.ts';
import { userOf } from '../../../src/partner/meshcentral/grant.ts';
import type { Driver } from '../../partner/conformance/driver.ts';
import { connected, connectorAt, target } from './contract.ts';
import type { FakeStage } from './fake.ts';
import type { Stage } from './stage.ts';

/** A MeshCentral for the suite that every connector is held to. */
export async function driverAt(stage: Stage): Promise<Driver> {
  const connector = connectorAt(stage, { retry: { pauseMs: 1 } });
  return {
    connector,
    now: () => Date.now(),
    consent: () => connected(connector, stage),
    async withdraw({ key }) {
      using person = await Administrator.signIn(stage, stage.person);
      await person.give(stage.groupId, userOf(key), 0);
    },
    device: async () => ({ ...target(stage.deviceId, 'SN-1'), id: newId() }),
    [Symbol.asyncDispose]: () => connector[Symbol.asyncDispose](),
  };
}

/** The fake one, which can be used without a browser, and can be away. */
export async function driverAtFake(stage: FakeStage): Promise<Driver> {
  const driver = await driverAt(stage);
  return {
    ...driver,
    async help(ref, supporter) {
      const [nodeId = ''] = ref.split(' ');
      const share = [...stage.world.shares.values()].find(
        ({ nodeid, guestName }) => nodeid === nodeId && guestName.startsWith(supporter),
      );
      stage.use(share?.url ?? '')();
    },
    async vanish() {
      stage.listens = false;
      stage.cut();
    },
    async [Symbol.asyncDispose]() {
      await driver[Symbol.asyncDispose]();
      await stage[Symbol.asyncDispose]();
    },
  };
}
