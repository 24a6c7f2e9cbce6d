import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';
import type { BrowserContext, Page } from 'playwright-core';
import { claimsOf } from '../../../src/receipt/verify-receipt.ts';
import { useBrowser } from '../../console/browser.ts';
import { devicesPath, readLink, requestAssistance } from '../../harness/devices.ts';
import { disconnectOver, newestDisconnect, receiptOf } from '../../harness/disconnected.ts';
import { startWorld, until, type World } from '../../harness/world.ts';
import type { RealStage } from './real.ts';

const partners = '/beta/deviceManagement/remoteAssistancePartners';
const repository = join(import.meta.dirname, '../../..');
const pictures = join(repository, 'test-artefacts/meshcentral');

/** From consent in MeshCentral's own page to a desktop that dies with the disconnect, in a real browser. Its steps are kept as pictures when one fails. */
export async function story(t: TestContext, stage: RealStage): Promise<void> {
  await using world = await startWorld({ settings: { connectors: [settingsAt(stage)] } });
  await using stack = new AsyncDisposableStack();
  const { browser } = stack.use(await useBrowser());
  const options = { ignoreHTTPSErrors: true, locale: 'en-GB' };
  const context = stack.adopt(await browser.newContext(options), (opened) => opened.close());
  context.setDefaultTimeout(60_000);
  await play(stage, world, context, (name, step) => t.test(name, () => step(t).catch((error) => keep(context, error))));
}

/** As a file of settings has them. */
function settingsAt({ options, central, operator: { user, password }, hasDesktop }: RealStage) {
  return {
    product: 'meshcentral',
    url: options.url,
    loginKey: options.loginKey?.reveal(),
    operator: { user, password: password.reveal() },
    caFile: central.caFile,
    access: hasDesktop ? ['desktop'] : ['terminal'],
    consent: 'none',
  };
}

type Step = (name: string, step: (t: TestContext) => Promise<void>) => Promise<void>;

async function play(stage: RealStage, world: World, context: BrowserContext, step: Step): Promise<void> {
  const { json } = await world.send('GET', partners);
  const id = json.value.find(({ displayName }: { displayName: string }) => displayName === 'MeshCentral').id as string;

  await step('an administrator connects by giving rights in MeshCentral’s own page', async () => {
    assert.equal((await world.send('POST', `${partners}/${id}/beginOnboarding`)).status, 204);
    const ours = await context.newPage();
    await ours.goto((await world.send('GET', `${partners}/${id}`)).json.onboardingUrl);
    await ours.getByRole('button').click();
    const account = await ours.locator('code').innerText();
    await giveRights(await context.newPage(), stage, account);
    await ours.getByRole('checkbox').check();
    await shoot(ours, 'offered');
    await ours.locator('button[value=take]').click();
    await ours.getByRole('heading', { name: 'Connected to MeshCentral' }).waitFor();
    await shoot(ours, 'connected');
  });

  let device = '';
  let supporter: Page | undefined;
  await step('a supporter sees the real desktop behind the link that Graph gives', async () => {
    const found = await until('the device is in the inventory', async () => {
      const { json: devices } = await world.send('GET', devicesPath);
      return devices.value[0] as { id: string; deviceName: string } | undefined;
    });
    device = found.id;
    assert.equal((await requestAssistance(world, device)).status, 204);
    const link = await until(
      'there is a link',
      async () => (await readLink(world, device)).json.remoteAssistanceSessionUrl,
    );
    supporter = await context.newPage();
    await supporter.goto(link);
    assert.equal(new URL(supporter.url()).origin, stage.options.url);
    await supporter.locator('#connectbutton1:visible').click();
    if (!stage.hasDesktop) return;
    await supporter.getByText('Connected', { exact: true }).waitFor();
    // A picture came, and has the size of the screen.
    const desktop = supporter;
    await until('a picture of the screen to come', () =>
      desktop.evaluate<boolean>('document.querySelector("#Desk").width === 1024'),
    );
    await shoot(supporter, 'desktop');
    await until('the use is in the trail', async () => {
      const { json: sessions } = await world.send('GET', `/assist/sessions?$filter=deviceId eq '${device}'`);
      const [use] = sessions.value[0]?.connections ?? [];
      if (use) assert.equal(use.access, 'desktop');
      return use !== undefined;
    });
  });

  await step('disconnecting with the official client ends the picture, and the receipt says so', async (t) => {
    const page = supporter;
    assert.ok(page);
    // The page itself notes when, because nobody may look in time.
    await page.evaluate(`setInterval(() => {
      if (/Disconnected/.test(document.body.innerText)) window.endedAt ??= Date.now();
    }, 5)`);
    const answered = await disconnectByClient(world, id);
    const ended = await until('the picture to end', () => page.evaluate<number | undefined>('window.endedAt'));
    await shoot(page, 'ended');
    await page.reload().then((answer) => assert.equal(answer?.status(), 404));
    const { id: disconnect } = await newestDisconnect(world);
    await disconnectOver(world, disconnect);
    const claims = claimsOf(await receiptOf(world, disconnect));
    assert.ok(claims?.final);
    const { requestedDateTime, retirements } = claims.disconnect;
    const [retirement] = retirements;
    const since = Date.parse(requestedDateTime ?? '');
    const steps = (retirement?.steps ?? []).map(
      ({ name, completedDateTime }) => `${name} ${Date.parse(completedDateTime) - since}`,
    );
    t.diagnostic(
      `ms after the request: answered ${answered - since}, picture gone ${ended - since}, ${steps.join(', ')}`,
    );
    // The share ends before the account does, so the picture is gone, and not only unseen; the bound is for a machine that is busy.
    assert.ok(ended >= since && ended - answered < 20_000, `${ended - answered} ms`);
    const times = (retirement?.steps ?? []).map(({ completedDateTime }) => Date.parse(completedDateTime));
    assert.deepEqual(
      times,
      [...times].sort((a, b) => a - b),
    );
    const said = JSON.stringify(claims);
    for (const answer of [
      /"status":"proven"/,
      /the share was removed/,
      /the account assistd-\w+ was removed/,
      /noauth-2d/,
    ]) {
      assert.match(said, answer);
    }
    const { json: partner } = await world.send('GET', `${partners}/${id}`);
    assert.equal(partner.onboardingStatus, 'notOnboarded');
  });
}

