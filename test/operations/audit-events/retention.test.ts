import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettings } from '../../../src/settings/read.ts';
import { onEveryWorld } from '../../harness/every-world.ts';
import { waitFor } from '../../harness/wait-for.ts';
import { firstBroken, trailOf } from './chain.ts';

const settings = '/beta/deviceManagement/remoteAssistanceSettings';
const day = 24 * 60 * 60 * 1000;

onEveryWorld(
  'auditRetention',
  (world) => {
    test('events that are older are removed once a day, on record, and the rest verifies', async () => {
      const { send, clock, contoso } = world();
      const patch = (blockChat: boolean) => send('PATCH', settings, { body: { blockChat } });
      await patch(true);
      await patch(false);
      clock.turn(5 * day);
      await patch(true);
      const before = await trailOf(world());
      assert.equal(before.length, 3);

      clock.turn(5.5 * day);
      const after = await waitFor('the removal', async () => {
        // A day begins where the last look ended, whenever that was.
        clock.turn(60 * 60 * 1000);
        const trail = await trailOf(world());
        return trail.some(({ activityType }) => activityType === 'Prune AuditEvent') && trail;
      });
      assert.deepEqual(
        after.map(({ sequence }) => sequence),
        [3, 4],
      );
      assert.deepEqual(after[0], before[2]);
      const [, pruned] = after;
      assert.match(JSON.stringify(pruned?.resources), /\{"displayName":"Events","oldValue":"2","newValue":"0"\}/);
      assert.equal(firstBroken(contoso, after), undefined);
      const { json } = await send('GET', '/assist/auditEvents/verify()');
      assert.equal(json.intact, true);
      assert.equal(json.count, 2);
    });
  },
  { settings: { auditRetention: '10d' } },
);

test('a retention that would leave no trail is refused', () => {
  assert.throws(
    () => readSettings('dev', { environment: {}, flags: { auditRetention: '1h' } }),
    /auditRetention \(--audit-retention\): keep audit events for at least 1d/,
  );
});
