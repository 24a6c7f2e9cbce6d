import assert from 'node:assert/strict';
import { test } from 'node:test';
import { devicesPath } from '../harness/devices.ts';
import { waitFor } from '../harness/wait-for.ts';
import { openConsole } from './browser.ts';
import { listen } from './heard.ts';
import { addDevices, stage } from './stage.ts';

const set = stage((world) => addDevices(world, 1));

test('who does not see the page hears each step of a disconnect as it is done, what has become of it, and of its receipt', async () => {
  const { world, browser } = set();
  const { sandbox, clock } = world;
  await world.connect(await world.partnerId());
  sandbox.faults.add({ kind: 'throttled', retryAfter: 900, times: 1, method: 'POST', path: '*/revoke' });
  let heard = async (): Promise<readonly string[]> => [];
  await using visit = await openConsole(browser, world, {
    path: '/partners',
    async prepare(page) {
      heard = await listen(page);
    },
  });
  const { page } = visit;
  const all: string[] = [];
  const hears = (pattern: RegExp) =>
    waitFor(`${pattern} is read out`, async () => {
      all.push(...(await heard()));
      return all.some((said) => pattern.test(said)) || undefined;
    }).catch((error: Error) => assert.fail(`${error.message}; read out was: ${JSON.stringify(all)}`));
  await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Disconnect Contoso' }).click();
  await hears(/^It did not work yet, and is tried again by itself, whether or not this page is open/);
  clock.turn(901_000);
  await hears(/^Grant revoked at the partner\s+\d+:\d\d/);
  await hears(/^Secrets removed from the database\s+\d+:\d\d/);
  await hears(/^Nothing of the connection is left\.$/);
  await dialog.getByRole('link', { name: /See the page of this disconnect/ }).click();
  await page.getByRole('button', { name: 'Verify the receipt' }).click();
  await hears(/^The receipt is genuine/);
  assert.deepEqual(visit.errors, []);
});

test('who does not see the page hears that a session is being opened', async () => {
  const { world, browser } = set();
  world.sandbox.faults.clear();
  await world.connect(await world.partnerId());
  const { json } = await world.send('GET', devicesPath);
  let heard = async (): Promise<readonly string[]> => [];
  await using visit = await openConsole(browser, world, {
    path: `/devices/${json.value[0].id}`,
    async prepare(page) {
      heard = await listen(page);
    },
  });
  const { page } = visit;
  await page.getByRole('button', { name: 'Request remote assistance' }).click();
  await page.getByRole('link', { name: 'Join the session' }).waitFor();
  assert.ok((await heard()).includes('The partner is opening a session…'));
});
