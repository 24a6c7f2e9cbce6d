import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { newId } from '../../src/core/id.ts';
import { devicesPath } from '../harness/devices.ts';
import { startWorld, type World } from '../harness/world.ts';
import { createProgram, type Ended, noTerminal, type Program } from './program.ts';

const columns =
  'Device ID,Device name,Enrollment date,Last check-in,Azure AD Device ID,OS version,Serial number,Manufacturer,Total storage,Primary user UPN,Compliance,Managed by,Ownership,Encrypted,OS,WiFiSubnetID';

const line = (id: string, name: string, serial: string, compliance = 'Compliant') =>
  `${id},"${name}",2026-01-02 03:04:05.0000000,2026-11-20 10:00:00.0000000,,10.0.26100,${serial},"Contoso, Inc.",487119,vance@contoso.example,${compliance},Intune,Corporate,True,Windows,10.0.0.0`;

async function inWorld(use: (world: World, program: Program) => Promise<void>): Promise<void> {
  await using world = await startWorld();
  using program = createProgram(world.service.origin, { ASSISTD_TOKEN: await world.token() });
  await use(world, program);
}

function importing(program: Program, name: string, content: string | Uint8Array, ...flags: string[]): Promise<Ended> {
  const file = join(program.folder, name);
  writeFileSync(file, content);
  return program.run('devices', 'import', file, ...flags);
}

test("Intune's own export is taken over, and taken over again without a change", () =>
  inWorld(async (world, program) => {
    const [one, two] = [newId(), newId()];
    const csv = `\uFEFF${columns}\r\n${line(one, 'PC "1"'.replaceAll('"', '""'), 'SN-1')}\r\n${line(two, 'PC 2', 'SN-2', 'InGracePeriod')}\r\n`;
    const first = await importing(program, 'devices.csv', csv);
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stderr, /2 created, 0 updated, 0 unchanged, 0 refused/);
    assert.match(first.stderr, /These columns are not taken over: WiFiSubnetID/);
    const { json } = await world.send('GET', `${devicesPath}/${one}`);
    assert.equal(json.deviceName, 'PC "1"');
    assert.equal(json.manufacturer, 'Contoso, Inc.');
    assert.equal(json.totalStorageSpaceInBytes, 487_119 * 1024 * 1024);
    assert.equal(json.managedDeviceOwnerType, 'company');
    assert.equal(json.managementAgent, 'mdm');
    assert.equal(json.isEncrypted, true);
    assert.equal(json.lastSyncDateTime, '2026-11-20T10:00:00Z');
    assert.equal((await world.send('GET', `${devicesPath}/${two}`)).json.complianceState, 'inGracePeriod');

    const events = async () => (await world.send('GET', '/v1.0/deviceManagement/auditEvents/$count')).text;
    const before = await events();
    const again = await importing(program, 'devices.csv', csv);
    assert.match(again.stderr, /0 created, 0 updated, 2 unchanged, 0 refused/);
    assert.equal(await events(), before, 'an import that changes nothing writes nothing');
    const changed = await importing(program, 'devices.csv', csv.replace('PC 2', 'PC II'));
    assert.match(changed.stderr, /0 created, 1 updated, 1 unchanged, 0 refused/);
  }));

test('rows that cannot be taken are told by number and reason, and the others are imported', () =>
  inWorld(async (world, program) => {
    const csv = [
      columns,
      line(newId(), 'GOOD', 'SN-1'),
      line('', 'NOBODY', ''),
      line(newId(), 'ODD', 'SN-3', 'Splendid'),
      line('17', 'NO GUID', 'SN-4'),
    ].join('\n');
    const { code, stderr } = await importing(program, 'devices.csv', csv);
    assert.equal(code, 1);
    assert.match(stderr, /^row 3: it has neither an id nor a serial number/m);
    assert.match(stderr, /^row 4: Invalid value for property 'complianceState': one of unknown, compliant/m);
    assert.match(stderr, /^row 5: Invalid value for property 'id': a GUID is expected/m);
    assert.match(stderr, /1 created, 0 updated, 0 unchanged, 3 refused/);
    assert.equal((await world.send('GET', `${devicesPath}/$count`)).text, '1');
  }));

