import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import pg from 'pg';
import { Person } from '../harness/consent.ts';
import { postgres } from '../harness/databases.ts';
import { newestDisconnect, partnersPath } from '../harness/disconnected.ts';
import { waitFor } from '../harness/wait-for.ts';
import { startWorld, until } from '../harness/world.ts';

/** Two organisations that are connected. Of the first, which comes first wherever organisations are served in order, somebody can hold a row. */
async function startHeld(settings: Readonly<Record<string, unknown>> = {}) {
  const owned = new AsyncDisposableStack();
  const made = owned.use(await postgres.create('development'));
  const world = owned.use(await startWorld({ database: made.database, settings }));
  const { contoso, fabrikam } = world;
  assert.ok(contoso < fabrikam);
  const alex = await world.token({ tenant: fabrikam });
  const own = await world.partnerId();
  const theirs = await world.partnerId(alex);
  await world.connect(own);
  await world.connect(theirs, alex);
  const [first, second] = world.sandbox.grants;
  return {
    world,
    alex,
    own,
    theirs,
    isRevoked: (whose: 'own' | 'theirs') => {
      const id = (whose === 'own' ? first : second)?.id;
      return world.sandbox.grants.find((grant) => grant.id === id)?.revokedAt !== undefined;
    },
    /** As a transaction does that somebody has left open. */
    hold: async () => {
      const client = new pg.Client(made.options.postgres?.migrationUrl);
      await client.connect();
      const sql = `SELECT set_config('assistd.tenant_id', '${contoso}', false); BEGIN;
        SELECT id FROM remote_assistance_partners WHERE id = '${own}' FOR UPDATE`;
      await client.query(sql);
      let ended: Promise<void> | undefined;
      return {
        [Symbol.asyncDispose]: () => {
          ended ??= client.end();
          return ended;
        },
      };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

suite('a row of one organisation that somebody holds in the database', () => {
  test('keeps no other organisation from being disconnected by a severance, and its own is when it is free', async () => {
    await using held = await startHeld({ databaseStatementLimit: '1s' });
    const { world, isRevoked } = held;
    const { send, clock } = world;
    let id: string;
    {
      await using _ = await held.hold();
      id = (await send('POST', '/assist/connectors/TeamViewer/sever', { body: {} })).json.value;
      await waitFor('the other organisation to be disconnected', () => isRevoked('theirs'), 20_000);
      assert.equal((await send('GET', `/assist/severances/${id}`)).json.walkedDateTime, null);
      assert.equal(isRevoked('own'), false);
    }
    await until('all to be done', async () => {
      clock.turn(1000);
      return (await send('GET', `/assist/severances/${id}`)).json.isDone;
    });
    assert.ok(isRevoked('own'));
    assert.equal((await send('GET', `/assist/severances/${id}`)).json.total, 2);
  });

  test('lets no consent of another organisation connect that waits as the connector is severed', async () => {
    await using held = await startHeld({ consentConfirmation: 'action' });
    const { world, alex: token } = held;
    const { json } = await world.send('POST', partnersPath, { token, body: { displayName: 'Another' } });
    const at = `${partnersPath}/${json.id}`;
    assert.equal((await world.send('POST', `${at}/beginOnboarding`, { token })).status, 204);
    const person = new Person();
    await person.ask(await person.consent((await world.send('GET', at, { token })).json.onboardingUrl));
    const partner = `/assist/partners/${json.id}`;
    const { accountId } = (await world.send('GET', `${partner}/awaitedConsent()`, { token })).json;

    // The severance does not come as far as this organisation as yet.
    await using _ = await held.hold();
    assert.equal((await world.send('POST', '/assist/connectors/TeamViewer/sever', { body: {} })).status, 200);
    const { status, text } = await world.send('POST', `${partner}/confirmConsent`, { token, body: { accountId } });
    assert.equal(status, 400, text);
    assert.match(text, /severed/);
  });

  test('and requests that wait for it keep no other organisation from being disconnected at the partner', async () => {
    await using held = await startHeld();
    const { world, own, theirs, alex, isRevoked } = held;
    const { send, sandbox, clock, service } = world;
    const another = async (token?: string) => {
      const by = token === undefined ? {} : { token };
      const { json } = await send('POST', partnersPath, { ...by, body: { displayName: 'Another' } });
      await world.connect(json.id, token);
      assert.equal((await send('POST', `${partnersPath}/${json.id}/disconnect`, by)).status, 204);
      await service.obligations.idle();
    };
    // Something that the organisation owes, and that is due while the requests wait. The other was served last, so this one comes first.
    sandbox.faults.add({ kind: 'throttled', retryAfter: 60, path: '*/revoke', times: 1 });
    await another();
    assert.equal((await newestDisconnect(world)).status, 'failing');
    await another(alex);

    await using holding = await held.hold();
    let answered = 0;
    // As many as an organisation has connections.
    const waiting = Array.from({ length: 5 }, () =>
      send('POST', `${partnersPath}/${own}/disconnect`).finally(() => {
        answered++;
      }),
    );
    await waitFor('all to wait for the row', () => {
      const { open, idle } = service.database.load();
      return open - idle >= waiting.length;
    });
    clock.turn(61_000);
    assert.equal((await send('POST', `${partnersPath}/${theirs}/disconnect`, { token: alex })).status, 204);
    await waitFor('the revocation', () => isRevoked('theirs') || answered > 0);
    assert.equal(answered, 0);
    await holding[Symbol.asyncDispose]();
    await Promise.all(waiting);
  });
});
