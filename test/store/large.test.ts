import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type CompiledQuery, sql } from 'kysely';
import { Failure } from '../../src/core/failure.ts';
import { managedDevices } from '../../src/model/device/managed-devices.ts';
import type { Query, SearchTerm } from '../../src/odata/expression.ts';
import { parseQuery } from '../../src/odata/query.ts';
import type { Database } from '../../src/store/database.ts';
import { selectPage } from '../../src/store/query/page.ts';
import type { Source } from '../../src/store/query/source.ts';
import { SqliteConnection } from '../../src/store/sqlite/connection.ts';
import { putManagedDevices } from '../../src/store/table/managed-device-import.ts';
import {
  addToCount,
  deleteManagedDevice,
  deviceSource,
  everyDevice,
  newDevice,
  updateManagedDevice,
} from '../../src/store/table/managed-devices.ts';
import { onEveryDatabase, postgres, sqliteInFolder, sqliteInMemory } from '../harness/databases.ts';
import { everyCondition, everyOrder } from '../harness/every-condition.ts';
import { tenantA, tenantB } from './rows.ts';

const source = deviceSource(everyDevice);
const { large, ...scanned } = source;
/** As if there were a million devices. */
const million: Source = { ...scanned, ...(large && { large: { ...large, size: async () => 1_000_000 } }) };

const asked = (options: string): Query =>
  parseQuery(options, { resource: managedDevices, version: 'beta', kind: 'list' });
const withFilter = (text: string) => asked(`$select=id&$filter=${encodeURIComponent(text)}`);

async function idsOf(database: Database, of: Source, query: Query): Promise<string[]> {
  const { rows } = await database.search(tenantA, (db) => selectPage<{ id: string }>(db, of, query));
  return rows.map(({ id }) => id);
}

const names = [
  'PC-0815 Grün',
  'pc-0815 GRÜN',
  'Straße"5"',
  'ΟΔΟΣ 7',
  'x',
  'ab',
  '中文设备',
  'Ünï',
  'laptop of K.',
  'a%b_c',
];

const devices = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) =>
    newDevice(`00000000-0000-4000-8000-${String(from + index).padStart(12, '0')}`, {
      deviceName: `${names[index % names.length]} ${from + index}`,
      serialNumber: index % 7 === 0 ? null : `SN-${from + index}`,
      userPrincipalName: `User${index}@Contoso.example`,
      userDisplayName: names[(index + 3) % names.length],
      userId: index % 5 === 0 ? null : keyOf(index % 50),
      azureADDeviceId: index % 11 === 0 ? `Device ${from + index}` : null,
    }),
  );

/** GUIDs in either case, and one that is none. */
function keyOf(index: number): string {
  const guid = `abcdef00-0000-4000-8000-${String(index).padStart(12, '0')}`;
  return [guid, guid.toUpperCase(), `A name ${index}`][index % 3] ?? '';
}

/** As many levels as a `$filter` may have. */
function nested(around: (inner: string, level: number) => string): string {
  return Array.from({ length: 99 }, (_, level) => level).reduce(around, `contains(deviceName,'laptop')`);
}

