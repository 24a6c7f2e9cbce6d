import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEveryDatabase, postgres, sqliteInFolder, type TestDatabase } from '../harness/databases.ts';
import { addDevice, devicesPath } from '../harness/devices.ts';
import { startWorld, type World } from '../harness/world.ts';

/** As earlier releases wrote JSON: U+0000, halves of surrogate pairs, and beside them what only looks like an escape. */
const texts = JSON.stringify({
  nul: '\u0000\u0000',
  half: 'a\ud83db',
  end: '\ude00',
  path: '\\u0000',
  deep: '\\\\\ud800',
});

onEveryDatabase(
  'texts that earlier releases have stored, and no database takes any more',
  (kind) => {
    const start = async (stack: AsyncDisposableStack) => {
      const database = stack.use(await kind.create('development'));
      return { database, world: stack.use(await startWorld({ database: database.database })) };
    };
    const run = (database: TestDatabase, { contoso }: World, statement: string) => {
      const own = kind === postgres ? `SELECT set_config('assistd.tenant_id', '${contoso}', false);` : '';
      return database.run(`${own} ${statement}`);
    };
    const found = async (world: World, path: string) => {
      const { status, json, text } = await world.send('GET', path);
      assert.equal(status, 200, `${path}: ${text}`);
      return json.value as readonly { readonly id: string }[];
    };

    test('stand in the way of no condition and no order on the other devices, nor on what else they have', async () => {
      await using stack = new AsyncDisposableStack();
      const { database, world } = await start(stack);
      const { id } = await addDevice(world, { deviceHealthAttestationState: { tpmVersion: '1.2' } });
      const { id: other } = await addDevice(world, { deviceHealthAttestationState: { tpmVersion: '2.0', pcr0: 'x' } });
      const { nul, half, end, path, deep } = JSON.parse(texts);
      const state = JSON.stringify({
        tpmVersion: '2.0',
        pcr0: half,
        bootManagerVersion: path,
        codeIntegrity: nul,
        safeMode: deep,
        windowsPE: end,
      });
      await run(
        database,
        world,
        `UPDATE managed_devices SET "deviceHealthAttestationState" = '${state}' WHERE id = '${id}'`,
      );
      const ids = async (query: string) =>
        (await found(world, `${devicesPath}?${query}`)).map((each) => each.id).sort();
      const state_ = 'deviceHealthAttestationState';
      assert.deepEqual(await ids(`$filter=${state_}/tpmVersion eq '2.0'`), [id, other].sort());
      assert.deepEqual(await ids(`$filter=startswith(${state_}/pcr0,'a')`), [id]);
      assert.deepEqual(await ids(`$filter=${state_}/bootManagerVersion eq '${encodeURIComponent(path)}'`), [id]);
      assert.deepEqual(await ids(`$filter=${state_}/codeIntegrity ne null and ${state_}/windowsPE ne null`), [id]);
      assert.deepEqual(await ids(`$filter=startswith(${state_}/safeMode,'%5C%5C')`), [id]);
      assert.deepEqual(await ids(`$orderby=${state_}/pcr0,${state_}/codeIntegrity&$top=1`), [id]);
      await found(world, `${devicesPath}?$filter=deviceActionResults/any(r:r/actionName eq 'x')`);
      assert.equal((await world.send('GET', `${devicesPath}/${id}`)).json[state_].bootManagerVersion, path);
    });

    test('stand in the way of nobody who asks the trail, or what is owed', async () => {
      await using stack = new AsyncDisposableStack();
      const { database, world } = await start(stack);
      await world.connect(await world.partnerId());
      const { id } = await addDevice(world);
      const { half, nul } = JSON.parse(texts);
      const resources = JSON.stringify([
        { resourceId: id, displayName: half, modifiedProperties: [{ newValue: nul }] },
      ]);
      const progress = JSON.stringify({ steps: [{ name: 'revoke', reason: half }], notEstablished: [nul] });
      await run(
        database,
        world,
        `UPDATE audit_events SET resources = '${resources}' WHERE resources LIKE '%${id}%';
         UPDATE obligations SET progress = '${progress}' WHERE kind = 'grant.watch';`,
      );
      const events = `/v1.0/deviceManagement/auditEvents?$filter=resources/any(r:r/resourceId eq '${id}'`;
      assert.equal((await found(world, `${events})`)).length, 1);
      const changed = ` and r/modifiedProperties/any(p:p/newValue ne 'x'))`;
      assert.equal((await found(world, events + changed)).length, 1);
      assert.ok((await found(world, '/assist/obligations')).length > 0);
      assert.equal((await found(world, "/assist/obligations?$filter=steps/any(s:s/name eq 'revoke')")).length, 1);
    });
  },
  [sqliteInFolder, postgres],
);
