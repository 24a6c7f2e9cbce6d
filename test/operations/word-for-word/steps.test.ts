import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDevice } from '../../harness/devices.ts';
import { onEveryWorld } from '../../harness/every-world.ts';

/** Half of a surrogate pair, which JSON can hold and no URL can. */
const half = '\ud800';

onEveryWorld('the requests of a batch, written by hand', (world) => {
  const answers = async (...steps: readonly object[]) => {
    const requests = steps.map((step, index) => ({ id: `${index}`, method: 'GET', ...step }));
    const { json, text } = await world().send('POST', '/v1.0/$batch', { body: { requests } });
    assert.ok(json?.responses, text);
    return json.responses;
  };

  test('whose URL has spaces, quotes and letters as they are, get a next link that any client can follow', async () => {
    for (let index = 0; index < 3; index += 1) await addDevice(world());
    const condition = `deviceName ne 'a "b" <ø> {|}\\^\`[😀]' and deviceName ne '%2B'`;
    const url = `deviceManagement/managedDevices?$filter=${condition}&$top=2&$select=id`;
    const [{ status, body }] = await answers({ url });
    assert.equal(status, 200);
    const next: string = body['@odata.nextLink'];
    // RFC 3986, section 2: what no URI has is escaped, and what is escaped already is left.
    assert.match(next, /^(?:[\w\-.~:/?@!$&'()*+,;=]|%[0-9A-F]{2})+$/i);
    const followed = await world().send('GET', next.slice(world().service.origin.length));
    assert.equal(followed.status, 200, followed.text);
    assert.equal(followed.json.value.length, 1);
  });

  test('whose URL has half of a surrogate pair are refused, as a key and as part of a condition', async () => {
    await addDevice(world());
    const urls = [
      `deviceManagement/managedDevices/${half}`,
      `deviceManagement/managedDevices?$filter=deviceName ne '${half}'`,
      `deviceManagement/managedDevices/$count?$search=${half}`,
      `${world().service.origin}/v1.0/users/${half}/managedDevices`,
    ];
    for (const { status, body } of await answers(...urls.map((url) => ({ url })))) {
      assert.equal(status, 400, JSON.stringify(body));
      assert.match(body.error.message, /half of a surrogate pair/);
    }
  });

  test('whose body is an empty text have none, as by themselves', async () => {
    const url = `deviceManagement/remoteAssistancePartners/${await world().partnerId()}`;
    const json = { 'Content-Type': 'application/json' };
    const [disconnected, declared, updated] = await answers(
      { method: 'POST', url: `${url}/disconnect`, body: '' },
      { method: 'POST', url: `${url}/disconnect`, headers: json, body: '' },
      { method: 'PATCH', url, headers: json, body: '' },
    );
    assert.deepEqual([disconnected.status, declared.status], [204, 204]);
    assert.deepEqual([updated.status, updated.body.error.message], [400, 'Empty Payload. JSON content expected.']);
    const byItself = await world().send('PATCH', `/v1.0/${url}`, { headers: json, body: '' });
    assert.equal(byItself.json.error.message, updated.body.error.message);
  });
});
