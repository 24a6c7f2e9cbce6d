import { test } from 'node:test';
import { startWorld } from '../harness/world.ts';
import { assertAccessible } from './accessible.ts';
import { openConsole, picture } from './browser.ts';
import { stage } from './stage.ts';

const set = stage();

test('the start page of a consent and the page that it leads to say for which organisation, and axe finds nothing on either', async () => {
  const { browser } = set();
  await using world = await startWorld({ settings: { consentConfirmation: 'signIn' } });
  const id = await world.partnerId();
  const partner = `/beta/deviceManagement/remoteAssistancePartners/${id}`;
  await world.send('POST', `${partner}/beginOnboarding`);
  const { json } = await world.send('GET', partner);
  await using visit = await openConsole(browser, world);
  const { page } = visit;
  await page.goto(json.onboardingUrl);
  await page.getByRole('heading', { name: /Contoso/ }).waitFor();
  await assertAccessible(page, 'the start page of a consent');
  await picture(page, 'consent-start');
  await page.getByRole('link', { name: 'Sign in' }).click();
  const person = page.getByRole('button', { name: 'Adele Admin', exact: true });
  const confirm = page.getByRole('button', { name: 'Confirm for Contoso, and go on to the partner' });
  await person.or(confirm).waitFor();
  if (await person.count()) await person.click();
  await confirm.waitFor();
  // Where it cannot be had, the page has its title all the same.
  await page.route('**/awaitedConsent()', (route) => route.abort());
  await page.reload();
  await page.getByText('The service cannot be reached.').waitFor();
  await page.getByRole('heading', { level: 1, name: 'Connect your organisation' }).waitFor();
  await assertAccessible(page, 'the page that confirms a consent, which cannot be had');
  await page.unroute('**/awaitedConsent()');
  // It is asked for again by itself.
  await confirm.waitFor();
  await assertAccessible(page, 'the page that confirms a consent');
  await picture(page, 'consent-confirm');
  await confirm.click();
  await page.getByRole('button', { name: 'Allow' }).waitFor();
});