const filters = [
  `contains(deviceName,'0815')`,
  `contains(deviceName,'Grün')`,
  `contains(tolower(deviceName),'grün')`,
  `contains(tolower(deviceName),'pc-')`,
  `contains(toupper(deviceName),tolower('PC-'))`,
  `endswith(deviceName,'Grün 10')`,
  `endswith(serialNumber,'-11')`,
  `contains(deviceName,'ße"5"')`,
  `contains(deviceName,'ΟΔΟΣ')`,
  `contains(deviceName,'中文设')`,
  `contains(deviceName,'%b_')`,
  `contains(deviceName,'ab')`,
  `contains(tolower(deviceName),'k. 8')`,
  `contains(deviceName,'\\''')`,
  `tolower(userPrincipalName) eq 'user3@contoso.example'`,
  `startswith(tolower(userPrincipalName),'user1')`,
  `startswith(tolower(deviceName),'laptop')`,
  `contains(deviceName,'laptop') and contains(serialNumber,'SN-1')`,
  `contains(deviceName,'laptop') or endswith(serialNumber,'N-13')`,
  `contains(deviceName,'laptop') or operatingSystem eq 'x'`,
  `not contains(deviceName,'laptop')`,
  `serialNumber in ('SN-3','SN-4')`,
  `contains(deviceName,'SN-')`,
  `contains(deviceName,'no such')`,
  nested(
    (inner, level) =>
      `(${inner} ${level % 2 ? 'or' : 'and'} contains(deviceName,'${level % 2 ? 'Straße' : 'laptop'}'))`,
  ),
  nested((inner, level) => `(contains(deviceName,'laptop') ${level % 2 ? 'or' : 'and'} ${inner})`),
  `deviceName eq 'x 4' or serialNumber eq 'SN-3'`,
  `deviceName eq 'x 4' or serialNumber eq 'SN-4' or deviceName eq 'no such'`,
  `userPrincipalName eq 'User3@Contoso.example' or deviceName in ('ab 5','x 14')`,
  `(serialNumber eq 'SN-3' or serialNumber eq 'SN-4') and startswith(deviceName,'x')`,
  `tolower(userPrincipalName) eq 'USER3@contoso.example'`,
  `tolower(userPrincipalName) eq 'user3@contoso.example' or serialNumber eq 'SN-4'`,
  `tolower(userPrincipalName) eq 'user3@contoso.example' and deviceName ne 'x'`,
  `serialNumber ne null`,
  `azureADDeviceId ne null`,
  `serialNumber ne null and contains(deviceName,'laptop')`,
  `userId ne null`,
  `userId eq null`,
  `userId eq '${keyOf(3)}'`,
  `'${keyOf(4)}' eq userId`,
  `userId eq '${keyOf(4).toLowerCase()}'`,
  `userId eq '${keyOf(8)}' or userId eq '${keyOf(9)}' or azureADDeviceId eq 'Device 22'`,
  `userId in ('${keyOf(11)}','${keyOf(12)}','${keyOf(12)}')`,
  `userId in ('${keyOf(11)}',null)`,
  `userId in (null)`,
  `userId in (null,null) or azureADDeviceId eq 'Device 33'`,
  `userId eq null or userId eq '${keyOf(13)}' or '${keyOf(4)}' eq userId`,
  `userId in ('${keyOf(11)}') or azureADDeviceId in ('Device 22',null) or userId eq '${keyOf(12)}'`,
  Array.from({ length: 340 }, (_, index) => `deviceName gt '${index}'`).join(' or '),
  Array.from({ length: 280 }, (_, index) => `serialNumber eq 'SN-${index}'`).join(' or '),
  `userId in (${Array.from({ length: 60 }, (_, index) => `'${keyOf(index)}'`)})`,
  `userId eq '${keyOf(13)}' and contains(deviceName,'laptop')`,
  `userId eq '${keyOf(13)}' and deviceName eq '${names[3]} 13'`,
  `userId eq '${keyOf(13)}' and azureADDeviceId ne null`,
  `userId eq 'no such' or serialNumber eq 'SN-4'`,
  `userId ne '${keyOf(13)}'`,
  `not (userId eq '${keyOf(13)}')`,
  `azureADDeviceId eq 'Device 33'`,
  `azureADDeviceId eq '${keyOf(3)}'`,
  `azureADDeviceId eq null and userId eq '${keyOf(16)}'`,
];
/** SQLite's index folds character by character (decision 36). */
const onPostgres = [`contains(toupper(deviceName),'STRASSE')`];
const searches: readonly SearchTerm[][] = [
  ['grün'],
  ['GR'],
  ['pc-0815', 'user1'],
  ['laptop'],
  ['中文设备'],
  [{ property: 'serialNumber', text: 'sn-12' }],
];

