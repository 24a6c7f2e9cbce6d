import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { Service } from '../../src/service.ts';
import { Person } from '../harness/consent.ts';
import { type Outside, startOutside } from '../harness/outside.ts';
import { serveHere } from '../harness/serve-here.ts';
import { MadeUpPartner } from '../partner/made-up.ts';

export const partners = '/beta/deviceManagement/remoteAssistancePartners';
export const devices = '/beta/deviceManagement/managedDevices';

/** A service beside a partner that consents by delegation, for the tests of one suite, and what is done with it. */
export function delegated() {
  const stack = new AsyncDisposableStack();
  const madeUp = new MadeUpPartner();
  let outside: Outside;
  let service: Service;
  before(async () => {
    outside = stack.use(await startOutside());
    service = stack.use(await serveHere(outside, { throttling: 'off' }, { connectors: [madeUp.connector()] }));
  });
  after(() => stack.disposeAsync());

  const send = async (method: string, path: string, body?: object) => {
    // A new one each time, because the clock is turned.
    const headers = {
      Authorization: `Bearer ${await outside.token()}`,
      ...(body && { 'Content-Type': 'application/json' }),
    };
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    const reply = await fetch(service.origin + path, init);
    const text = await reply.text();
    // biome-ignore lint/suspicious/noExplicitAny: what a service answers is looked at, not typed.
    return { status: reply.status, text, json: (text === '' ? undefined : JSON.parse(text)) as any };
  };
  const read = async (path: string) => (await send('GET', path)).json;
  const add = async (displayName: string): Promise<string> => (await send('POST', partners, { displayName })).json.id;
  const disconnect = async (id: string) => {
    assert.equal((await send('POST', `${partners}/${id}/disconnect`)).status, 204);
    await service.obligations.idle();
  };
  const newest = () => [...madeUp.accounts.keys()].at(-1) ?? '';

  /** From the start page to the page where what was offered is taken. */
  const begin = async (id: string) => {
    assert.equal((await send('POST', `${partners}/${id}/beginOnboarding`)).status, 204);
    const person = new Person();
    const { onboardingUrl } = await read(`${partners}/${id}`);
    const url = await person.goOn(onboardingUrl);
    const page = async () => (await person.ask(url)).text();
    const answer = (fields: readonly (readonly [string, string])[]) =>
      person.ask(url, {
        method: 'POST',
        body: new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])),
      });
    return {
      url,
      page,
      take: (offer: string) =>
        answer([
          ['offer', offer],
          ['answer', 'take'],
        ]),
      answer,
    };
  };
  const connect = async (id: string, offer: string) => {
    const { page, take } = await begin(id);
    await page();
    madeUp.offer(newest(), { id: offer });
    assert.equal((await take(offer)).status, 200);
    const { accountId } = await read(`/assist/partners/${id}/awaitedConsent()`);
    assert.equal((await send('POST', `/assist/partners/${id}/confirmConsent`, { accountId })).status, 204);
    await service.obligations.idle();
    return newest();
  };
  const events = async (id: string) => {
    const { value } = await read(`/beta/deviceManagement/auditEvents?$filter=resources/any(r:r/resourceId eq '${id}')`);
    return value as {
      activityType: string;
      activityResult: string;
      resources: { modifiedProperties: { newValue: string }[] }[];
    }[];
  };

  return {
    madeUp,
    outside: () => outside,
    service: () => service,
    send,
    read,
    add,
    disconnect,
    newest,
    begin,
    connect,
    events,
  };
}
