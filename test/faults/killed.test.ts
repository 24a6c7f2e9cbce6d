import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { Fault } from '../../src/dev/sandbox/faults.ts';
import { onEveryLastingDatabase } from '../harness/lasting.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { serveHere } from '../harness/serve-here.ts';
import { serveProcess } from '../harness/serve-process.ts';
import { waitFor } from '../harness/wait-for.ts';

const roundsOn = { PostgreSQL: 6, 'SQLite in a folder': 14, 'SQLite in memory': 14 } as const;
const partnersPerRound = 5;
/** Later than the last step of a retirement when nothing is slow. */
const latestKillMsOn = { PostgreSQL: 250, 'SQLite in a folder': 80, 'SQLite in memory': 80 } as const;

/** What is slow and what is lost makes more instants at which the world and the record of it differ. */
const faults: readonly (Fault | undefined)[] = [
  undefined,
  { kind: 'slow', milliseconds: 15, path: '/api/v1/*' },
  { kind: 'lost', path: '/api/v1/oauth2/revoke', times: 2 },
  { kind: 'slow', milliseconds: 40, path: '/api/v1/oauth2/*' },
  { kind: 'lost', path: '/api/v1/oauth2/token', times: 2 },
  { kind: 'down', times: 3 },
];

onEveryLastingDatabase('a service that is killed', (start, kind) => {
  test('whatever instant the service is killed at, every disconnect that was confirmed is carried out', async (t) => {
    const rounds = Number(process.env.ROUNDS ?? roundsOn[kind.name]);
    await using lasting = await start();
    const { outside, turn } = lasting;
    const { sandbox, tenantId } = outside;
    const settings = { ...lasting.settings, throttling: 'off' as const };
    const token = await outside.token();
    /** What became of the disconnects of the round before: the status, or nothing when the service was killed first. */
    let before = new Map<string, number | undefined>();
    let confirmed = 0;
    let cutOff = 0;
    for (let round = 0; round < rounds; round++) {
      const service = await serveProcess(outside, settings);
      const client = partnerClient(service.origin, token);
      for (const [id, answer] of before) {
        if (answer !== undefined) assert.deepEqual([answer, await client.status(id)], [204, 'notOnboarded']);
        // What nobody confirmed is begun or not begun, never anything between: it can be asked for again.
        else assert.equal(await client.disconnect(id), 204);
      }
      const names = Array.from({ length: partnersPerRound }, (_, index) => `${round}.${index}`);
      const ids = await Promise.all(names.map((name) => client.create(name)));
      await Promise.all(ids.map((id) => client.connect(id)));

      const fault = faults[round % faults.length];
      if (fault) sandbox.faults.add(fault);
      const killAfterMs = Math.random() * latestKillMsOn[kind.name];
      const killed = setTimeout(killAfterMs).then(() => service.kill('SIGKILL'));
      const answers = await Promise.all(ids.map(async (id) => [id, await client.disconnect(id)] as const));
      await killed;
      assert.equal(await service.gone, 'SIGKILL', service.stderr());
      sandbox.faults.clear();
      before = new Map(answers);
      confirmed += answers.filter(([, status]) => status === 204).length;
      cutOff += answers.filter(([, status]) => status === undefined).length;
    }
    t.diagnostic(`${confirmed} disconnects confirmed and ${cutOff} cut off in ${rounds} rounds`);

    await using service = await serveHere(outside, settings);
    const client = partnerClient(service.origin, token);
    for (const id of before.keys()) assert.equal(await client.disconnect(id), 204);
    // What a killed process had begun is taken over when its lease runs out, and so on.
    const left = () =>
      service.database.read(tenantId, (db) =>
        db.sql
          .selectFrom('grants')
          .selectAll()
          .where('tenant_id', '=', tenantId)
          .where((eb) => eb.or([eb('state', '!=', 'retired'), eb('wrapped_key', 'is not', null)]))
          .execute(),
      );
    await waitFor('every grant to be retired', async () => {
      await turn(61_000);
      await service.obligations.idle();
      return (await left()).length === 0;
    });
    assert.equal(sandbox.grants.length, rounds * partnersPerRound);
    assert.deepEqual(
      sandbox.grants.filter(({ revokedBy }) => revokedBy !== 'client'),
      [],
    );
  });
});