test('a row without an id means the only device with its serial number, and is refused where there are several', () =>
  inWorld(async (world, program) => {
    const csv = (name: string) => `Serial number;Device name\nSN-1;${name}\nSN-2;OTHER\n`;
    assert.match((await importing(program, 'a.csv', csv('BEFORE'))).stderr, /2 created/);
    assert.match((await importing(program, 'b.csv', csv('AFTER'))).stderr, /0 created, 1 updated, 1 unchanged/);
    await world.send('POST', devicesPath, { body: { serialNumber: 'SN-1', deviceName: 'TWIN' } });
    const { code, stderr } = await importing(program, 'c.csv', csv('WHICH'));
    assert.equal(code, 1);
    assert.match(stderr, /^row 2: Several devices have the serialNumber 'SN-1'/m);
    assert.match(stderr, /1 unchanged, 1 refused/);
  }));

test("JSON as Graph's list gives it is taken over, without taking away what a list does not give", () =>
  inWorld(async (world, program) => {
    const created = await world.send('POST', devicesPath, {
      body: { deviceName: 'KEPT', notes: 'in the lab', physicalMemoryInBytes: 8 },
    });
    const { text, json } = await world.send('GET', devicesPath);
    for (const content of [
      text,
      JSON.stringify(json.value),
      json.value.map((each: object) => JSON.stringify(each)).join('\n'),
    ]) {
      const { code, stderr } = await importing(program, 'devices.json', content);
      assert.equal(code, 0, stderr);
      assert.match(stderr, /0 created, 0 updated, 1 unchanged/);
    }
    const moved = JSON.stringify([
      { ...json.value[0], deviceName: 'MOVED', hardwareInformation: { serialNumber: 'x' } },
    ]);
    assert.match((await importing(program, 'devices.json', moved)).stderr, /1 updated/);
    const kept = await world.send(
      'GET',
      `${devicesPath}/${created.json.id}?$select=deviceName,notes,physicalMemoryInBytes`,
    );
    assert.deepEqual(
      [kept.json.deviceName, kept.json.notes, kept.json.physicalMemoryInBytes],
      ['MOVED', 'in the lab', 8],
    );
  }));

test('a file that is none, a dry run and a missing file change nothing', () =>
  inWorld(async (world, program) => {
    assert.equal((await importing(program, 'x.csv', 'Colour,Size\nred,9\n')).code, 2);
    assert.equal((await program.run('devices', 'import', 'nowhere.csv')).code, 2);
    const dry = await importing(program, 'y.csv', `${columns}\n${line(newId(), 'X', 'S')}\n`, '--dry-run');
    assert.equal(dry.code, 0, dry.stderr);
    assert.match(dry.stderr, /1 row would be taken, 0 refused/);
    assert.equal((await world.send('GET', `${devicesPath}/$count`)).text, '0');
  }));

test('a Graph that is no assistd is fed one by one', () =>
  inWorld(async (world, program) => {
    // What tells an assistd from another Graph is one header; without it this is any Graph.
    await using stack = new AsyncDisposableStack();
    const plain = createServer(async (request, response) => {
      const body = request.method === 'GET' ? undefined : Buffer.concat(await request.toArray());
      const answer = await fetch(world.service.origin + request.url, {
        method: request.method ?? 'GET',
        headers: { authorization: request.headers.authorization ?? '', 'content-type': 'application/json' },
        ...(body && { body }),
      });
      if (request.url?.startsWith('/assist')) return void response.writeHead(404).end('{}');
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
    });
    await new Promise<void>((resolve) => void plain.listen(0, '127.0.0.1', resolve));
    stack.defer(() => new Promise<void>((resolve) => void plain.close(() => resolve()).closeAllConnections()));
    const address = plain.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const csv = `${columns}\n${line(newId(), 'ONE', 'S1')}\n${line(newId(), 'TWO', 'S2')}\n`;
    const via = ['--graph', `http://127.0.0.1:${port}`];
    const first = await importing(program, 'z.csv', csv, ...via);
    assert.match(first.stderr, /2 created/, first.stderr);
    assert.match((await importing(program, 'z.csv', csv.replace('TWO', '2'), ...via)).stderr, /1 updated, 1 unchanged/);
    assert.equal((await world.send('GET', `${devicesPath}/$count`)).text, '2');
  }));

