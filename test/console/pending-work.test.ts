import { test } from 'node:test';
import { waitFor } from '../harness/wait-for.ts';
import { assertAccessible } from './accessible.ts';
import { openConsole, picture } from './browser.ts';
import { stage } from './stage.ts';

const set = stage();

test('pending work says what it is about and what the partner answered; all of it is tried at once, and what came of it is said', async () => {
  const { world, browser } = set();
  const id = await world.partnerId();
  for (let round = 0; round < 2; round++) {
    await world.connect(id);
    if (round === 0) world.sandbox.faults.add({ kind: 'error', path: '*revoke' });
    await world.send('POST', `/v1.0/deviceManagement/remoteAssistancePartners/${id}/disconnect`);
  }
  await using visit = await openConsole(browser, world);
  const { page } = visit;
  await page.getByRole('link', { name: 'Work owed to partners: 2' }).click();
  await page.getByRole('heading', { level: 1, name: 'Pending work' }).waitFor();
  await page
    .getByRole('row')
    .nth(2)
    .getByText(/revoke.*500/)
    .waitFor();
  await picture(page, 'pending-work');
  await page.getByRole('button', { name: 'Retry all now' }).click();
  await page.getByText(/2 did not work, and are tried again by themselves\. .*revoke.*500/).waitFor();
  await page.getByRole('button', { name: 'Revoke a grant' }).first().click();
  const details = page.getByRole('dialog');
  await details.getByRole('link', { name: 'See the page of this disconnect, with its receipt' }).waitFor();
  world.sandbox.faults.clear();
  await details.getByRole('button', { name: 'Retry now' }).click();
  await details.getByText('1 is done.').waitFor();
  await assertAccessible(page, 'one obligation');
  await details.getByRole('button', { name: 'Close' }).click();
  // The other is tried again by itself as well, and on a slow machine it is over before it is clicked.
  await page
    .getByRole('button', { name: 'Retry now' })
    .click({ timeout: 5000 })
    .catch(() => {});
  await page.getByText('Nothing is owed.').waitFor();
});

test('what nobody could confirm asks for attention on every page and in the title, until somebody has looked at it', async () => {
  const { world, browser } = set();
  const wanting = {
    id: 'obligation-1',
    kind: 'grant.retire',
    subject: 'grant-1',
    status: 'unconfirmed',
    attempts: 9,
    createdDateTime: '2026-11-20T08:00:00Z',
    nextAttemptDateTime: null,
    lastFailure: null,
    reportedDateTime: null,
    completedDateTime: '2026-11-24T08:00:00Z',
    unconfirmedReason: 'The partner was never reached again.',
    steps: [],
    notEstablished: [],
  };
  await using visit = await openConsole(browser, world, {
    prepare: async (page) => {
      await page.route('**/assist/obligations?**unconfirmed**', (route) =>
        route.fulfill({ json: { value: [wanting] } }),
      );
      await page.route('**/assist/obligations/obligation-1', (route) => route.fulfill({ json: wanting }));
    },
  });
  const { page, go } = visit;
  await go('Audit');
  await waitFor('the count in the title', async () => (await page.title()).startsWith('(1) '));
  await page.getByRole('button', { name: '1 thing needs your attention' }).click();
  await page.getByRole('menuitem', { name: /Revoke a grant/ }).click();
  await page.getByRole('dialog').getByText('The partner was never reached again.').waitFor();
  await assertAccessible(page, 'what is not confirmed');
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Nothing needs your attention' }).waitFor();
  await waitFor('the title without a count', async () => !(await page.title()).startsWith('('));
});