onEveryDatabase('texts of devices', (kind) => {
  test('are found through their index as without it: new and changed, noted and indexed, gone and vacuumed', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const agree = async () => {
      for (const text of kind === postgres ? [...filters, ...onPostgres] : filters) {
        const query = withFilter(text);
        assert.deepEqual(await idsOf(database, source, query), await idsOf(database, scanned, query), text);
      }
      for (const search of searches) {
        const query = { ...asked('$select=id'), search };
        const found = await idsOf(database, source, query);
        assert.deepEqual(found, await idsOf(database, scanned, query), JSON.stringify(search));
      }
    };
    await database.write(tenantA, (tx) => putManagedDevices(tx, devices(40)));
    await database.write(tenantB, (tx) => putManagedDevices(tx, devices(300)));
    await agree();
    await database.write(tenantA, (tx) => putManagedDevices(tx, devices(300)));
    await agree();
    await database.write(tenantA, async (tx) => {
      for (const [index, { id }] of devices(12).entries()) {
        if (index % 3 === 0) await deleteManagedDevice(tx, id);
        else await updateManagedDevice(tx, id, { deviceName: `laptop renamed ${index}` });
        if (index % 3 === 1) await updateManagedDevice(tx, id, { userId: keyOf(13), azureADDeviceId: null });
      }
      await putManagedDevices(tx, devices(5, 1000));
    });
    await agree();
    assert.equal((await idsOf(database, source, withFilter(`contains(deviceName,'renamed')`))).length, 8);
    if (kind === sqliteInFolder) {
      await made.run('VACUUM');
      await agree();
    }
  });
});

suite('the index of device texts on SQLite', () => {
  test('is merged while an import goes on, a little at a time, so that no statement has to merge much', async () => {
    await using made = await sqliteInFolder.create();
    const database = await made.open();
    // It would merge by itself only what is far behind.
    await made.run(`INSERT INTO managed_device_texts (managed_device_texts, rank) VALUES ('crisismerge', 1000)`);
    for (let from = 0; from < 8000; from += 1000)
      await database.write(tenantA, (tx) => putManagedDevices(tx, devices(1000, from)));
    const segments = await database.read(tenantA, (db) =>
      sql<{ count: number }>`
        select count(distinct segid) as count, ${tenantA} as tenant_id from managed_device_texts_idx`.execute(db.sql),
    );
    assert.ok((segments.rows[0]?.count ?? 100) < 16, `${segments.rows[0]?.count} parts`);
  });
});

suite('keys of devices on SQLite', () => {
  test('of devices that were there before they had an index find these after the upgrade', async () => {
    await using made = await sqliteInFolder.create();
    const before = await made.open();
    await before.write(tenantA, (tx) => putManagedDevices(tx, devices(120)));
    await before[Symbol.asyncDispose]();
    const names = ['userId', 'azureADDeviceId'];
    const indexes = names.map(
      (name) => `DROP INDEX managed_devices_${name.toLowerCase()};
      CREATE INDEX managed_devices_${name.toLowerCase()} ON managed_devices (tenant_id, "${name}", id)`,
    );
    await made.run(`${indexes.join(';')}; DELETE FROM schema_migrations WHERE version = 68;
      INSERT INTO managed_device_texts (managed_device_texts) VALUES ('delete-all')`);
    const after = await made.open();
    for (const text of [
      `userId eq '${keyOf(13)}'`,
      `azureADDeviceId eq 'Device 33'`,
      `contains(deviceName,'laptop')`,
    ]) {
      const found = await idsOf(after, source, withFilter(text));
      assert.ok(found.length > 0, text);
      assert.deepEqual(found, await idsOf(after, scanned, withFilter(text)), text);
    }
  });
});