/** As the administrator of the group does it: sign in, "Add Users", three boxes, "OK". */
async function giveRights(page: Page, { options, person }: RealStage, account: string): Promise<void> {
  await page.goto(`${options.url}/?key=${options.loginKey?.reveal()}`);
  await page.fill('#username', person.user);
  await page.fill('#password', person.password.reveal());
  await page.click('#loginButton');
  await page.getByText('Contoso desks').filter({ visible: true }).first().click();
  await page.getByText('Add Users').click();
  await page.fill('#dp20username', account);
  for (const box of ['#p20remotecontrol', '#p20guestshare', '#p20details']) await page.check(box);
  await shoot(page, 'rights');
  await page.click('#idx_dlgOkButton');
}

/** @returns when it was answered, in milliseconds since 1970 */
async function disconnectByClient(world: World, id: string): Promise<number> {
  const program = `
    import { Client } from '@microsoft/microsoft-graph-client';
    const [baseUrl, token, path] = process.argv.slice(1);
    const customHosts = new Set([new URL(baseUrl).hostname]);
    const client = Client.init({ baseUrl, customHosts, authProvider: (done) => done(null, token) });
    await client.api(path).post({});
    console.log(Date.now());`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      program,
      `${world.tlsOrigin}/`,
      await world.token(),
      `/beta/deviceManagement/remoteAssistancePartners/${id}/disconnect`.slice(5),
    ],
    { cwd: join(repository, 'test'), env: { ...process.env, NODE_EXTRA_CA_CERTS: world.bundleFile } },
  );
  return Number(stdout);
}

/** What every page showed when a step failed. @throws the error that it failed with */
async function keep(context: BrowserContext, error: unknown): Promise<never> {
  mkdirSync(pictures, { recursive: true });
  for (const [index, page] of context.pages().entries()) {
    await page.screenshot({ path: join(pictures, `failed-${index + 1}.png`) }).catch(() => {});
  }
  throw error;
}

/** Where somebody wants to look at every step: `ASSISTD_TEST_PICTURES=1`. */
async function shoot(page: Page, name: string): Promise<void> {
  if (process.env.ASSISTD_TEST_PICTURES === undefined) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}
