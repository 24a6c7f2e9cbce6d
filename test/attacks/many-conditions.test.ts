import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDevice, devicesPath } from '../harness/devices.ts';
import { onEveryWorld } from '../harness/every-world.ts';

/** As many conditions as a `$filter` has room for, with an `or` between them, and one that the device meets. */
const asManyAsFit = (one: (index: number) => string, last: string) => {
  const room = 8192 - last.length;
  const conditions: string[] = [];
  for (let length = 0, index = 0; ; index += 1) {
    const next = one(index);
    length += next.length + ' or '.length;
    if (length > room) return [...conditions, last].join(' or ');
    conditions.push(next);
  }
};

onEveryWorld('a filter of as many conditions as fit', (world) => {
  const of: readonly [what: string, one: (index: number) => string][] = [
    ['ids', (index) => `id eq '${index}'`],
    ['ids, each in a list', (index) => `id in ('${index}')`],
    ['ids, compared', (index) => `id lt '${index % 10}'`],
    ['users', (index) => `userId eq '${index}'`],
    ['users, each in a list with nobody', (index) => `userId in (null,'${index}')`],
    ['users who are anybody', () => 'userId ne null'],
    ['names', (index) => `deviceName eq '${index}'`],
  ];
  for (const [what, one] of of) {
    test(`is answered rightly: ${what}`, async () => {
      const { send } = world();
      const { id } = await addDevice(world(), { deviceName: what, userId: null });
      const filter = encodeURIComponent(asManyAsFit(one, `deviceName eq '${what}'`)).replaceAll('%20', '+');
      const ids = async (query: string) => {
        const { status, json, text } = await send('GET', `${devicesPath}?$select=id&$filter=${filter}${query}`);
        assert.equal(status, 200, text);
        return json.value.map((each: { id: string }) => each.id).toSorted();
      };
      const found = await ids('');
      assert.ok(found.includes(id));
      assert.deepEqual(await ids('&$orderby=deviceName desc&$count=true'), found);
      assert.equal((await send('GET', `${devicesPath}/$count?$filter=${filter}`)).text, String(found.length));
    });
  }

  test('and one of nobody alone, which has no key to be found by, is answered as well', async () => {
    const { send } = world();
    const { id } = await addDevice(world(), { deviceName: 'of nobody', userId: null });
    const asked = ["userId in (null) and deviceName eq 'of nobody'", "userId in (null,null) or userId eq 'somebody'"];
    for (const filter of asked) {
      const { status, json, text } = await send(
        'GET',
        `${devicesPath}?$select=id&$filter=${encodeURIComponent(filter)}`,
      );
      assert.equal(status, 200, text);
      assert.ok(json.value.some((each: { id: string }) => each.id === id));
    }
  });

  test('and one of as many parentheses as it may have, around texts that an index has', async () => {
    const { send } = world();
    const { id } = await addDevice(world(), { deviceName: 'laptop in brackets', serialNumber: 'SN-brackets' });
    let filter = "contains(deviceName,'in brackets')";
    for (let level = 0; level < 99; level += 1) {
      filter =
        level % 2
          ? `(${filter} or contains(serialNumber,'S-${level}'))`
          : `(${filter} and contains(serialNumber,'SN-b'))`;
    }
    const { status, json, text } = await send('GET', `${devicesPath}?$select=id&$filter=${encodeURIComponent(filter)}`);
    assert.equal(status, 200, text);
    assert.deepEqual(json.value, [{ id }]);
  });
});
