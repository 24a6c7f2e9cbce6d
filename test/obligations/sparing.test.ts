import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Assist } from '../../src/assist/assist.ts';
import { sparing } from '../../src/assist/obligation/sparing.ts';
import { TurnableClock } from '../../src/core/clock.ts';
import { Secret } from '../../src/core/secret.ts';
import type { Job } from '../../src/obligations/duty.ts';
import { teamviewer } from '../../src/partner/teamviewer/teamviewer.ts';
import { grantOf } from '../../src/partner/teamviewer/tokens.ts';
import { silent } from '../harness/databases.ts';

test('a person who tries again wakes the partner that is meant, and the others rest on', async () => {
  const clock = new TurnableClock();
  const { grant } = grantOf({ accessToken: new Secret('token') });
  const away = async (name: string) => {
    const nowhere = 'http://127.0.0.1:9';
    const clientSecret = new Secret('secret');
    const parts = { clock, log: silent, breaker: { failures: 1 }, retry: { pauseMs: 1 } };
    const app = { apiBase: nowhere, authorizeUrl: nowhere, clientId: 'client', clientSecret };
    const connector = teamviewer({ name, ...app, ...parts });
    await assert.rejects(connector.account(grant), { reason: 'unreachable' });
    return connector;
  };
  const [meant, other] = [await away('Meant'), await away('Other')];
  const attempt = (job: Partial<Job>) => {
    const duty = sparing({ connectors: [meant, other] } as unknown as Assist, async () => ({ kind: 'done' }));
    return duty({ connector: 'Meant', ...job } as Job<'grant.retire'>, { save: async () => {} });
  };
  const rests = () => [meant, other].map((each) => each.health().restsUntil !== undefined);
  await attempt({ probe: false });
  assert.deepEqual(rests(), [true, true]);
  await attempt({ probe: true });
  assert.deepEqual(rests(), [false, true]);
  await attempt({ probe: true, connector: null });
  assert.deepEqual(rests(), [false, false]);
});
