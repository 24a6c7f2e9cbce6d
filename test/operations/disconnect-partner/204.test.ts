import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { onEveryWorld } from '../../harness/every-world.ts';
import type { SendOptions } from '../../harness/world.ts';

const path = '/v1.0/deviceManagement/remoteAssistancePartners';
const json = { 'Content-Type': 'application/json' };

/** The bodies that clients send where there is nothing to say. */
const empty: readonly [what: string, options: SendOptions][] = [
  ['no body at all', {}],
  ['{}', { body: '{}', headers: json }],
  ['null', { body: 'null', headers: json }],
  ['nothing, said to be JSON', { headers: json }],
  ['nothing, said to be a form', { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }],
  ['{} compressed', { body: gzipSync('{}'), headers: { ...json, 'Content-Encoding': 'gzip' } }],
  ['{} compressed, by the older name', { body: gzipSync('{}'), headers: { ...json, 'Content-Encoding': 'x-gzip' } }],
  ['nothing compressed', { body: gzipSync(''), headers: { ...json, 'Content-Encoding': 'gzip' } }],
  ['nothing, said to be compressed', { headers: { ...json, 'Content-Encoding': 'gzip' } }],
  ['{} with an annotation', { body: '{"@odata.id":"x"}', headers: json }],
];

onEveryWorld('disconnect a partner', (world) => {
  for (const [what, options] of empty) {
    test(`${what} is an empty body`, async () => {
      const reply = await world().send('POST', `${path}/${await world().partnerId()}/disconnect`, options);
      assert.deepEqual([reply.status, reply.text], [204, ''], reply.text);
      assert.equal(reply.headers.get('content-type'), null);
    });
  }

  const spellings = (id: string) => [
    `/beta/deviceManagement/remoteAssistancePartners/${id}/disconnect`,
    `${path}/${id}/microsoft.graph.disconnect`,
    `${path}/${id}/graph.disconnect`,
    `${path}('${id}')/Microsoft.Graph.Disconnect`,
    `/V1.0/devicemanagement/REMOTEASSISTANCEPARTNERS/${id}/DISCONNECT`,
  ];
  for (const [index, spelling] of spellings('{id}').entries()) {
    test(`POST ${spelling} disconnects`, async () => {
      const { send, connect, partnerId, sandbox, service } = world();
      const id = await partnerId();
      await connect(id);
      const grant = sandbox.grants.at(-1);
      assert.equal((await send('POST', spellings(id)[index] ?? '')).status, 204);
      const { json } = await send('GET', `/beta/deviceManagement/remoteAssistancePartners/${id}`);
      assert.deepEqual(
        [json.onboardingStatus, json.onboardingUrl, json.onboardingRequestExpiryDateTime],
        ['notOnboarded', null, '0001-01-01T00:00:00Z'],
      );
      await service.obligations.idle();
      assert.equal(sandbox.grants.find((each) => each.id === grant?.id)?.revokedBy, 'client');
    });
  }
});
