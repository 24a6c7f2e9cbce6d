import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDevice, devicesPath, requestAssistance } from '../../harness/devices.ts';
import { onEveryWorld } from '../../harness/every-world.ts';

const events = '/v1.0/deviceManagement/auditEvents';

onEveryWorld('conditions as the standard has them', (world) => {
  const found = async (path: string, condition: string) => {
    const { json, text } = await world().send('GET', `${path}?$filter=${encodeURIComponent(condition)}`);
    assert.ok(json?.value, `${condition}: ${text}`);
    return json.value.map(({ id }: { id: string }) => id) as string[];
  };
  const everything = async (path: string) =>
    (await world().send('GET', path)).json.value as readonly Record<string, never>[];

  test("a device's events are found by the id among their resources, and so are what they changed and who did it", async () => {
    const { send } = world();
    const { id } = await addDevice(world(), { deviceName: 'FOUND' });
    await addDevice(world(), { deviceName: 'OTHER' });
    await send('PATCH', `${devicesPath}/${id}`, { body: { deviceName: 'RENAMED' } });
    const all = (await everything(events)) as never as {
      id: string;
      resources: { resourceId: string; modifiedProperties: { displayName: string }[] }[];
    }[];
    const of = all.filter(({ resources }) => resources.some(({ resourceId }) => resourceId === id));
    assert.equal(of.length, 2);
    const ids = of.map((event) => event.id);
    assert.deepEqual(await found(events, `resources/any(r:r/resourceId eq '${id}')`), ids);
    assert.deepEqual(await found(events, `Resources/ANY( r : r/resourceId eq '${id}' )`), ids);
    assert.deepEqual(await found(events, `resources/all(r:r/resourceId eq '${id}')`), ids);
    const changed = `resources/any(r:r/modifiedProperties/any(p:p/displayName eq 'DeviceName' and p/newValue eq 'RENAMED'))`;
    assert.deepEqual(await found(events, `${changed} and actor/userPermissions/any()`), ids.slice(0, 1));
    assert.deepEqual(
      await found(events, `resources/any(r:r/modifiedProperties/any(p:p/displayName eq 'DeviceName')) eq false`),
      all
        .filter(({ resources }) =>
          resources.every(({ modifiedProperties }) => !modifiedProperties.some((p) => p.displayName === 'DeviceName')),
        )
        .map((event) => event.id),
    );
    const { text } = await send('GET', `${events}/$count?$filter=resources/any(r:r/resourceId eq '${id}')`);
    assert.equal(text, '2');
  });

  test('comparisons are compared as often as somebody writes it, eq and ne after the others', async () => {
    const small = await addDevice(world(), { deviceName: 'CHAINED', isSupervised: true, totalStorageSpaceInBytes: 5 });
    const large = await addDevice(world(), { deviceName: 'CHAINS', isSupervised: true, totalStorageSpaceInBytes: 50 });
    const both = [small.id, large.id].toSorted();
    for (const [condition, ids] of [
      ["deviceName eq 'CHAINED' eq true eq true", [small.id]],
      ["deviceName ne 'CHAINED' eq false ne false eq true", [small.id]],
      ["deviceName in ('CHAINED') eq true", [small.id]],
      ["isSupervised eq deviceName in ('CHAINED','CHAINS')", both],
      ['isSupervised eq totalStorageSpaceInBytes gt 10', [large.id]],
      ['totalStorageSpaceInBytes gt 10 eq isSupervised eq true', [large.id]],
      ['totalStorageSpaceInBytes gt 10 eq totalStorageSpaceInBytes ge 10', both],
      [`deviceName eq 'CHAINED'${' eq false'.repeat(100)}`, [small.id]],
    ] as const) {
      const all = await found(devicesPath, `startswith(deviceName,'CHAIN') and (${condition})`);
      assert.deepEqual(all.toSorted(), ids, condition);
    }
    for (const condition of ["deviceName eq 'a' lt true", `true${' eq false'.repeat(900)}`]) {
      const { status, text } = await world().send('GET', `${devicesPath}?$filter=${encodeURIComponent(condition)}`);
      assert.equal(status, 400, text);
    }
  });

  test('what the refusal of a condition on a structure or collection offers instead is there in that version', async () => {
    for (const version of ['v1.0', 'beta']) {
      const path = `/${version}/deviceManagement/auditEvents`;
      for (const [refused, offered, value] of [
        ['actor ne null', /such as '(actor\/\w+)'/, ' ne null'],
        ['resources eq null', /such as (resources\/any\(x:x\/\w+ eq) /, " 'none')"],
      ] as const) {
        const { status, text } = await world().send('GET', `${path}?$filter=${refused}`);
        assert.equal(status, 400);
        await found(path, `${offered.exec(JSON.parse(text).error.message)?.[1]}${value}`);
      }
    }
  });

  test('devices are found by what came of the actions on them, and sessions and obligations by their parts', async () => {
    await world().connect(await world().partnerId());
    const { id } = await addDevice(world(), { deviceName: 'ASSISTED' });
    assert.equal((await requestAssistance(world(), id)).status, 204);
    const asked = "deviceActionResults/any(a:a/actionName eq 'requestRemoteAssistance')";
    assert.deepEqual(await found(devicesPath, asked), [id]);
    assert.equal((await found(devicesPath, `not ${asked}`)).includes(id), false);
    assert.equal((await found(devicesPath, 'deviceActionResults/any()')).join(), id);
    assert.equal((await found('/assist/sessions', 'connections/any()')).length, 0);
    const owed = (await everything('/assist/obligations')) as never as { id: string; steps: unknown[] }[];
    assert.deepEqual(
      await found('/assist/obligations', 'steps/any()'),
      owed.filter(({ steps }) => steps.length > 0).map((each) => each.id),
    );
  });

  test('a collection without any or all, and any where there is no collection, say what to write', async () => {
    const { send } = world();
    const told = async (path: string, condition: string) => {
      const reply = await send('GET', `${path}?$filter=${condition}`);
      assert.equal(reply.status, 400, reply.text);
      return reply.json.error.message as string;
    };
    assert.match(await told(events, "resources eq 'x'"), /such as resources\/any\(x:x\/displayName eq …\)/);
    assert.match(
      await told(events, "resources/resourceId eq 'x'"),
      /'resources' is a collection; only any and all can follow it/,
    );
    assert.match(await told(devicesPath, "deviceName/any(d:d eq 'x')"), /'deviceName' is no collection/);
    assert.match(await told(devicesPath, "users/any(u:u/id eq 'x')"), /'users' is a navigation property/);
  });

  test('functions and conditions are compared with true and false, as clients write them', async () => {
    const { id } = await addDevice(world(), { deviceName: 'Rx-1', isEncrypted: true });
    const other = await addDevice(world(), { deviceName: 'Sx-1' });
    const among = `id in ('${id}','${other.id}') and`;
    for (const condition of [
      "startswith(deviceName,'R') eq true",
      "true eq startswith(deviceName,'R')",
      "startswith(deviceName,'R') ne false",
      "contains(deviceName,'S') eq false",
      "not startswith(deviceName,'S') eq true",
      "endswith(deviceName,'1') eq isEncrypted",
      "(deviceName eq 'Rx-1') eq true",
      "deviceName eq 'Rx-1' eq true",
      "deviceName gt 'S' eq false and deviceName ne 'Sx-1' ne false",
      "(startswith(deviceName,'R') or isEncrypted) eq (deviceName ne 'Sx-1') and isEncrypted",
    ]) {
      assert.deepEqual(await found(devicesPath, `${among} ${condition}`), [id], condition);
    }
  });

  test('a date without a zone is UTC, and a member is also its value', async () => {
    const { id } = await addDevice(world(), {
      deviceName: 'DATED',
      enrolledDateTime: '2024-02-01T10:00:00Z',
      complianceState: 'compliant',
    });
    for (const condition of [
      'enrolledDateTime eq 2024-02-01T10:00:00',
      "enrolledDateTime eq '2024-02-01T10:00'",
      "enrolledDateTime le 2024-02-01T10:00:00.000 and complianceState eq '1'",
      "complianceState in ('1')",
      "complianceState eq microsoft.graph.complianceState'1'",
    ]) {
      assert.deepEqual(await found(devicesPath, `deviceName eq 'DATED' and ${condition}`), [id], condition);
    }
    const patched = await world().send('PATCH', `${devicesPath}/${id}`, { body: { complianceState: '2' } });
    assert.equal(patched.json.complianceState, 'noncompliant');
    const raw = await world().send('GET', `${devicesPath}?$filter=enrolledDateTime ge 2024-02-01T10:00:00+02:00`);
    assert.match(raw.json.error.message, /a \+ in a URL is written %2B/);
  });
});
