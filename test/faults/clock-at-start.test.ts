import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { type Clock, instantOf, TurnableClock } from '../../src/core/clock.ts';
import type { Log } from '../../src/core/log.ts';
import { silent } from '../harness/databases.ts';
import { startOutside } from '../harness/outside.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { serveHere } from '../harness/serve-here.ts';
import { waitFor } from '../harness/wait-for.ts';

const [hour, day] = [3_600_000, 86_400_000];

/** A machine's clock that is wrong by `wrongMs` until it is put right; how long things take goes by the other. */
class WrongClock extends TurnableClock implements Clock {
  wrongMs: number;

  constructor(wrongMs: number) {
    super();
    this.wrongMs = wrongMs;
  }

  override now() {
    return instantOf(super.now() + this.wrongMs);
  }
}

test('a machine that starts with a clock years ahead loses nothing that is kept, once the clock is right; what is too old goes then', async () => {
  await using outside = await startOutside();
  const created = async (name: string, ago: number) => {
    outside.clock.offset = -ago;
    await using _ = await serveHere(outside);
    await partnerClient(outside.settings.publicOrigin, await outside.token()).create(name);
  };
  await created('long ago', 500 * day);
  await created('yesterday', day);
  const namedIn = (name: string) => {
    using database = new DatabaseSync(join(String(outside.settings.database), 'assistd.sqlite'), { readOnly: true });
    const select = 'SELECT count(*) AS found FROM audit_events WHERE instr(resources, ?) > 0';
    return Number(database.prepare(select).get(name)?.found);
  };
  const kept = namedIn('yesterday');
  assert.ok(kept > 0 && namedIn('long ago') > 0);

  const clock = new WrongClock(1000 * day);
  const said: string[] = [];
  const log: Log = { ...silent, info: (_, message) => said.push(message) };
  await using _ = await serveHere(outside, {}, { clock, log });
  // What is done once a day is done at the start.
  await waitFor('the daily work', () => said.includes('the newest hash of an audit trail'));
  clock.wrongMs = 0;
  clock.turn(hour);
  await waitFor('what is too old to be gone', () => namedIn('long ago') === 0);
  assert.equal(namedIn('yesterday'), kept);
});