test('what Intune, Excel and PowerShell write is read as it was meant', () =>
  inWorld(async (world, program) => {
    const nameOf = async (serial: string) => {
      const { json } = await world.send('GET', `${devicesPath}?$filter=serialNumber eq '${serial}'`);
      return json.value[0]?.deviceName;
    };
    const csv = (serial: string) => `Serial number,Device name\r\n${serial},Kiosk Zürich\r\n`;
    const utf16 = Buffer.from(csv('U16'), 'utf16le');
    for (const [serial, content, says] of [
      ['U16M', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(csv('U16M'), 'utf16le')]), undefined],
      ['U16BE', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(csv('U16BE'), 'utf16le').swap16()]), undefined],
      ['U16', utf16, /read as utf-16le/],
      ['W1252', Buffer.from(csv('W1252'), 'latin1'), /read as Windows-1252/],
      [
        'TYPE',
        `#TYPE Selected.System.Management.Automation.PSCustomObject\r\n${csv('TYPE').replaceAll(/[^,\r\n]+/g, '"$&"')}`,
        undefined,
      ],
      ['SEP', `sep=|\r\n${csv('SEP').replaceAll(',', '|')}`, undefined],
      ['COMMAS', `${csv('COMMAS')},,\r\n,\r\n`, undefined],
    ] as const) {
      const { code, stderr } = await importing(program, 'devices.csv', content);
      assert.equal(code, 0, `${serial}: ${stderr}`);
      assert.match(stderr, /1 created, 0 updated, 0 unchanged, 0 refused/, serial);
      assert.equal(await nameOf(serial), 'Kiosk Zürich', serial);
      if (says) assert.match(stderr, says);
      else assert.doesNotMatch(stderr, /read as/, serial);
    }
  }));

test('a row keeps the number of its line below what a spreadsheet or PowerShell puts first', () =>
  inWorld(async (_, program) => {
    const { stderr } = await importing(program, 'x.csv', '#TYPE X\nsep=;\nSerial number;Compliance\nS;Splendid\n');
    assert.match(stderr, /^row 4: Invalid value for property 'complianceState'/m);
  }));

test('a row of which it is not clear what it says is refused, and no part of it taken', () =>
  inWorld(async (world, program) => {
    const ragged = 'Serial number,Device name,OS\nSN-1,Smith, John,Windows\nSN-2,PC,Windows,,\nSN-3,PC\n';
    const { code, stderr } = await importing(program, 'ragged.csv', ragged);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^row 2: it has 4 cells under 3 headings; put a value with the delimiter in it between double/m,
    );
    assert.match(stderr, /2 created, 0 updated, 0 unchanged, 1 refused/);
    const twice = 'Serial number,Device name,deviceName\nSN-4,A,A\nSN-5,A,B\n';
    const contradicting = await importing(program, 'twice.csv', twice);
    assert.match(
      contradicting.stderr,
      /^row 3: the columns "Device name" and "deviceName" say different things of deviceName/m,
    );
    assert.match(contradicting.stderr, /1 created, 0 updated, 0 unchanged, 1 refused/);
    assert.equal((await world.send('GET', `${devicesPath}/$count`)).text, '3');
  }));

test('what is no list of devices is told: an archive, a workbook, and which columns there are', () =>
  inWorld(async (_, program) => {
    const zip = Buffer.from('PK\u0003\u0004\u0014\u0000DevicesWithInventory.csv');
    for (const [content, says] of [
      [zip, /a ZIP archive\nUnpack it/],
      [Buffer.concat([zip, Buffer.from('xl/workbook.xml')]), /a workbook of Excel\nIn Excel, save it as "CSV UTF-8"/],
      [Buffer.from('d0cf11e0a1b11ae1', 'hex'), /a workbook of Excel\n/],
      ['', /the file is empty/],
      ['a'.repeat(10_000_000), /a line is longer than 262144 characters/],
      [`${'x'.repeat(90)},`.repeat(30), /Its columns are: ("x{60}", ){9}"x{60}" and 21 more\n/],
      ['Colour,Size\nred,9\n', /Its columns are: "Colour", "Size"/],
    ] as const) {
      const { code, stderr } = await importing(program, 'x.csv', content);
      assert.equal(code, 2);
      assert.match(stderr, says);
    }
  }));