onEveryDatabase('devices of a user', (kind) => {
  test('are found by an index of each that may mean them as without it, however id and name are written', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const id = 'abcdef00-0000-4000-8000-000000000001';
    const owners = [
      { userId: id, userPrincipalName: 'adele@contoso.example' },
      { userId: id.toUpperCase(), userPrincipalName: 'Adele@Contoso.example' },
      { userId: 'aBCDEF00-0000-4000-8000-000000000001', userPrincipalName: null },
      { userId: 'AbCdEf00-0000-4000-8000-000000000001', userPrincipalName: 'other@contoso.example' },
      { userId: null, userPrincipalName: 'ADELE@contoso.example' },
      { userId: 'ABCDEF00-0000-4000-8000-000000000002', userPrincipalName: 'Other@contoso.example' },
      { userId: null, userPrincipalName: null },
      { managementAgent: 'configurationManagerClientMdm' },
    ];
    const all = owners.map((owner, index) =>
      newDevice(`00000000-0000-4000-8000-00000000000${index}`, { deviceName: `PC-${9 - index}`, ...owner }),
    );
    await database.write(tenantA, (tx) => putManagedDevices(tx, all));
    await database.write(tenantB, (tx) => putManagedDevices(tx, all));
    const expected = [
      [{ kind: 'user', userId: id }, [0, 1, 2, 3]],
      [{ kind: 'user', userId: id.toUpperCase() }, [0, 1, 2, 3]],
      [{ kind: 'user', userPrincipalName: 'ADELE@contoso.example' }, [0, 1, 4]],
      [{ kind: 'user', userId: id, userPrincipalName: 'adele@contoso.example' }, [0, 1, 2, 3, 4]],
      [{ kind: 'user', userPrincipalName: 'nobody@contoso.example' }, []],
      [{ kind: 'user' }, []],
      [{ kind: 'comanaged' }, [7]],
    ] as const;
    for (const [scope, indexes] of expected) {
      const of = deviceSource(scope);
      const ids = indexes.map((index) => all[index]?.id);
      assert.deepEqual(await idsOf(database, of, asked('$select=id')), ids, JSON.stringify(scope));
      const turned = await idsOf(database, of, asked('$select=id&$orderby=deviceName'));
      assert.deepEqual(turned, ids.toReversed(), JSON.stringify(scope));
      const filtered = await idsOf(database, of, withFilter(`deviceName ge 'PC-8' and deviceName ne 'PC-9'`));
      assert.deepEqual(
        filtered,
        indexes.filter((index) => index === 1).map((index) => all[index]?.id),
      );
    }
  });
});

/** The ids of all pages, page by page. */
async function pagesOf(database: Database, of: Source, query: Query): Promise<string[][]> {
  const pages: string[][] = [];
  for (let after = query.after; ; ) {
    const page = await database.search(tenantA, (db) => selectPage<{ id: string }>(db, of, { ...query, after }));
    pages.push(page.rows.map(({ id }) => id));
    if (!page.next) return pages;
    after = page.next;
  }
}

onEveryDatabase('pages of what many devices have', (kind) => {
  test('need no index where the next devices fill them, and are the same as without it: in any order, from page to page, skipped and counted', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const named = devices(2300).map((device, index) => ({
      ...device,
      deviceName: `${index % 3 === 0 ? 'tower' : 'laptop'} ${index % 100}`,
      serialNumber: index % 20 === 13 ? null : index < 2100 ? `SN-${index}` : `late-${index}`,
      operatingSystem: index % 9 === 4 ? 'iOS' : null,
      model: `M${index % 10}`,
    }));
    for (let from = 0; from < named.length; from += 1000) {
      await database.write(tenantA, (tx) => putManagedDevices(tx, named.slice(from, from + 1000)));
    }
    const unserved: Source = { ...source, ...(large && { large: { ...large, trigrams: 'no_such_table' } }) };
    const query = (options: string) => asked(`$select=id&${options.replaceAll(' ', '%20')}`);
    const filled = query(`$top=100&$filter=contains(deviceName,'laptop')&$orderby=deviceName desc`);
    assert.equal((await idsOf(database, unserved, filled)).length, 100);
    await assert.rejects(idsOf(database, unserved, query(`$top=100&$filter=contains(serialNumber,'late')`)));
    for (const options of [
      `$top=400&$filter=contains(deviceName,'tower')`,
      `$top=200&$filter=contains(deviceName,'tower')&$skip=500`,
      `$top=400&$filter=contains(deviceName,'tower')&$orderby=deviceName`,
      `$top=300&$filter=contains(deviceName,'laptop')&$orderby=deviceName desc`,
      `$top=300&$search=laptop&$orderby=serialNumber desc`,
      `$top=90&$filter=contains(serialNumber,'late')`,
      `$top=30&$filter=contains(serialNumber,'late') and contains(deviceName,'tower')&$orderby=userPrincipalName`,
      `$top=300&$filter=startswith(deviceName,'laptop')&$orderby=serialNumber desc`,
      `$top=30&$filter=serialNumber ge 'l'&$orderby=deviceName`,
      `$top=300&$filter=serialNumber lt 'SN-3' and deviceName ne 'tower 0'&$orderby=userPrincipalName`,
      `$top=300&$filter=serialNumber ne null&$orderby=userPrincipalName desc`,
      `$top=300&$filter=complianceState eq 'unknown'&$orderby=deviceName desc`,
      `$top=60&$filter=operatingSystem eq 'iOS'&$orderby=serialNumber`,
      `$top=60&$filter=operatingSystem eq null and complianceState eq 'unknown' and model eq 'M7'`,
      `$top=6&$filter=operatingSystem in ('iOS','none') and model eq 'M7'&$orderby=deviceName`,
      `$top=60&$filter=serialNumber in ('SN-1','late-2200',null)&$orderby=deviceName`,
      `$top=9&$filter=serialNumber ge 'late-22' and operatingSystem eq 'iOS'`,
    ]) {
      const pages = await pagesOf(database, source, query(options));
      assert.ok(pages.length > 1, `${options}: ${pages.length} pages`);
      assert.deepEqual(pages, await pagesOf(database, scanned, query(options)), options);
    }
    const counted = query(`$top=10&$count=true&$filter=contains(deviceName,'tower')`);
    const { count, rows } = await database.search(tenantA, (db) => selectPage(db, source, counted));
    assert.deepEqual([count, rows.length], [767, 10]);
  });
});

