import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '../../src/core/id.ts';
import { sqliteInFolder } from '../harness/databases.ts';
import { onEveryWorld } from '../harness/every-world.ts';
import { startWorld, until } from '../harness/world.ts';

const partners = '/beta/deviceManagement/remoteAssistancePartners';

interface Event {
  readonly activityType: string;
  readonly activityResult: string;
  readonly actor: Readonly<Record<string, unknown>>;
  readonly resources: readonly {
    readonly resourceId: string;
    readonly modifiedProperties: readonly { readonly displayName: string; readonly newValue: string }[];
  }[];
}

onEveryWorld('whoever is proven and refused', (world) => {
  const changeOf = ({ resources }: Event, name: string) =>
    resources[0]?.modifiedProperties.find(({ displayName }) => displayName === name)?.newValue;
  const refusals = async (operation: string, token?: string): Promise<Event[]> => {
    const { json } = await world().send('GET', '/assist/auditEvents', token === undefined ? {} : { token });
    return json.value.filter(
      ({ activityType, resources }: Event) =>
        activityType === 'Refuse Request' && resources[0]?.resourceId === operation,
    );
  };

  test('is in the trail of the organisation at once, with who, from where, what and why', async () => {
    const token = await world().token({ permissions: ['DeviceManagementServiceConfig.Read.All'] });
    assert.equal((await world().send('POST', partners, { token, body: {} })).status, 403);
    const [event] = await until('the event', async () => {
      const found = await refusals('remoteAssistancePartners.create');
      return found.length > 0 && found;
    });
    assert.ok(event);
    assert.equal(event.activityResult, 'Failure');
    assert.equal(event.actor.userPrincipalName, 'adele@contoso.example');
    assert.match(String(event.actor.ipAddress), /127\.0\.0\.1|::1/);
    assert.deepEqual([changeOf(event, 'Reason'), changeOf(event, 'Count')], ['permissionMissing', '1']);
  });

  test('again within the hour is only counted, and the trail stays whole', async () => {
    const token = await world().applicationToken({ permissions: ['Calendars.Read'] });
    for (let sent = 1; sent <= 8; sent++) await world().send('GET', '/assist/sessions', { token });
    await until('the event', async () => (await refusals('sessions.list')).length === 1);
    world().clock.turn(3_600_000);
    const [counted] = await until('the count', async () => {
      const found = await refusals('sessions.list');
      return found.length === 2 && found;
    });
    assert.ok(counted);
    assert.equal(changeOf(counted, 'Count'), '7');
    world().clock.turn(3_600_000);
    assert.equal((await refusals('sessions.list')).length, 2);
    assert.equal((await world().send('GET', '/assist/auditEvents/verify()')).json.intact, true);
  });

  test('with a token that has run out, or is for another API, is there as well; with one that nobody signed, not', async () => {
    const { token: mint, send } = world();
    const expired = await mint({ lifetimeSeconds: -3600 });
    const [header, payload] = expired.split('.');
    await send('GET', '/assist/connectors', { token: `${header}.${payload}.${'A'.repeat(342)}` });
    await send('GET', '/assist/connectors', { token: expired });
    await send('GET', '/assist/connectors', { token: await mint({ claims: { aud: 'https://management.azure.com' } }) });
    const found = await until('the events', async () => {
      const events = await refusals('connectors.list');
      return events.length >= 2 && events;
    });
    assert.deepEqual(found.map((event) => changeOf(event, 'Reason')).toSorted(), ['tokenAudience', 'tokenExpired']);
  });

  test('of a suspended organisation is in its own trail; of one that is not known, in none', async () => {
    const { send, issuer } = world();
    const tokenOf = (tid: string) => world().token({ claims: { tid, iss: `${issuer.authorityHost}/${tid}/` } });
    const [known, unknown] = [newId(), newId()];
    await send('POST', '/assist/tenants', { body: { tenantId: known, displayName: 'Lapsed' } });
    await send('POST', `/assist/tenants/${known}/suspend`);
    for (const tid of [unknown, known]) {
      assert.equal((await send('GET', partners, { token: await tokenOf(tid) })).status, 400);
    }
    await until('the event', async () => {
      const rows = await world().service.database.read(known, ({ sql, tenantId }) =>
        sql.selectFrom('audit_events').select(['activityType']).where('tenant_id', '=', tenantId).execute(),
      );
      return rows.some(({ activityType }) => activityType === 'Refuse Request');
    });
    const none = await world().service.database.read(unknown, ({ sql, tenantId }) =>
      sql.selectFrom('audit_events').select(['id']).where('tenant_id', '=', tenantId).execute(),
    );
    assert.deepEqual(none, []);
  });

  test('as a thousand callers fills no trail: what is beyond fifty is one event', async () => {
    const fabrikam = world().fabrikam;
    const { status } = await world().send('GET', partners, { token: await world().token({ tenant: fabrikam }) });
    assert.equal(status, 200);
    for (let caller = 0; caller < 200; caller++) {
      const token = await world().applicationToken({
        tenant: fabrikam,
        permissions: [],
        claims: { oid: newId(), azp: newId(), appid: newId() },
      });
      await world().send('GET', partners, { token });
    }
    const events = await until('the events', async () => {
      const rows = await world().service.database.read(fabrikam, ({ sql, tenantId }) =>
        sql
          .selectFrom('audit_events')
          .select(['activityType', 'resources'])
          .where('tenant_id', '=', tenantId)
          .execute(),
      );
      const refused = rows.filter(({ activityType }) => activityType === 'Refuse Request');
      return refused.length >= 51 && refused;
    });
    assert.equal(events.length, 51);
  });
});