test('dates as people write them are taken once their order is said, and refused before', () =>
  inWorld(async (world, program) => {
    const csv = 'Serial number,Last check-in,Enrollment date\nS1,11/12/2026 2:03:04 PM,3.4.26\n';
    const refused = await importing(program, 'd.csv', csv);
    assert.equal(refused.code, 1);
    assert.match(
      refused.stderr,
      /^row 2: Last check-in "11\/12\/2026 2:03:04 PM" can be read in several ways: .* --dates dmy, mdy, ymd$/m,
    );
    for (const [order, sync] of [
      ['mdy', '2026-11-12T14:03:04Z'],
      ['dmy', '2026-12-11T14:03:04Z'],
    ] as const) {
      const { code, stderr } = await importing(program, 'd.csv', csv, '--dates', order);
      assert.equal(code, 0, stderr);
      const { json } = await world.send('GET', devicesPath);
      assert.equal(json.value[0].lastSyncDateTime, sync);
    }
    for (const cell of ['2026-11-20 10:00:00', '2026/11/20 10:00', '2026-11-20']) {
      const yearFirst = csv.replace('11/12/2026 2:03:04 PM', cell);
      const { code, stderr } = await importing(program, 'd.csv', yearFirst, '--dates', 'dmy');
      assert.equal(code, 0, `${cell}: ${stderr}`);
      const { json } = await world.send('GET', devicesPath);
      assert.equal(json.value[0].lastSyncDateTime.slice(0, 10), '2026-11-20', cell);
    }
    const wrong = await importing(program, 'd.csv', csv.replace('11/12', '11/31'), '--dates', 'mdy');
    assert.match(wrong.stderr, /^row 2: Invalid value for property 'lastSyncDateTime'/m);
  }));

test('rows that mean the same device are refused, each with the places of all', () =>
  inWorld(async (world, program) => {
    const id = newId();
    const csv = `Device ID,Serial number,Device name\n${id},A,ONE\n,B,TWO\n${id.toUpperCase()},C,THREE\n,B,FOUR\n,D,FIVE\n`;
    const { code, stderr } = await importing(program, 't.csv', csv);
    assert.equal(code, 1);
    assert.equal(stderr.match(/^row [24]: rows 2 and 4 have the id /gm)?.length, 2, stderr);
    assert.equal(
      stderr.match(/^row [35]: rows 3 and 5 have the serial number "B": keep one of them$/gm)?.length,
      2,
      stderr,
    );
    assert.match(stderr, /1 created, 0 updated, 0 unchanged, 4 refused/);
    assert.equal((await world.send('GET', `${devicesPath}/$count`)).text, '1');
  }));

test('a serial number that very many rows have is told of in lines that people can read', () =>
  inWorld(async (_, program) => {
    const rows = Array.from({ length: 3000 }, (_row, index) => `Default string,PC ${index}`);
    const { code, stderr } = await importing(
      program,
      'm.csv',
      `Serial number,Device name\n${rows.join('\n')}\n`,
      '--dry-run',
    );
    assert.equal(code, 1);
    const lines = stderr.match(
      /^row \d+: rows 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, and 2990 more have the serial number "Default string": keep one of them$/gm,
    );
    assert.equal(lines?.length, 3000, stderr.slice(0, 1000));
  }));

