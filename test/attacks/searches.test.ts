import assert from 'node:assert/strict';
import { test } from 'node:test';
import { postgres } from '../harness/databases.ts';
import { onEveryWorld } from '../harness/every-world.ts';
import { waitFor } from '../harness/wait-for.ts';

const properties = ['model', 'notes', 'serialNumber', 'deviceName', 'manufacturer', 'osVersion'];
const filter = properties
  .flatMap((property) => ['q', 'w', 'y'].map((text) => `contains(tolower(${property}),'${text}${text}')`))
  .join(' or ');
const path = `/deviceManagement/managedDevices?$filter=${encodeURIComponent(filter)}`;

onEveryWorld(
  'filters of one batch',
  (world) => {
    test('have together the time of one, and what is left of the batch is told to come back', async () => {
      const { send } = world();
      for (let begin = 0; begin < 4000; begin += 200) {
        const devices = Array.from({ length: 200 }, (_, index) => ({
          serialNumber: `S-${begin + index}`,
          deviceName: `PC ${begin + index}`,
          notes: 'x'.repeat(500),
        }));
        const imported = await send('POST', '/assist/managedDevices/import', { body: { devices } });
        assert.equal(imported.status, 200, imported.text);
      }
      const requests = Array.from({ length: 20 }, (_, index) => ({ id: String(index), method: 'GET', url: path }));
      const { status, json } = await send('POST', '/v1.0/$batch', { body: { requests } });
      assert.equal(status, 200);
      const responses: { status: number; headers: Record<string, string> }[] = json.responses;
      const late = responses.filter((each) => each.status === 503);
      assert.ok(late.length > 0, JSON.stringify(responses.map((each) => each.status)));
      assert.ok(late.every(({ headers }) => Number(headers['Retry-After']) > 0));
      await waitFor('one alone', async () => (await send('GET', `/v1.0${path}`)).status === 200);
    });
  },
  { settings: { databaseStatementLimit: '300ms' } },
  [postgres],
);
