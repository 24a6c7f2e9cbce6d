import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEveryWorld } from '../../harness/every-world.ts';
import { errorOf, serviceErrorOf } from '../service-error.ts';

const path = '/v1.0/deviceManagement/remoteAssistancePartners';

onEveryWorld('get a partner', (world) => {
  test('a key stands as a segment or in parentheses, and nothing minds its case', async () => {
    const id = await world().partnerId();
    const addresses = [
      `${path}/${id}`,
      `${path}/${id}/`,
      `${path}/${id.toUpperCase()}`,
      `${path}('${id}')`,
      `${path}(%27${id}%27)`,
      `${path}%28'${id}'%29`,
      `${path}(id='${id}')`,
      `/V1.0/DEVICEMANAGEMENT/remoteassistancepartners/${id}`,
      `//v1.0/deviceManagement//remoteAssistancePartners/${id}`,
      `/v1.0/%64eviceManagement/remoteAssistancePartners/${id}`,
      // Casts to the type that is there already (OData 4.01 Part 2, section 4.11).
      `${path}/${id}/microsoft.graph.remoteAssistancePartner`,
      `${path}/graph.RemoteAssistancePartner/${id}`,
      `${path}/microsoft.graph.remoteAssistancePartner('${id}')/graph.remoteAssistancePartner`,
    ];
    const { origin } = world().service;
    for (const address of addresses) {
      const { status, json, text } = await world().send('GET', address);
      assert.equal(status, 200, `${address}: ${text}`);
      assert.deepEqual(json, {
        '@odata.context': `${origin}/v1.0/$metadata#deviceManagement/remoteAssistancePartners/$entity`,
        id,
        displayName: 'TeamViewer',
        onboardingUrl: null,
        onboardingStatus: 'notOnboarded',
        lastConnectionDateTime: '0001-01-01T00:00:00Z',
      });
    }
  });

  test('a cast of a collection is the collection, and a cast to another type is nothing', async () => {
    const { send } = world();
    const cast = `${path}/microsoft.graph.remoteAssistancePartner`;
    assert.equal((await send('GET', `${cast}?$top=1&$filter=true`)).status, 200);
    assert.match((await send('GET', `${cast}/$count`)).text, /^\d+$/);
    const id = await world().partnerId();
    assert.equal((await send('GET', `${path}/${id}/microsoft.graph.managedDevice`)).status, 400);
  });

  test('where a property stands as a segment, the answer says how to select it', async () => {
    const id = await world().partnerId();
    const error = errorOf(await world().send('GET', `${path}/${id}/DisplayName/$value`), 400, 'BadRequest');
    assert.equal(error.message, "Resource not found for the segment 'DisplayName'.");
    assert.match(error.details[0].message, /write \?\$select=displayName instead/);
  });

  test('a name with a $ in front is never a key', async () => {
    for (const segment of ['$ref', '$value', '$links', '$each']) {
      const { message } = errorOf(await world().send('GET', `${path}/${segment}`), 400, 'BadRequest');
      assert.equal(message, `Resource not found for the segment '${segment}'.`);
    }
  });

  test('$select narrows it, and options of a list are refused', async () => {
    const id = await world().partnerId();
    const { json } = await world().send('GET', `${path}/${id}?%24select=id%2ConboardingStatus`);
    assert.deepEqual(json, {
      '@odata.context': `${world().service.origin}/v1.0/$metadata#deviceManagement/remoteAssistancePartners(id,onboardingStatus)/$entity`,
      id,
      onboardingStatus: 'notOnboarded',
    });
    for (const option of ['$filter', '$top', '$skip', '$count', '$orderby', '$search', '$skiptoken']) {
      const error = errorOf(await world().send('GET', `${path}/${id}?${option}=1`), 400, 'BadRequest');
      assert.equal(
        error.message,
        `The query specified in the URI is not valid. Query option '${option}' is not allowed.`,
      );
    }
  });

  const strange = [
    'none',
    '%2F',
    "''",
    '%00',
    'a%00b',
    '..%2f..',
    '%F0%9F%92%A9',
    'x'.repeat(4000),
    '%27%20or%201%3D1--',
    '0',
  ];
  for (const id of strange) {
    test(`no partner has the id ${id.slice(0, 20)}, whatever stands in it`, async () => {
      const reply = await world().send('GET', `${path}/${id}`);
      if (id.includes('%00')) return void errorOf(reply, 400, 'BadRequest');
      const error = serviceErrorOf(reply, 404, 'ResourceNotFound');
      assert.equal(error.text, 'An error has occurred');
      assert.equal(error.target, 'id');
      assert.equal(
        error.details[0].message,
        `No remoteAssistancePartner with the id '${decodeURIComponent(id)}' exists in this organisation.`,
      );
    });
  }
});
