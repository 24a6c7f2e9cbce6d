import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { startWorld, until, type World } from '../harness/world.ts';

const path = '/beta/deviceManagement/remoteAssistancePartners';

/** What a person reads, by language and by how it ended. */
const titles = {
  en: {
    connected: 'Connected to TeamViewer',
    denied: 'Not connected',
    unknown: 'This link is not valid',
    expired: 'This link no longer works',
    failed: 'The connection was not completed',
  },
  'pt-BR': {
    connected: 'Conectado: TeamViewer',
    denied: 'Não conectado',
    unknown: 'Este link não é válido',
    expired: 'Este link não funciona mais',
    failed: 'A conexão não foi concluída',
  },
  'zh-CN': {
    connected: '已连接到 TeamViewer',
    denied: '未连接',
    unknown: '此链接无效',
    expired: '此链接已失效',
    failed: '连接未完成',
  },
} as const;

describe('the page that a person comes back to', () => {
  let world: World;
  let id: string;
  before(async () => {
    world = await startWorld();
    id = await world.partnerId();
  });
  after(() => world[Symbol.asyncDispose]());

  const onboardingUrl = async (): Promise<string> => {
    await world.send('POST', `${path}/${id}/disconnect`);
    await world.send('POST', `${path}/${id}/beginOnboarding`);
    return (await world.send('GET', `${path}/${id}`)).json.onboardingUrl;
  };
  const callbackOf = async (url: string): Promise<URL> => {
    const answer = await fetch(url, { redirect: 'manual' });
    return new URL(answer.headers.get('location') ?? '');
  };
  const visit = async (url: URL | string, language = 'en') => {
    const page = await fetch(url, { headers: { 'Accept-Language': language } });
    return { status: page.status, headers: page.headers, text: await page.text() };
  };
  test('a link that was followed is gone from the partner while it is being completed', async () => {
    const url = await onboardingUrl();
    world.sandbox.faults.add({ kind: 'slow', path: '*/token', milliseconds: 60_000, times: 1 });
    const page = visit(await callbackOf(`${url}&consent=allow`));
    await until('the exchange', () => world.sandbox.faults.list.length === 0);
    const { json } = await world.send('GET', `${path}/${id}`);
    assert.deepEqual([json.onboardingStatus, json.onboardingUrl], ['onboarding', null]);
    world.clock.turn(60_000);
    await page;
  });

  const outcomes = {
    connected: async () => callbackOf(`${await onboardingUrl()}&consent=allow`),
    denied: async () => callbackOf(`${await onboardingUrl()}&consent=deny`),
    unknown: async () => new URL(`${world.service.origin}/connect/callback?state=x&code=y`),
    expired: async () => {
      const callback = await callbackOf(`${await onboardingUrl()}&consent=allow`);
      await visit(callback);
      return callback;
    },
    failed: async () => {
      const callback = await callbackOf(`${await onboardingUrl()}&consent=allow`);
      callback.searchParams.set('code', 'not-a-code');
      return callback;
    },
  };
  const statuses = { connected: 200, denied: 200, unknown: 400, expired: 400, failed: 502 };

  for (const language of ['en', 'pt-BR', 'zh-CN'] as const) {
    for (const outcome of ['connected', 'denied', 'unknown', 'expired', 'failed'] as const) {
      test(`says in ${language} that the connection is ${outcome}`, async () => {
        const { status, text } = await visit(await outcomes[outcome](), language);
        assert.equal(status, statuses[outcome]);
        assert.ok(text.startsWith('<!doctype html>'));
        assert.ok(text.includes(`<html lang="${language}">`));
        assert.ok(text.includes(`<title>${titles[language][outcome]}</title>`), text);
        assert.ok(text.includes(`<h1>${titles[language][outcome]}</h1>`));
      });
    }
  }

  for (const [header, language] of [
    ['pt', 'pt-BR'],
    ['pt-PT,pt;q=0.9', 'pt-BR'],
    ['zh-Hans-CN', 'zh-CN'],
    ['eo, tlh;q=0.8, zh;q=0.5, en;q=0.1', 'zh-CN'],
    ['en;q=0.2, pt-br;q=0.3', 'pt-BR'],
    ['zh;q=0, *', 'en'],
    ['tlh', 'en'],
    ['*', 'en'],
    [';;;,,q=', 'en'],
  ] as const) {
    test(`chooses ${language} for ${header}`, async () => {
      const { text } = await visit(await outcomes.unknown(), header);
      assert.ok(text.includes(`<html lang="${language}">`));
    });
  }

  test('is kept by nobody, framed by nobody, runs nothing, and tells no other site where it was', async () => {
    for (const outcome of ['connected', 'unknown'] as const) {
      const { headers, text } = await visit(await outcomes[outcome]());
      assert.equal(headers.get('content-type'), 'text/html; charset=utf-8');
      assert.equal(headers.get('cache-control'), 'no-store');
      assert.equal(headers.get('referrer-policy'), 'no-referrer');
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      const style = /<style>(.*?)<\/style>/s.exec(text)?.[1] ?? '';
      const hash = createHash('sha256').update(style).digest('base64');
      assert.equal(
        headers.get('content-security-policy'),
        `default-src 'none'; style-src 'sha256-${hash}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
      );
      assert.doesNotMatch(text, /<script|<img|<link|<form|https?:/i);
    }
  });

  test('names the request, so that somebody who is asked for help finds its log line', async () => {
    const { headers, text } = await visit(await outcomes.unknown());
    assert.ok(text.includes(headers.get('request-id') ?? 'none'));
  });

  test('shows a name and an account as text, whatever is in them', async () => {
    const evil = `<script>alert(1)</script>"'&<img src=x onerror=alert(2)>`;
    await world.send('PATCH', `${path}/${id}`, { body: { displayName: evil } });
    const account = '"><svg/onload=alert(3)>@contoso.example';
    const callback = await callbackOf(`${await onboardingUrl()}&consent=allow&email=${encodeURIComponent(account)}`);
    const { status, text } = await visit(callback);
    assert.equal(status, 200);
    assert.doesNotMatch(text, /<script|<img|<svg/i);
    const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
    const decoded = text.replaceAll(/&([^;]+);/g, (whole, name: string) => entities[name] ?? whole);
    assert.ok(decoded.includes(`<h1>Connected to ${evil}</h1>`));
    assert.ok(decoded.includes(account));
    await world.send('PATCH', `${path}/${id}`, { body: { displayName: 'TeamViewer' } });
  });

  test('leaves neither code nor state in itself or in the log', async () => {
    const callback = await outcomes.connected();
    const { text } = await visit(callback);
    const again = await visit(callback);
    const log = JSON.stringify(world.lines);
    for (const name of ['code', 'state']) {
      const value = callback.searchParams.get(name) ?? 'missing';
      assert.ok(value.length > 20);
      for (const place of [text, again.text, log]) assert.ok(!place.includes(value), name);
    }
  });
});
