import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { assertAccessible } from '../console/accessible.ts';
import { picture, useBrowser } from '../console/browser.ts';
import { Person } from '../harness/consent.ts';
import { startWorld, until, type World } from '../harness/world.ts';

const partners = '/beta/deviceManagement/remoteAssistancePartners';

describe('where people sign in, a consent', () => {
  const stack = new AsyncDisposableStack();
  let world: World;
  let browser: Browser;
  before(async () => {
    world = stack.use(await startWorld({ settings: { consentConfirmation: 'signIn' } }));
    browser = stack.use(await useBrowser()).browser;
  });
  after(() => stack.disposeAsync());

  const begin = async () => {
    const { json } = await world.send('POST', partners, { body: { displayName: 'TeamViewer' } });
    const id: string = json.id;
    await world.send('POST', `${partners}/${id}/beginOnboarding`);
    const partner = async () => (await world.send('GET', `${partners}/${id}`)).json;
    return { id, partner, url: (await partner()).onboardingUrl as string };
  };
  const inBrowser = async (use: (page: Page, context: BrowserContext) => Promise<void>) => {
    const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' });
    context.setDefaultTimeout(60_000);
    try {
      await use(await context.newPage(), context);
    } finally {
      await context.close();
    }
  };
  const signIn = async (page: Page, url: string, person: string) => {
    await page.goto(url);
    await page.getByRole('link', { name: 'Sign in and go on' }).click();
    await page.getByRole('button', { name: person }).click();
  };
  const grants = () => world.sandbox.grants.length;

  test('begins on a page that names the organisation, and connects when an administrator has signed in and confirmed in that browser', () =>
    inBrowser(async (page) => {
      const { url, partner } = await begin();
      await page.goto(url);
      await page.getByRole('heading', { name: 'Connect Contoso to TeamViewer?' }).waitFor();
      await page.getByText('adele@contoso.example began this').waitFor();
      await picture(page, 'start-page');
      await page.getByRole('link', { name: 'Sign in and go on' }).click();
      await page.getByRole('button', { name: 'Adele Admin' }).click();
      await page.getByRole('heading', { name: 'Connect your organisation' }).waitFor();
      await assertAccessible(page, 'the page to confirm on');
      await picture(page, 'start-page-confirm');
      await page.getByRole('button', { name: 'Confirm for Contoso, and go on to the partner' }).click();
      await page.getByRole('button', { name: 'Allow' }).click();
      await page.getByText('Contoso is now connected to TeamViewer as admin@contoso.example').waitFor();
      assert.equal((await partner()).onboardingStatus, 'onboarded');
      const { json } = await world.send('GET', '/beta/deviceManagement/auditEvents?$top=2');
      const [completed, confirmed] = json.value;
      assert.equal(confirmed.activityType, 'ConfirmOnboarding RemoteAssistancePartner');
      assert.equal(confirmed.actor.userPrincipalName, 'adele@contoso.example');
      const changes = completed.resources[0].modifiedProperties as { displayName: string; newValue: string }[];
      const by = changes.find(({ displayName }) => displayName === 'ConfirmedBy');
      assert.equal(by?.newValue, 'adele@contoso.example');
    }));

  test('is not begun by a reader of the organisation, who has the link', () =>
    inBrowser(async (page) => {
      const { url, partner } = await begin();
      const before = grants();
      await signIn(page, url, 'Grady Reader');
      await page.getByText(/Needs the permission DeviceManagementServiceConfig/).waitFor();
      const confirm = page.getByRole('button', { name: 'Confirm for Contoso, and go on to the partner' });
      assert.equal(await confirm.getAttribute('aria-disabled'), 'true');
      await confirm.click({ force: true });
      // Whoever gets around the page is refused by the service (partners.confirmOnboarding, in the suite of answers).
      await page.goto(url);
      await page.getByRole('link', { name: 'Sign in and go on' }).waitFor();
      assert.equal((await partner()).onboardingStatus, 'onboarding');
      assert.equal(grants(), before);
    }));

  test('of another organisation is not begun by an administrator who was sent its link', () =>
    inBrowser(async (page) => {
      const { url } = await begin();
      await signIn(page, url, 'Alex Admin');
      await page.getByText('This link is not of your organisation').waitFor();
      await page.goto(url);
      await page.getByRole('heading', { name: 'Connect Contoso to TeamViewer?' }).waitFor();
    }));

  test('that was confirmed in one browser is not taken from another: the page of the partner alone is not enough', () =>
    inBrowser(async (page) => {
      const { url, partner } = await begin();
      await signIn(page, url, 'Adele Admin');
      await page.getByRole('button', { name: 'Confirm for Contoso, and go on to the partner' }).click();
      await page.getByRole('button', { name: 'Allow' }).waitFor();
      // What somebody would send on to have another administrator consent, who is not told for whom.
      const lured = new Person();
      const consented = await lured.ask(`${page.url()}&consent=allow&email=victim@fabrikam.example`);
      const back = consented.headers.get('location') ?? '';
      const told = await lured.ask(back);
      assert.equal(told.status, 400);
      assert.match(await told.text(), /Not begun in this browser/);
      assert.equal((await partner()).onboardingStatus, 'onboarding');
      await page.getByRole('button', { name: 'Allow' }).click();
      await page.getByText('Contoso is now connected').waitFor();
    }));

  test('is not begun for the browser of somebody who sends an administrator the address where it is confirmed', () =>
    inBrowser(async (page) => {
      const { url, partner } = await begin();
      const stranger = new Person();
      const start = await (await stranger.ask(url)).text();
      const sent = /<a class="button" href="([^"]*)"/.exec(start)?.[1]?.replaceAll('&amp;', '&') ?? '';
      await page.goto(new URL(sent, url).href);
      await page.getByRole('button', { name: 'Adele Admin' }).click();
      await page.getByRole('button', { name: 'Confirm for Contoso, and go on to the partner' }).click();
      // Nothing is confirmed in a browser that was not told for whom; it is told now.
      await page.getByRole('heading', { name: 'Connect Contoso to TeamViewer?' }).waitFor();
      assert.equal((await stranger.ask(url)).headers.get('location'), null, 'the stranger goes on to the partner');
      await page.getByRole('link', { name: 'Sign in and go on' }).click();
      await page.getByRole('button', { name: 'Confirm for Contoso, and go on to the partner' }).click();
      await page.getByRole('button', { name: 'Allow' }).waitFor();
      assert.equal((await stranger.ask(url)).headers.get('location'), null, 'the stranger goes on as well');
      await page.getByRole('button', { name: 'Allow' }).click();
      await page.getByText('Contoso is now connected').waitFor();
      assert.equal((await partner()).onboardingStatus, 'onboarded');
    }));

  test('cannot skip the sign-in: the start page leads nobody on who has not confirmed', async () => {
    const { url } = await begin();
    const person = new Person();
    await person.ask(url);
    for (const method of ['GET', 'POST']) {
      assert.equal((await person.ask(url, { method })).headers.get('location'), null, method);
    }
  });

  test('of an onboarding that a newer one replaced, or that another administrator confirmed elsewhere, is refused', async () => {
    const { id, url } = await begin();
    const state = new URL(url).searchParams.get('state');
    const at = `/assist/partners/${id}/confirmOnboarding`;
    await world.send('POST', `${partners}/${id}/beginOnboarding`);
    const body = { state, browser: 'b'.repeat(43) };
    assert.equal((await world.send('POST', at, { body })).status, 409);
    const foreign = await world.token({ tenant: world.fabrikam });
    assert.equal((await world.send('POST', at, { body, token: foreign })).status, 404);
    const other = await begin();
    const mixed = { ...body, state: new URL(other.url).searchParams.get('state') };
    assert.equal((await world.send('POST', at, { body: mixed })).status, 409, 'of another partner');
    const wrong = await world.send('POST', `/assist/partners/${other.id}/confirmOnboarding`, {
      body: { ...mixed, browser: 'x' },
    });
    assert.equal(wrong.status, 400);
  });
});

