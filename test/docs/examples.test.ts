import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { exampleGuid } from '../../tools/contract/examples.ts';
import { type DocumentedOperation, documentedOperations } from '../../tools/contract/reference/documented-operation.ts';
import { exampleAnswer, exampleRequest } from '../../tools/contract/reference/example.ts';
import { addDevice, requestAssistance } from '../harness/devices.ts';
import { startWorld, until, type World } from '../harness/world.ts';
import { type Fixture, fixtures } from '../operations/answers/fixtures.ts';

describe('the examples of the reference', () => {
  let world: World;
  let connected: string;
  before(async () => {
    // Where a caller confirms a consent, there is one to confirm.
    world = await startWorld({ settings: { consentConfirmation: 'action' } });
    connected = await world.partnerId();
    await world.send('POST', `/v1.0/deviceManagement/remoteAssistancePartners/${connected}/disconnect`);
    await world.connect(connected);
    assert.equal((await requestAssistance(world, (await addDevice(world)).id)).status, 204);
    await world.send('POST', `/assist/callers/${randomUUID()}/revoke`, { body: { reason: 'left', ticket: 'HR-1' } });
    await until('an open session', async () => (await firstOf('sessions')).status === 'open');
  });
  after(() => world[Symbol.asyncDispose]());

  for (const operation of documentedOperations()) {
    it(`${operation.name} is answered as its page shows`, async () => {
      const { method, path, body } = requestOf(operation);
      const id = path.includes(exampleGuid) ? await subjectOf(operation) : '';
      const sent = body === undefined ? {} : { body: bodyOf(operation, JSON.parse(body)) };
      const reply = await world.send(method, path.replace(exampleGuid, id), sent);
      const shown = answerOf(operation);
      assert.equal(reply.status, shown.status, reply.text);
      assert.deepEqual(membersOf(reply.json), membersOf(shown.body));
      assert.equal(contextOf(reply.json), contextOf(shown.body));
      const location = shown.location?.replace(exampleGuid, reply.json.id);
      assert.equal(reply.headers.get('location')?.replace(world.service.origin, ''), location);
    });
  }

  /** The id of something that the operation can be carried out on. */
  async function subjectOf({ name, resourceName }: DocumentedOperation): Promise<string> {
    if (name.startsWith('tenants.')) return world.fabrikam;
    if (name in ofConsents) return (await ofConsents[name]?.entity?.(world)) ?? '';
    if (name.startsWith('partners.')) return connected;
    if (name === 'callers.revoke') return randomUUID();
    if (name === 'connectors.restore') await walked();
    if (name === 'auditEvents.get') {
      return (await world.send('GET', '/v1.0/deviceManagement/auditEvents?$top=1')).json.value[0].id;
    }
    if (resourceName === 'managedDevices') return (await addDevice(world, { serialNumber: name })).id;
    if (resourceName !== 'remoteAssistancePartners') return (await firstOf(resourceName)).id;
    const partners = '/v1.0/deviceManagement/remoteAssistancePartners';
    return (await world.send('POST', partners, { body: { displayName: name } })).json.id;
  }

  /** Until then what was severed is not restored. */
  function walked(): Promise<string> {
    return until('every organisation is disconnected', async () => {
      world.clock.turn(1000);
      return (await firstOf('severances')).walkedDateTime;
    });
  }

  async function firstOf(
    resource: string,
  ): Promise<{ readonly id: string; readonly status?: string; readonly walkedDateTime?: string }> {
    const filter = resource === 'obligations' ? "?$filter=kind eq 'grant.watch'" : '';
    const version = ['users', 'organization', 'subscribedSkus'].includes(resource) ? 'v1.0' : 'assist';
    const { json } = await world.send('GET', `/${version}/${resource}${filter}`);
    return json.value[0];
  }
});

/** What these are sent no page can know: it is of one consent. */
const ofConsents: Readonly<Record<string, Fixture>> = {
  'partners.confirmOnboarding': fixtures['partners.confirmOnboarding'],
  'partners.confirmConsent': fixtures['partners.confirmConsent'],
  'partners.denyConsent': fixtures['partners.denyConsent'],
};

/** A body as its page shows it, with the values that it has for what is there. */
function bodyOf({ name }: DocumentedOperation, example: object): object {
  const real = ofConsents[name]?.body?.();
  if (real) assert.deepEqual(Object.keys(real), Object.keys(example));
  return real ?? example;
}

function requestOf(operation: DocumentedOperation) {
  const [head = '', body] = withoutFence(exampleRequest(operation)).split('\n\n');
  const [, method = '', path = ''] = /^(\w+) https:\/\/[^/]+(\S+)/.exec(head) ?? [];
  return { method, path, body };
}

function answerOf(operation: DocumentedOperation) {
  const [head = '', body] = withoutFence(exampleAnswer(operation)).split('\n\n');
  return {
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]),
    location: /^Location: https:\/\/[^/]+(.*)/m.exec(head)?.[1],
    body: body && JSON.parse(body),
  };
}

function withoutFence(block: string): string {
  return block.replace(/^```http\n/, '').replace(/\n```$/, '');
}

/** What an answer says that it is, after the root of the version. */
function contextOf(body: { readonly '@odata.context'?: string } | undefined): string | undefined {
  return body?.['@odata.context']?.replace(/^https?:\/\/[^/]+/, '');
}

/** The members of an answer, and those of the first entity of a page, sorted. */
function membersOf(body: unknown): string[] {
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body)
    .flatMap(([name, value]) => {
      const [first] = name === 'value' && Array.isArray(value) ? value : [];
      return [name, ...membersOf(first).map((member) => `${name}/${member}`)];
    })
    .filter((name) => name !== '@odata.nextLink')
    .sort();
}