async function outcome(database: Database, query: Query): Promise<'served' | 'refused'> {
  try {
    await database.search(tenantA, (db) => selectPage(db, million, query));
    return 'served';
  } catch (error) {
    assert.ok(error instanceof Failure, String(error));
    assert.ok(['filterInvalid', 'orderByInvalid', 'optionInvalid'].includes(error.kind), error.kind);
    const { problem } = error.parameters as { problem: string };
    assert.match(problem, /among more than 50,000 entities of type managedDevice .*deviceName/);
    return 'refused';
  }
}

onEveryDatabase('among a million devices', (kind) => {
  test('a condition or an order that no index serves is refused, and says what is served; of few it is not', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const outcomeOf = (options: string) => outcome(database, asked(options));
    const filtered = (text: string) => outcomeOf(`$filter=${encodeURIComponent(text)}`);
    for (const [text, expected] of [
      [`model eq 'x'`, 'refused'],
      [`model eq 'x' and serialNumber eq 'y'`, 'served'],
      [`model eq 'x' or serialNumber eq 'y'`, 'refused'],
      [`complianceState ne 'compliant'`, 'served'],
      [`tolower(userPrincipalName) eq 'x'`, 'served'],
      [`contains(deviceName,'abc')`, 'served'],
      [`contains(deviceName,'ab')`, 'refused'],
      [`contains(model,'abc')`, 'refused'],
      [`userId in ('x','y')`, 'served'],
      [`azureADDeviceId ne null`, 'served'],
      [`userId gt 'x'`, 'refused'],
      [`startswith(azureADDeviceId,'x')`, 'refused'],
    ] as const) {
      assert.equal(await filtered(text), expected, text);
    }
    for (const [options, expected] of [
      ['$orderby=deviceName desc', 'served'],
      ['$orderby=deviceName,model', 'served'],
      ['$orderby=operatingSystem,model', 'refused'],
      ['$orderby=operatingSystem,id', 'served'],
      ['$orderby=lastSyncDateTime,model', 'refused'],
      [`$orderby=deviceName,model&$filter=${encodeURIComponent(`operatingSystem ne 'x'`)}`, 'refused'],
      [`$orderby=lastSyncDateTime,model&$filter=${encodeURIComponent(`deviceName eq 'x'`)}`, 'served'],
      ['$orderby=complianceState', 'refused'],
      ['$orderby=model', 'refused'],
      ['$orderby=userId', 'refused'],
      [`$orderby=userId&$filter=${encodeURIComponent(`userId eq 'x'`)}`, 'served'],
      [`$orderby=model&$filter=${encodeURIComponent(`serialNumber eq 'x'`)}`, 'served'],
      ['$search=abc', 'served'],
      ['$search=ab', 'refused'],
    ] as const) {
      assert.equal(await outcomeOf(options), expected, options);
    }
    for (const options of ['$orderby=model', '$search=ab', `$filter=${encodeURIComponent(`model eq 'x'`)}`]) {
      await database.search(tenantA, (db) => selectPage(db, source, asked(options)));
    }
  });
});

