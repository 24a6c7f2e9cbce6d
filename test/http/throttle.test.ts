import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Instant, instantOf, later, TurnableClock } from '../../src/core/clock.ts';
import { startWorld, type World } from '../harness/world.ts';

const partners = '/v1.0/deviceManagement/remoteAssistancePartners';

/** A clock that only moves when it is turned, so that a window ends when the test says so. */
class StandingClock extends TurnableClock {
  #now = instantOf(1_700_000_000_000);

  override now(): Instant {
    return this.#now;
  }

  // By which windows are counted: on a busy machine seconds pass between two requests.
  override elapsed(): number {
    return this.#now;
  }

  override turn(milliseconds: number): void {
    this.#now = later(this.#now, milliseconds);
    super.turn(milliseconds);
  }
}

const small = {
  remoteAssistance: { writes: { tenant: 4, application: 3 }, requests: { tenant: 8, application: 6 } },
};

function startThrottled(throttling: unknown, clock = new TurnableClock()): Promise<World> {
  return startWorld({ clock, settings: { throttling: JSON.stringify(throttling) } });
}

suite('throttling', () => {
  test('past the limit, 429 in Graph’s words, with whole seconds to wait, after which it passes', async () => {
    const clock = new StandingClock();
    await using world = await startThrottled(small, clock);
    for (let sent = 1; sent <= 6; sent++) assert.equal((await world.send('GET', partners)).status, 200);

    const refused = await world.send('GET', partners);
    assert.equal(refused.status, 429);
    const { code, message, innerError } = refused.json.error;
    assert.equal(code, 'TooManyRequests');
    assert.equal(message, 'Please retry again later.');
    assert.equal(innerError.code, '429');
    assert.equal(innerError.status, '429');
    assert.equal(innerError['request-id'], refused.headers.get('request-id'));
    const seconds = refused.headers.get('retry-after') ?? '';
    assert.match(seconds, /^[1-9]\d*$/);
    assert.ok(Number(seconds) <= 40);
    assert.ok(world.lines.some(({ fields }) => /requests of a9910000/.test(String(fields.reason))));

    clock.turn(Number(seconds) * 1000 - 1000);
    assert.equal((await world.send('GET', partners)).status, 429, 'a second too early');
    clock.turn(1000);
    assert.equal((await world.send('GET', partners)).status, 200);
  });

  test('writes have a limit of their own, below that of all requests', async () => {
    await using world = await startThrottled(small, new StandingClock());
    const id = await world.partnerId();
    for (let sent = 1; sent <= 3; sent++) {
      assert.equal((await world.send('POST', `${partners}/${id}/disconnect`)).status, 204);
    }
    assert.equal((await world.send('POST', `${partners}/${id}/disconnect`)).status, 429);
    assert.equal((await world.send('GET', `${partners}/${id}`)).status, 200);
  });

  test('applications share the limit of their organisation, and organisations share none', async () => {
    await using world = await startThrottled(small, new StandingClock());
    const status = async (token: string) =>
      (await world.send('GET', partners.replace('v1.0', 'beta'), { token })).status;
    const [person, application] = [await world.token(), await world.applicationToken()];
    const statuses = [];
    for (let sent = 1; sent <= 4; sent++) statuses.push(await status(person), await status(application));
    assert.deepEqual(new Set(statuses), new Set([200]));
    assert.equal(await status(application), 429, 'its own limit is not reached, but that of the organisation');
    assert.equal(await status(await world.token({ tenant: world.fabrikam })), 200);
  });

  test('a request that is refused takes nothing from any budget', async () => {
    const clock = new StandingClock();
    await using world = await startThrottled(small, clock);
    const id = await world.partnerId();
    for (let sent = 1; sent <= 9; sent++) await world.send('POST', `${partners}/${id}/disconnect`);
    const statuses = [await world.send('GET', partners), await world.send('GET', partners)].map((each) => each.status);
    assert.deepEqual(statuses, [200, 200]);
  });

  test('an application has a limit for each second, whatever it asks for, and that is its organisation’s alone', async () => {
    const clock = new StandingClock();
    await using world = await startThrottled({ applicationPerSecond: 2 }, clock);
    const fabrikam = await world.token({ tenant: world.fabrikam });
    const ends = `${partners}/${await world.partnerId(fabrikam)}/disconnect`;
    clock.turn(5000);
    assert.equal((await world.send('GET', '/v1.0/deviceManagement')).status, 200);
    assert.equal((await world.send('GET', partners)).status, 200);
    const refused = await world.send('GET', '/v1.0/deviceManagement');
    assert.equal(refused.status, 429);
    // By the same application, as the console is everybody's.
    assert.equal((await world.send('POST', ends, { token: fabrikam })).status, 204);
    clock.turn(Number(refused.headers.get('retry-after')) * 1000);
    assert.equal((await world.send('GET', '/v1.0/deviceManagement')).status, 200);
  });

  test('in a batch each request is throttled by itself, and the batch is answered 200', async () => {
    await using world = await startThrottled(small, new StandingClock());
    const requests = Array.from({ length: 8 }, (_, index) => ({
      id: String(index),
      method: 'GET',
      url: '/deviceManagement/remoteAssistancePartners',
    }));
    const { status, json, headers } = await world.send('POST', '/v1.0/$batch', { body: { requests } });
    assert.equal(status, 200);
    assert.equal(headers.get('retry-after'), null);
    const refused = json.responses.filter((each: { status: number }) => each.status === 429);
    assert.equal(refused.length, 2);
    assert.match(refused[0].headers['Retry-After'], /^[1-9]\d*$/);
    assert.equal(refused[0].body.error.code, 'TooManyRequests');
  });

  test('what is published holds when asked for: 100 writes of one application in 20 seconds', async () => {
    await using world = await startWorld({ clock: new StandingClock(), settings: { throttling: 'documented' } });
    const id = await world.partnerId();
    const token = await world.token();
    const statuses = new Map<number, number>();
    for (let sent = 1; sent <= 101; sent++) {
      const { status } = await world.send('POST', `${partners}/${id}/disconnect`, { token });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    assert.deepEqual(Object.fromEntries(statuses), { 204: 100, 429: 1 });
  });

  test('in development nothing is throttled unless asked for', async () => {
    await using world = await startWorld({ clock: new StandingClock() });
    const id = await world.partnerId();
    const token = await world.token();
    for (let sent = 1; sent <= 101; sent++) {
      assert.equal((await world.send('POST', `${partners}/${id}/disconnect`, { token })).status, 204);
    }
  });
});
