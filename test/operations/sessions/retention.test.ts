import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDevice, requestAssistance } from '../../harness/devices.ts';
import { onEveryWorld } from '../../harness/every-world.ts';
import { waitFor } from '../../harness/wait-for.ts';

const day = 24 * 60 * 60 * 1000;

onEveryWorld(
  'recordRetention',
  (world) => {
    test('sessions that are over and obligations that are met are removed when they are older, and nothing else is', async () => {
      const { send, clock, sandbox } = world();
      const list = async (path: string) => (await send('GET', path)).json.value as { id: string; status: string }[];
      await world().connect(await world().partnerId());
      const open = async (serialNumber: string, count: number) => {
        const device = await addDevice(world(), { serialNumber });
        assert.equal((await requestAssistance(world(), device.id)).status, 204);
        await waitFor('the session', () => sandbox.sessions.length === count);
        await waitFor('its record', async () =>
          (await list('/assist/sessions')).every(({ status }) => status !== 'requested'),
        );
      };
      await open('SN-1', 1);
      const [old] = await list('/assist/sessions');
      assert.equal((await send('POST', `/assist/sessions/${old?.id}/close`)).status, 204);
      await waitFor('its end', async () => (await list('/assist/sessions')).every(({ status }) => status === 'closed'));
      clock.turn(8 * day);
      await open('SN-2', 2);
      const young = (await list('/assist/sessions')).find(({ id }) => id !== old?.id);

      await waitFor('the removal', async () => {
        clock.turn(day / 8);
        return (await list('/assist/sessions')).length === 1;
      });
      assert.equal((await list('/assist/sessions'))[0]?.id, young?.id);
      await waitFor('the removal of what was owed', async () => {
        const owed = (await list('/assist/obligations')) as unknown as { kind: string; subject: string }[];
        return !owed.some(({ kind, subject }) => kind === 'session.open' && subject === old?.id);
      });
      const owed = await list('/assist/obligations');
      const unmet = owed.filter(({ status }) => status !== 'completed' && status !== 'cancelled');
      assert.ok(unmet.length > 0, JSON.stringify(owed));
      const { json } = await send('GET', '/assist/auditEvents/verify()');
      assert.equal(json.intact, true);
    });
  },
  { settings: { recordRetention: '9d' } },
);