onEveryDatabase('conditions that many devices meet one by one, and few together', (kind) => {
  test('are pages that are as short as what the next devices have of them, and all of it from page to page', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const all = devices(300).map((device, index) => ({
      ...device,
      operatingSystem: index % 2 === 0 ? 'iOS' : 'Windows',
      model: `M${index % 100}`,
      lastSyncDateTime: `2026-11-${10 + (index % 10)}T10:00:00.0000000Z`,
    }));
    await database.write(tenantA, (tx) => putManagedDevices(tx, all));
    await database.write(tenantB, (tx) => putManagedDevices(tx, all));
    const inParts: Source = {
      ...source,
      ...(large && {
        large: {
          ...large,
          size: async () => 1e6,
          mostWalked: 30,
          mostScanned: 40,
          mostFound: { sqlite: 20, postgres: 20 },
        },
      }),
    };
    const query = (options: string) => asked(`$select=id&${options.replaceAll(' ', '%20')}`);
    for (const [options, expected] of [
      [`$filter=operatingSystem eq 'iOS' and model eq 'M8'`, 3],
      [`$filter=operatingSystem eq 'iOS' and model eq 'M8'&$orderby=deviceName desc`, 3],
      [`$filter=operatingSystem eq 'iOS' and model eq 'M8'&$top=1`, 3],
      [`$filter=operatingSystem eq 'iOS' and model eq 'M7'`, 0],
      [`$filter=model eq 'M8' and lastSyncDateTime ge 2026-11-12T00:00:00Z`, 3],
      [`$filter=model eq 'M8' and lastSyncDateTime ge 2026-11-12T00:00:00Z&$orderby=lastSyncDateTime desc`, 3],
      [`$filter=operatingSystem eq 'iOS' and lastSyncDateTime ge 2026-11-12T00:00:00Z&$top=50`, 120],
      [`$filter=lastSyncDateTime ge 2026-11-12T00:00:00Z&$orderby=enrolledDateTime&$top=50`, 240],
      [`$filter=lastSyncDateTime eq 2026-11-12T10:00:00Z&$orderby=deviceName desc`, 30],
      [`$filter=startswith(deviceName,'laptop')&$orderby=serialNumber desc`, 30],
      [`$filter=startswith(deviceName,'laptop')&$orderby=id desc&$top=3`, 30],
      [`$filter=contains(deviceName,'laptop')`, 30],
      [`$filter=contains(deviceName,'laptop') and model eq 'M7'`, 0],
      [`$filter=operatingSystem ne 'Windows' and not (model eq 'M8')`, 147],
      [`$filter=operatingSystem in ('iOS','Linux')&$orderby=userPrincipalName`, 150],
      [`$filter=(operatingSystem eq 'iOS' and model eq 'M8') or serialNumber eq 'SN-9'`, 4],
      ['$search=laptop&$orderby=deviceName desc', 60],
      // What one index has in that order, from page to page: with no value last, and from one end of a part to the other.
      ['$orderby=serialNumber desc&$top=50', 300],
      ['$orderby=serialNumber&$top=13', 300],
      ['$orderby=serialNumber desc,id&$top=50', 300],
      ['$orderby=serialNumber desc,model&$top=50', 300],
      [`$filter=startswith(deviceName,'laptop')&$top=7`, 30],
      [`$filter=startswith(deviceName,'laptop')&$orderby=deviceName desc&$top=7`, 30],
      [`$filter=serialNumber ge 'SN-1' and serialNumber lt 'SN-2'&$orderby=serialNumber desc&$top=20`, 96],
      [`$filter=operatingSystem eq 'iOS'&$orderby=operatingSystem desc&$top=40`, 150],
      [`$filter=id gt '${all[99]?.id}' and id le '${all[199]?.id}'&$top=30`, 100],
      [`$filter=id gt '${all[99]?.id}' and id le '${all[199]?.id}'&$orderby=id desc&$top=30`, 100],
      [`$filter=operatingSystem eq 'iOS'&$search=laptop`, 30],
    ] as const) {
      const pages = await pagesOf(database, inParts, query(options));
      const whole = (await pagesOf(database, scanned, query(options))).flat();
      assert.equal(whole.length, expected, options);
      assert.deepEqual(pages.flat(), whole, options);
      assert.ok(pages.length > 2, `${options}: ${pages.length} pages`);
    }
    // A part of an index that ends is not looked for behind its end.
    const ended = query(`$filter=startswith(deviceName,'Ü') and model ne 'M7'`);
    assert.equal((await pagesOf(database, inParts, ended)).length, 1);
    const skipped = (skip: number) =>
      idsOf(database, inParts, query(`$filter=model ne 'M8' and operatingSystem eq 'iOS'&$top=5&$skip=${skip}`));
    assert.equal((await skipped(20)).length, 5);
    await assert.rejects(skipped(145), refusal('$skip', /skip fewer, or follow @odata\.nextLink/));
    // What no index serves is not given by chance, where the next devices have it.
    for (const options of [
      `$filter=model ne 'M8'&$top=5`,
      `$filter=operatingSystem ne 'x'&$orderby=deviceName,model&$top=5`,
    ])
      await assert.rejects(idsOf(database, inParts, query(options)), { kind: /^(filter|orderBy)Invalid$/ }, options);
  });
});