test('numbers that a spreadsheet rounded are warned of, and do not replace the right ones', () =>
  inWorld(async (world, program) => {
    await importing(program, 'r.csv', 'Serial number,IMEI\nS1,357000000000017\n');
    const { code, stderr } = await importing(
      program,
      'r.csv',
      'Serial number,IMEI,Device name\nS1,3.57E+14,NEW\n3.57E+14,,X\n',
    );
    assert.equal(code, 1);
    assert.match(
      stderr,
      /rounded these numbers; they are not taken over: row 2 IMEI 3\.57E\+14, row 3 Serial number 3\.57E\+14/,
    );
    assert.match(stderr, /^row 3: it has neither an id nor a serial number/m);
    const { json } = await world.send('GET', devicesPath);
    assert.deepEqual([json.value[0].imei, json.value[0].deviceName], ['357000000000017', 'NEW']);
  }));

test('an export that keeps spreadsheets from calculating is imported as what it was', () =>
  inWorld(async (world, program) => {
    const names = ['=1+1', "'=1", "'plain", '+49 30', '@x', '\t=1', '-'];
    for (const [index, deviceName] of names.entries()) {
      const created = await world.send('POST', devicesPath, { body: { deviceName, serialNumber: `${index}` } });
      assert.equal(created.status, 201, created.text);
    }
    assert.equal((await program.run('devices', 'export', '--file', 'all.csv')).code, 0);
    const { code, stderr } = await program.run('devices', 'import', 'all.csv');
    assert.equal(code, 0, stderr);
    assert.match(stderr, /0 created, 0 updated, 7 unchanged, 0 refused/);
  }));

test('without a terminal progress is silent for what takes seconds', () =>
  inWorld(async (_, program) => {
    const rows = Array.from({ length: 2000 }, (_, index) => line(newId(), `PC-${index}`, `SN-${index}`));
    const { stderr } = await importing(program, 'p.csv', [columns, ...rows].join('\n'));
    assert.deepEqual(stderr.trimEnd().split('\n').slice(1), ['2000 created, 0 updated, 0 unchanged, 0 refused']);
  }));

test('Ctrl+C says how far an import came', { skip: noTerminal }, () =>
  inWorld(async (world, program) => {
    const file = join(program.folder, 'long.csv');
    const rows = Array.from({ length: 50_000 }, (_, index) => line(newId(), `PC-${index}`, `SN-${index}`));
    writeFileSync(file, [columns, ...rows].join('\n'));
    const answer = { after: /[1-9]\d* of 50000 devices/, type: '\u0003' };
    const { code, stdout } = await program.inTerminal({ answer }, 'devices', 'import', file);
    assert.equal(code, 130, stdout);
    const [, done] = /stopped when (\d+) of 50000 rows were known to be done: (\d+) created/.exec(stdout) ?? [];
    assert.ok(Number(done) > 0 && Number(done) < 50_000, stdout);
    assert.ok(Number((await world.send('GET', `${devicesPath}/$count`)).text) >= Number(done));
  }),
);

test('a terminal shows how far an import is', { skip: noTerminal }, () =>
  inWorld(async (_, program) => {
    const file = join(program.folder, 'shown.csv');
    const rows = Array.from({ length: 2000 }, (_, index) => line(newId(), `PC-${index}`, `SN-${index}`));
    writeFileSync(file, [columns, ...rows].join('\n'));
    const { code, stdout } = await program.inTerminal({}, 'devices', 'import', file);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /█*░* \d+ % {2}\d+ of 2000 devices/);
    assert.match(stdout, /2000 created, 0 updated/);
  }),
);

test('twenty thousand devices', { timeout: 300_000 }, (context) =>
  inWorld(async (world, program) => {
    const rows = Array.from({ length: 20_000 }, (_, index) => line(newId(), `PC-${index}`, `SN-${index}`));
    const csv = [columns, ...rows].join('\n');
    for (const round of ['first', 'again']) {
      const began = performance.now();
      const { code, stderr } = await importing(program, 'many.csv', csv);
      const seconds = (performance.now() - began) / 1000;
      context.diagnostic(`${round}: ${seconds.toFixed(1)} s, ${Math.round(20_000 / seconds)} devices in a second`);
      assert.equal(code, 0, stderr);
      assert.match(stderr, round === 'first' ? /20000 created/ : /20000 unchanged/);
    }
    assert.equal((await world.send('GET', `${devicesPath}/$count`)).text, '20000');
  }),
);
