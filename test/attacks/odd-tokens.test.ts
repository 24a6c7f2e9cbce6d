import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { onEveryWorld } from '../harness/every-world.ts';
import { errorOf } from '../operations/service-error.ts';

const partners = '/beta/deviceManagement/remoteAssistancePartners';
const trail = '/beta/deviceManagement/auditEvents';
/** What no index compresses. */
const long = randomBytes(5000).toString('base64url');
const half = 'ann\ud800@contoso.example';
const oid = 'ade1e000-0000-4000-8000-0000000000dd';

onEveryWorld(
  'a token that its issuer has signed, and that says odd things',
  (world) => {
    const filtered = (condition: string) =>
      world().send('GET', `${trail}?$filter=${encodeURIComponent(condition)}&$count=true`);

    const rows: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
      ['a long oid', { oid: long }],
      ['a long sub', { oid: undefined, sub: long }],
      ['a long client', { appid: long }],
      ['a long name', { upn: long }],
      ['half a character in a name', { upn: half }],
      ['half a character in an id', { oid: half }],
      ['half a character in the name of a program', { app_displayname: half }],
      ['an iat in milliseconds', { iat: Date.now() }],
      ['an iat that is a text', { iat: '1' }],
    ];
    for (const [what, claims] of rows) {
      test(`${what}: is refused, and leaves nothing in the trail that cannot be found`, async () => {
        const token = await world().token({ claims });
        const id = await world().partnerId();
        for (const [method, path] of [
          ['GET', partners],
          ['POST', `${partners}/${id}/disconnect`],
        ] as const) {
          const reply = await world().send(method, path, { token });
          errorOf(reply, 401, 'InvalidAuthenticationToken');
          assert.match(reply.headers.get('www-authenticate') ?? '', /^Bearer /);
        }
        const found = await filtered("actor/userPrincipalName eq 'nobody'");
        assert.equal(found.status, 200, found.text);
      });
    }

    test('names of permissions that there are none of: they open nothing, and are not in the trail', async () => {
      const permission = 'DeviceManagementServiceConfig.ReadWrite.All';
      const roles = [permission, '\u0000', 'a\ud800', 'Mail.Read', long];
      const token = await world().applicationToken({ claims: { roles } });
      const id = await world().partnerId();
      const asked = await world().send('POST', `${partners}/${id}/disconnect`, { token });
      assert.equal(asked.status, 204, asked.text);
      const found = await filtered("actor/type eq 'Application'");
      assert.equal(found.status, 200, found.text);
      assert.ok(found.json['@odata.count'] > 0);
      for (const { actor } of found.json.value) assert.deepEqual(actor.userPermissions, [permission]);
      const { json } = await world().send('GET', '/assist/auditEvents/verify()');
      assert.equal(json.intact, true, JSON.stringify(json));
    });

    test('that it was issued before there was time: its caller is revoked all the same', async () => {
      const token = await world().token({ claims: { oid, iat: -1e300 } });
      assert.equal((await world().send('GET', partners, { token })).status, 200);
      assert.equal((await world().send('POST', `/assist/callers/${oid}/revoke`)).status, 204);
      errorOf(await world().send('GET', partners, { token }), 401, 'InvalidAuthenticationToken');
    });
  },
  { settings: { throttling: 'documented' } },
);
