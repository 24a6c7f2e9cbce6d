import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { waitFor } from '../harness/wait-for.ts';
import { delegated, partners } from './delegated.ts';

describe('the account at a partner that consents by delegation', () => {
  const { madeUp, outside, service, send, read, add, disconnect, newest, begin, events } = delegated();

  test('gets an account that may do nothing, says what is given to it, and connects by what somebody takes of that', async () => {
    const id = await add('Made Up');
    const { page, take, url } = await begin(id);
    assert.equal(madeUp.accounts.size, 0);
    assert.match(await page(), /account-.*Nothing yet/s);
    const account = newest();
    madeUp.offer(account, { id: 'g1', name: 'Laptops', devices: 1, missing: ['Help'], givenBy: 'eve' });
    madeUp.offer(account, { id: 'g2', name: 'Servers', devices: 2, excess: ['Everything'] });
    assert.match(
      await page(),
      /Laptops, 1 device, given by eve.*Missing: Help.*Servers.*Too much, take it away: Everything/s,
    );
    assert.match(await (await take('g1')).text(), /Missing: Help/);
    madeUp.offer(account, { id: 'g3', name: '<b>Desks</b>', devices: 3 });
    assert.match(await page(), /&lt;b&gt;Desks/);
    assert.equal((await fetch(url)).status, 400, 'another browser sees nothing');
    assert.match(await (await take('g3')).text(), /Waiting to be confirmed/);
    const { accountId } = await read(`/assist/partners/${id}/awaitedConsent()`);
    assert.equal((await send('POST', `/assist/partners/${id}/confirmConsent`, { accountId })).status, 204);
    assert.equal((await read(`${partners}/${id}`)).onboardingStatus, 'onboarded');
    await disconnect(id);
    assert.equal(madeUp.accounts.size, 0);
  });

  test('leaves no account behind: not of what is refused, not of what is begun anew, not of what expires, not of what the partner could not be told', async () => {
    const id = await add('Made Up');
    const refused = await begin(id);
    await refused.page();
    assert.match(await (await refused.answer([['answer', 'refuse']])).text(), /Not connected/);
    await service().obligations.idle();
    assert.equal(madeUp.accounts.size, 0);

    const replaced = await begin(id);
    await replaced.page();
    const anew = await begin(id);
    assert.equal((await replaced.take('g')).status, 400);
    await anew.page();
    await service().obligations.idle();
    assert.equal(madeUp.accounts.size, 1);

    madeUp.isAway = true;
    outside().clock.turn(2 * 3_600_000);
    await waitFor('the onboarding to expire', async () => {
      return (await read(`${partners}/${id}`)).onboardingStatus === 'notOnboarded';
    });
    assert.equal(madeUp.accounts.size, 1);
    madeUp.isAway = false;
    await waitFor('the account to be removed', async () => {
      outside().clock.turn(60_000);
      await service().obligations.idle();
      return madeUp.accounts.size === 0;
    });
    const { value } = await read(`/assist/disconnects`);
    assert.ok(value.length >= 1);
  });

  test('leaves no account behind that was just being made as somebody disconnected', async () => {
    const id = await add('Made Up');
    const { page } = await begin(id);
    const [asked, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    madeUp.making = () => {
      asked.resolve();
      return held.promise;
    };
    const shown = page();
    await asked.promise;
    await disconnect(id);
    held.resolve();
    await shown;
    const [{ status }] = (await read(`/assist/disconnects?$filter=partnerId eq '${id}'`)).value;
    assert.equal(status, 'pending');
    await waitFor('the disconnect to be over', async () => {
      outside().clock.turn(250);
      await service().obligations.idle();
      return (await read(`/assist/disconnects?$filter=partnerId eq '${id}'`)).value[0].status === 'proven';
    });
    assert.equal(madeUp.accounts.size, 0);
    assert.match(await page(), /expired|not valid|Begin/i);
  });

  test('leaves no account behind that was made by a process that stood still for longer than a call may take', async () => {
    const id = await add('Made Up');
    const { page } = await begin(id);
    const [asked, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    madeUp.making = () => {
      asked.resolve();
      return held.promise;
    };
    const shown = page();
    await asked.promise;
    outside().clock.turn(61_000);
    await disconnect(id);
    await waitFor('the disconnect to be over', async () => {
      return (await read(`/assist/disconnects?$filter=partnerId eq '${id}'`)).value[0].status === 'proven';
    });
    held.resolve();
    await shown;
    assert.equal(madeUp.accounts.size, 0);
    madeUp.making = async () => {};
  });

  test('says what was taken back there as soon as the partner tells, once, and that the connection is lost when all of it was', async () => {
    const id = await add('Made Up');
    const { page, answer } = await begin(id);
    await page();
    const account = newest();
    madeUp.offer(account, { id: 'g1' });
    madeUp.offer(account, { id: 'g2' });
    await answer([
      ['offer', 'g1'],
      ['offer', 'g2'],
      ['answer', 'take'],
    ]);
    const { accountId } = await read(`/assist/partners/${id}/awaitedConsent()`);
    await send('POST', `/assist/partners/${id}/confirmConsent`, { accountId });
    await service().obligations.idle();
    const told = async (verb: string) => {
      return (await events(id)).filter(({ activityType }) => activityType.startsWith(verb)).length;
    };
    madeUp.withdraw(account, 'g2');
    await waitFor('the narrowing to be told', async () => (await told('NarrowConnection')) === 1);
    madeUp.tell(account, { kind: 'grant' });
    await service().obligations.idle();
    assert.equal(await told('NarrowConnection'), 1);
    madeUp.withdraw(account);
    await waitFor('the loss to be told', async () => (await told('LoseConnection')) === 1);
    assert.equal((await read(`${partners}/${id}`)).onboardingStatus, 'notOnboarded');
    await service().obligations.idle();
    assert.equal(madeUp.accounts.size, 0);
  });
});