test('what was only counted is written when the service stops', async () => {
  await using database = await sqliteInFolder.create('development');
  let contoso: string;
  {
    await using world = await startWorld({ database: database.database });
    ({ contoso } = world);
    const token = await world.token({ permissions: ['Calendars.Read'] });
    for (let sent = 1; sent <= 3; sent++) await world.send('GET', partners, { token });
  }
  await using opened = await database.open();
  const rows = await opened.read(contoso, ({ sql, tenantId }) =>
    sql.selectFrom('audit_events').selectAll().where('tenant_id', '=', tenantId).orderBy('sequence').execute(),
  );
  const refused = rows.filter(({ activityType }) => activityType === 'Refuse Request');
  const counts = refused.map(({ resources }) => JSON.parse(resources)[0].modifiedProperties[1].newValue);
  assert.deepEqual(counts, ['1', '2']);
});

test('the log line of every request says who asked, and from where', async () => {
  await using world = await startWorld();
  const lineOf = async (token: string | null, path = partners) => {
    const { headers } = await world.send('GET', path, { token });
    return world.lines.find(({ fields }) => fields.requestId === headers.get('request-id'))?.fields ?? {};
  };
  const person = await lineOf(await world.token());
  assert.equal(person.userPrincipalName, 'adele@contoso.example');
  assert.match(String(person.userId), /^[0-9a-f-]{36}$/);
  assert.match(String(person.applicationId), /^a9910000/);
  const application = await lineOf(await world.applicationToken());
  assert.deepEqual([application.userId, application.userPrincipalName], [undefined, undefined]);
  assert.match(String(application.applicationId), /^a9910000/);
  const forbidden = await lineOf(await world.token({ permissions: [] }));
  assert.deepEqual([forbidden.status, forbidden.userPrincipalName], [403, 'adele@contoso.example']);
  const stranger = await lineOf(null);
  assert.deepEqual([stranger.status, stranger.tenantId, stranger.userId], [401, undefined, undefined]);
  for (const { ipAddress } of [person, application, forbidden, stranger])
    assert.match(String(ipAddress), /127\.0\.0\.1|::1/);
});