function refusal(option: string, advice: RegExp): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof Failure && error.kind === 'optionInvalid', String(error));
    const { option: named, problem } = error.parameters as { option: string; problem: string };
    assert.equal(named, option);
    assert.match(problem, /among more than 50,000 entities of type managedDevice too many/);
    assert.match(problem, advice);
    return true;
  };
}

onEveryDatabase('a count among a million devices', (kind) => {
  test('is of what one index has, of the lesser part, or of few; else it is a 400 that says what is counted', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const all = devices(300).map((device, index) => ({
      ...device,
      deviceName: index % 30 === 0 ? null : `aaa-aab ${index}`,
      operatingSystem: index % 10 === 0 ? 'iOS' : 'Windows',
      complianceState: index % 3 === 0 ? ('compliant' as const) : ('unknown' as const),
      lastSyncDateTime: `2026-11-${10 + (index % 10)}T10:00:00.0000000Z`,
    }));
    await database.write(tenantA, async (tx) => {
      await putManagedDevices(tx, all);
      await addToCount(tx, all.length);
    });
    await database.write(tenantB, (tx) => putManagedDevices(tx, devices(50)));
    const few = { size: async () => 1e6, mostFound: { sqlite: 50, postgres: 50 }, mostCounted: 160 };
    const crowded: Source = { ...source, ...(large && { large: { ...large, ...few } }) };
    const counted = async (of: Source, text: string) => {
      const query = asked(`$top=1&$count=true&${text.replaceAll(' ', '%20')}`);
      return (await database.search(tenantA, (db) => selectPage(db, of, query))).count;
    };
    for (const [filter, expected] of [
      [`operatingSystem eq 'Windows'`, 270],
      [`operatingSystem ne 'Windows'`, 30],
      [`not (operatingSystem eq 'iOS')`, 270],
      [`complianceState eq 'compliant'`, 100],
      [`complianceState ne 'compliant'`, 200],
      [`'unknown' eq complianceState`, 200],
      [`operatingSystem in ('iOS',null,'Linux')`, 30],
      [`deviceName eq null`, 10],
      [`deviceName ne null`, 290],
      [`deviceName ne 'aaa-aab 7'`, 299],
      [`startswith(deviceName,'aaa')`, 290],
      [`startswith(deviceName,'aaa-aab 2')`, 108],
      [`deviceName lt 'aaa-aab 2'`, 108],
      [`deviceName ge 'aaa'`, 290],
      [`lastSyncDateTime ge 2026-11-12T00:00:00Z`, 240],
      [`lastSyncDateTime lt 2026-11-12T00:00:00Z`, 60],
      [`lastSyncDateTime ge 2026-11-12T00:00:00Z and lastSyncDateTime lt 2026-11-15T00:00:00Z`, 90],
      [`id gt '${all[99]?.id}'`, 200],
      [`contains(deviceName,'aab 29') and model eq null`, 11],
    ] as const) {
      assert.equal(await counted(scanned, `$filter=${filter}`), expected, filter);
      assert.equal(await counted(crowded, `$filter=${filter}`), expected, filter);
      assert.equal(await counted(million, `$filter=${filter}&$orderby=deviceName`), expected, filter);
    }
    assert.equal(await counted(crowded, `$filter=contains(deviceName,'aaa') and operatingSystem eq 'none'`), 0);
    for (const options of [
      `$filter=contains(deviceName,'aaa')`,
      '$search=aaa',
      `$filter=contains(deviceName,'aaa') and operatingSystem ne 'none'`,
      `$filter=complianceState eq 'compliant' and operatingSystem eq 'Windows'`,
      `$filter=complianceState eq 'compliant'&$search=aaa`,
      `$filter=userId ne 'none'`,
      `$filter=complianceState in ('unknown')`,
    ])
      await assert.rejects(
        counted(crowded, options),
        refusal('$count', /leave \$count out, or ask for .* deviceName/),
        options,
      );
  });
});