describe('where a caller confirms, the console', () => {
  test('shows the account that consented, and connects to it or denies it', async () => {
    await using world = await startWorld({ settings: { consentConfirmation: 'action' } });
    await using stack = new AsyncDisposableStack();
    const { browser } = stack.use(await useBrowser());
    const id = await world.partnerId();
    const begun = async () => {
      await world.send('POST', `${partners}/${id}/beginOnboarding`);
      const { onboardingUrl } = (await world.send('GET', `${partners}/${id}`)).json;
      const person = new Person();
      await person.ask(await person.consent(onboardingUrl, { consent: 'allow', email: 'mallory@evil.example' }));
    };
    const options = { locale: 'en-GB', reducedMotion: 'reduce' } as const;
    const context = stack.adopt(await browser.newContext(options), (opened) => opened.close());
    context.setDefaultTimeout(60_000);
    const page = await context.newPage();
    await begun();
    await page.goto(`${world.service.origin}/console/partners`);
    await page.getByRole('button', { name: 'Adele Admin' }).click();
    await page.getByText('mallory@evil.example').waitFor();
    await assertAccessible(page, 'a consent that waits to be confirmed');
    await picture(page, 'partners-parked');
    await page.getByRole('button', { name: 'Deny it' }).click();
    await page.getByText('Not connected').waitFor();
    await until('the revocation', () => world.sandbox.grants.every(({ revokedAt }) => revokedAt !== undefined));
    await begun();
    await page.reload();
    await page.getByRole('button', { name: 'Confirm the account' }).click();
    await page.getByText('Connected', { exact: true }).waitFor();
  });
});
