import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startWorld, type World } from '../../harness/world.ts';
import { errorOf } from '../service-error.ts';

const path = '/v1.0/deviceManagement/remoteAssistancePartners';
const json = { 'Content-Type': 'application/json' };

describe('an action that is not called as it is declared does nothing', () => {
  let world: World;
  let id: string;
  before(async () => {
    world = await startWorld();
    id = await world.partnerId();
    await world.connect(id);
  });
  after(async () => {
    assert.equal((await world.send('GET', `${path}/${id}`)).json.onboardingStatus, 'onboarded');
    assert.ok(world.sandbox.grants.every(({ revokedAt }) => revokedAt === undefined));
    await world[Symbol.asyncDispose]();
  });

  for (const body of ['{"force":true}', '[]', '"x"', '1', 'true']) {
    test(`with ${body}`, async () => {
      const reply = await world.send('POST', `${path}/${id}/disconnect`, { body, headers: json });
      assert.match(errorOf(reply, 400, 'BadRequest').message, /takes no parameters: send no body, or \{\}\.$/);
    });
  }

  test('with what is no JSON', async () => {
    const reply = await world.send('POST', `${path}/${id}/disconnect`, { body: '{"a"', headers: json });
    assert.match(errorOf(reply, 400, 'BadRequest').message, /^Unable to read JSON request payload/);
  });

  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
    test(`by ${method}`, async () => {
      const reply = await world.send(method, `${path}/${id}/disconnect`);
      assert.equal(
        errorOf(reply, 400, 'No method match route template').message,
        `No OData route exists that match template ~/singleton/navigation/key/action with http verb ${method} for request /deviceManagement/remoteAssistancePartners('${id}')/disconnect.`,
      );
    });
  }

  for (const [address, segment] of [
    [`${path}/disconnect`, undefined],
    [`${path}/{id}/disconnect/again`, 'again'],
    [`${path}/{id}/reconnect`, 'reconnect'],
    [`${path}/{id}/microsoft.other.disconnect`, 'microsoft.other.disconnect'],
  ] as const) {
    test(`at ${address}`, async () => {
      const reply = await world.send('POST', address.replace('{id}', id));
      if (segment === undefined) return void errorOf(reply, 400, 'No method match route template');
      assert.equal(errorOf(reply, 400, 'BadRequest').message, `Resource not found for the segment '${segment}'.`);
    });
  }

  test('with options of a query', async () => {
    const reply = await world.send('POST', `${path}/${id}/disconnect?$select=id`);
    assert.match(errorOf(reply, 400, 'BadRequest').message, /'\$select' is not allowed/);
  });
});