suite('among a million devices on SQLite', () => {
  test('every condition and every order that is offered is a part of an index, in its order', async (t) => {
    await using made = await sqliteInMemory.create();
    const database = await made.open();
    const ran: CompiledQuery[] = [];
    let connection: SqliteConnection | undefined;
    const original = SqliteConnection.prototype.executeQuery;
    t.mock.method(SqliteConnection.prototype, 'executeQuery', function (this: SqliteConnection, query: CompiledQuery) {
      connection = this;
      ran.push(query);
      return original.call(this, query);
    });
    const offered: string[] = [];
    const wrong: string[] = [];
    const check = async (what: string, query: Query) => {
      ran.length = 0;
      if ((await outcome(database, query)) === 'refused') return;
      offered.push(what);
      for (const { sql, parameters } of ran) {
        const plan = connection?.database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...(parameters as string[])) ?? [];
        for (const { detail } of plan as { detail: string }[]) {
          // A part of the index of texts is a scan of a virtual table to SQLite; what it found, a page and the next rows are rows already.
          const isScan =
            /^SCAN (?!CONSTANT|page$|found$|walked$|managed_device_texts VIRTUAL TABLE INDEX|\(subquery)/.test(detail);
          // Few rows are put in their order.
          const byRowid = sql.includes('found cross join');
          if (isScan || (!byRowid && /TEMP B-TREE FOR ORDER BY/.test(detail))) wrong.push(`${what}: ${detail}`);
        }
      }
    };
    for (const text of everyCondition()) await check(text, asked(`$filter=${encodeURIComponent(text)}`));
    for (const order of ['id asc', 'id desc', ...everyOrder()]) await check(`by ${order}`, asked(`$orderby=${order}`));
    assert.ok(offered.length > 80, `${offered.length} are offered`);
    assert.deepEqual(wrong, []);
  });

  test('characters that nearly all have are not asked of the index beside others that few have', async (t) => {
    await using made = await sqliteInMemory.create();
    const database = await made.open();
    await database.write(tenantA, (tx) => putManagedDevices(tx, devices(300)));
    const crowded: Source = {
      ...scanned,
      ...(large && {
        large: { ...large, size: async () => 1_000_000, mostWalked: 0, mostFound: { sqlite: 50, postgres: 50 } },
      }),
    };
    const matched: unknown[] = [];
    const original = SqliteConnection.prototype.executeQuery;
    t.mock.method(SqliteConnection.prototype, 'executeQuery', function (this: SqliteConnection, query: CompiledQuery) {
      if (query.sql.includes('found cross join')) matched.push(...query.parameters);
      return original.call(this, query);
    });
    for (const options of [
      '$search=Contoso AND 299',
      `$filter=${encodeURIComponent("contains(userPrincipalName,'ontoso') and contains(deviceName,'299')")}`,
    ]) {
      matched.length = 0;
      const found = await idsOf(database, crowded, asked(`${options}&$select=id`));
      assert.deepEqual(found, await idsOf(database, scanned, asked(`${options}&$select=id`)));
      assert.equal(found.length, 1);
      const queries = matched.filter((parameter) => String(parameter).includes('"299"'));
      assert.notEqual(queries.length, 0, options);
      assert.ok(!queries.some((query) => String(query).toLowerCase().includes('nto')), options);
    }
  });
});
