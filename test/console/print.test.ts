import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { openConsole, picture } from './browser.ts';
import { addDevices, stage } from './stage.ts';

const ended = 40;
let disconnectId = '';
const reason = `An account was stolen. ${'It is not known since when. '.repeat(12)}`.trim();

/** A disconnect with reason and ticket, that ended more sessions than stand on one sheet. */
const set = stage(async (world) => {
  await addDevices(world, ended);
  const id = await world.partnerId();
  await world.connect(id);
  const { json } = await world.send('GET', `/v1.0/deviceManagement/managedDevices?$top=${ended}&$select=id`);
  for (const device of json.value) {
    await world.send('POST', `/v1.0/deviceManagement/managedDevices/${device.id}/requestRemoteAssistance`);
  }
  await world.service.obligations.idle();
  await world.send('POST', `/assist/partners/${id}/disconnect`, { body: { reason, ticket: 'INC-4711' } });
  await world.service.obligations.idle();
  const disconnects = await world.send('GET', '/assist/disconnects?$top=1');
  disconnectId = disconnects.json.value[0].id;
});

/** The sheets that it takes, as the browser prints it. */
async function sheets(page: Page): Promise<number> {
  const pdf = await page.pdf({ format: 'A4' });
  return pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
}

/** A4 at 96 pixels an inch, within the margins that a browser has. */
const paper = { width: 718, height: 1047 };

test('a disconnect is printed whole: of whom, who, why, each step, each session, and none of what only a screen can use', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: `/disconnects/${disconnectId}` });
  const { page } = visit;
  await page.getByText('Refused when asked again: the proof').waitFor();
  await page.setViewportSize(paper);
  await page.emulateMedia({ media: 'print' });
  await page.evaluate("dispatchEvent(new Event('beforeprint'))");
  await page.getByText(/^Contoso · contoso\.example · .* · Printed .* by adele@contoso\.example$/).waitFor();
  const main = page.getByRole('main');
  for (const said of [
    disconnectId,
    reason,
    'INC-4711',
    'adele@contoso.example',
    'Proven',
    'Grant revoked',
    'PC-00040',
  ]) {
    assert.ok(await main.getByText(said).first().isVisible(), said);
  }
  const cut = await page.evaluate(`[...document.querySelectorAll('main *')].filter((each) => {
    const box = each.getBoundingClientRect();
    const { overflowX, overflowY, visibility } = getComputedStyle(each);
    const clips = /hidden|clip|auto|scroll/.test(overflowX + overflowY);
    return visibility !== 'hidden' && box.width > 0 && (box.right > innerWidth + 1 || (clips && each.scrollHeight > each.clientHeight + 1 && each.clientHeight > 0));
  }).map((each) => each.outerHTML.slice(0, 200))`);
  assert.deepEqual(cut, []);
  for (const tool of ['button', 'navigation', 'banner', 'search'] as const) {
    for (const each of await page.getByRole(tool).all()) assert.equal(await each.isVisible(), false, tool);
  }
  await picture(page, 'disconnect-print');
  assert.ok((await sheets(page)) >= 2);
});

test('the page of a receipt is printed whole', async () => {
  const { world, browser } = set();
  const { text } = await world.send('GET', `/assist/disconnects/${disconnectId}/receipt()`, {
    headers: { Accept: 'text/html' },
  });
  await using visit = await openConsole(browser, world, { path: '/disconnects' });
  const { page } = visit;
  await page.goto('about:blank');
  await page.setContent(text);
  await page.setViewportSize(paper);
  await page.emulateMedia({ media: 'print' });
  for (const said of [disconnectId, 'INC-4711', 'adele@contoso.example']) {
    assert.ok(await page.getByText(said).first().isVisible(), said);
  }
  assert.equal(await page.evaluate('document.documentElement.scrollWidth > innerWidth'), false);
  await picture(page, 'receipt-print');
  assert.ok((await sheets(page)) >= 1);
});
