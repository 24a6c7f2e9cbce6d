import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { verifyReceipt } from '../../src/receipt/verify-receipt.ts';
import { namesIn } from '../../src/text/names/names-in.ts';
import { recordedIn } from '../../src/text/recorded/recorded-in.ts';
import { sentence } from '../../src/text/recorded/sentences.ts';
import { type BrowserUse, useBrowser } from '../console/browser.ts';
import { disconnected, disconnectOver, receiptKeysOf } from '../harness/disconnected.ts';
import { startWorld, type World } from '../harness/world.ts';

const titles = {
  en: 'Receipt of a disconnect',
  'pt-BR': 'Comprovante de desconexão',
  'zh-CN': '断开连接回执',
} as const;

const hostile = `<script>alert('x')</script>"&\u202e`;

describe('the page of a receipt', () => {
  let world: World;
  let path: string;
  let used: BrowserUse;
  before(async () => {
    [world, used] = await Promise.all([startWorld(), useBrowser()]);
    const partner = await world.partnerId();
    const { id } = await disconnected(world, partner, hostile);
    await disconnectOver(world, id);
    path = `/assist/disconnects/${id}/receipt()`;
  });
  after(async () => {
    await used[Symbol.asyncDispose]();
    await world[Symbol.asyncDispose]();
  });
  const asPage = (language = 'en', accept = 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8') =>
    world.send('GET', path, { headers: { Accept: accept, 'Accept-Language': language } });

  for (const [language, title] of Object.entries(titles)) {
    test(`speaks the reader's language, and runs nothing that a name holds (${language})`, async () => {
      const { status, headers, text } = await asPage(language);
      assert.equal(status, 200);
      assert.equal(headers.get('content-type'), 'text/html; charset=utf-8');
      assert.match(text, new RegExp(`<html lang="${language}">`));
      assert.ok(text.includes(`<h1>${title}</h1>`));
      assert.ok(text.includes('&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;'));
      assert.ok(!text.includes('<script'));
      // What turns the direction of text ends with the name that it is in.
      assert.match(text, /<bdi>[^<]*\u202e[^<]*<\/bdi> · <bdi>/);
      const [, style = ''] = /<style>([\s\S]*)<\/style>/.exec(text) ?? [];
      const hash = createHash('sha256').update(style).digest('base64');
      const policy = headers.get('content-security-policy') ?? '';
      assert.ok(policy.includes("default-src 'none'") && policy.includes(`style-src 'sha256-${hash}'`));
    });
  }

  for (const language of ['pt-BR', 'zh-CN'] as const) {
    test(`says in the reader's language what was done, and what was recorded in English (${language})`, async () => {
      const [text = ''] = (await asPage(language)).text.split('<pre>');
      const { steps, activities, results } = namesIn[language];
      const recorded = [sentence('keyDestroyed'), sentence('keyRemoved')].map((each) =>
        recordedIn[language](each).join(''),
      );
      assert.ok(recorded.some((each) => text.includes(each)));
      for (const said of [steps.revoke, activities['Disconnect RemoteAssistancePartner'], results.Success])
        assert.ok(text.includes(`<bdi>${said}</bdi>`), said);
      assert.doesNotMatch(text, /RemoteAssistancePartner|keyDestroyed|Success/);
    });
  }

  test('holds the signed text, which verifies', async () => {
    const { text } = await asPage();
    const [, jws = ''] = /<pre>([\w.-]+)<\/pre>/.exec(text) ?? [];
    assert.equal((await verifyReceipt(jws, await receiptKeysOf(world))).kind, 'genuine');
  });

  test('is for those alone who ask for a page and not for JSON', async () => {
    for (const accept of ['application/json', '*/*', 'application/json, text/html']) {
      const { headers, json } = await asPage('en', accept);
      assert.match(headers.get('content-type') ?? '', /^application\/json/);
      assert.equal(typeof json.value, 'string');
    }
  });

  test('prints on one sheet', async () => {
    for (const language of Object.keys(titles)) {
      const page = await used.browser.newPage();
      await page.setContent((await asPage(language)).text);
      const pdf = await page.pdf({ preferCSSPageSize: true });
      assert.equal(pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length, 1, language);
      if (process.env.RECEIPT_PICTURE) await page.screenshot({ path: `/tmp/receipt-${language}.png`, fullPage: true });
      await page.close();
    }
  });
});
