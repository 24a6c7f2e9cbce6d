import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { wrongTokens } from '../../src/dev/mint-token.ts';
import { SeedInvalid } from '../../src/dev/seed/seed.ts';
import { type Assistd, start } from '../../src/dev/start.ts';

const partners = '/beta/deviceManagement/remoteAssistancePartners';

const seed = {
  tenants: [
    {
      domain: 'northwind.example',
      users: [
        { userPrincipalName: 'ann@northwind.example' },
        { userPrincipalName: 'rob@northwind.example', permissions: 'read' as const },
      ],
      partners: [{ onboardingStatus: 'onboarded' as const, account: 'help@northwind.example' }],
    },
    { domain: 'tailspin.example', partners: [{ displayName: 'Second', onboardingStatus: 'onboarding' as const }] },
    { domain: 'wingtip.example', subscriptionState: 'disabled' as const },
  ],
};

describe('start()', () => {
  it('begins with the seed: who can sign in, and partners connected for real', async () => {
    await using assistd = await start({ seed });
    const [partner] = await listed(assistd);
    assert.equal(partner?.onboardingStatus, 'onboarded');
    assert.equal(assistd.sandbox.grants[0]?.account.email, 'help@northwind.example');
    const second = await listed(assistd, { tenant: 'tailspin.example' });
    assert.deepEqual(second.map(({ displayName, onboardingStatus }) => `${displayName}: ${onboardingStatus}`).sort(), [
      'Second: onboarding',
      'TeamViewer: notOnboarded',
    ]);
    const suspended = await ask(assistd, 'GET', partners, await assistd.token({ tenant: 'wingtip.example' }));
    assert.equal(suspended.status, 400);
    const reader = await assistd.token({ user: 'rob@northwind.example' });
    assert.equal((await ask(assistd, 'POST', `${partners}/${partner?.id}/disconnect`, reader)).status, 403);
    assert.equal((await ask(assistd, 'POST', `${partners}/${partner?.id}/disconnect`)).status, 204);
    await assistd.settled();
    assert.equal(assistd.sandbox.grants[0]?.revokedBy, 'client');
  });

  it('lists people in the order of the code points of their names, as it does whatever stands in tables', async () => {
    const displayNames = ['\u{ff5e} a', '\u{1f600} a', 'Z', 'a', '\u{e9}'];
    const users = displayNames.map((displayName, at) => ({
      userPrincipalName: `${at}@northwind.example`,
      displayName,
    }));
    await using assistd = await start({ seed: { tenants: [{ domain: 'northwind.example', users }] } });
    const order = ['Z', 'a', '\u{e9}', '\u{ff5e} a', '\u{1f600} a'];
    const names = async (path: string) => {
      const listed = JSON.parse((await ask(assistd, 'GET', path)).text).value;
      return listed.map((each: { displayName?: string; deviceName?: string }) => each.displayName ?? each.deviceName);
    };
    assert.deepEqual(await names('/v1.0/users?$orderby=displayName'), order);
    assert.deepEqual(
      await names(`/v1.0/users?$filter=${encodeURIComponent("displayName gt '\u{ff5e} b'")}`),
      order.slice(4),
    );
    const devices = '/v1.0/deviceManagement/managedDevices';
    for (const deviceName of displayNames) await ask(assistd, 'POST', devices, undefined, { deviceName });
    assert.deepEqual(await names(`${devices}?$orderby=deviceName`), order);
  });

  it('has the devices of the seed, and sessions that are open at the partner', async () => {
    const devices = [
      { deviceName: 'LAPTOP-1', serialNumber: 'SN-1', userPrincipalName: 'ann@northwind.example' },
      { deviceName: 'LAPTOP-2', operatingSystem: 'Windows', complianceState: 'compliant' },
    ];
    const [northwind] = seed.tenants;
    await using assistd = await start({
      seed: {
        tenants: [
          { ...northwind, domain: 'northwind.example', devices, sessions: [{ device: 'LAPTOP-1' }] },
          { domain: 'many.example', devices: 2500 },
        ],
      },
    });
    await assistd.settled();
    assert.deepEqual(
      assistd.sandbox.sessions.map(({ state }) => state),
      ['Open'],
    );
    const { text } = await ask(assistd, 'GET', '/v1.0/deviceManagement/managedDevices?$orderby=deviceName');
    const found: { deviceName: string; serialNumber: string | null; complianceState: string }[] =
      JSON.parse(text).value;
    assert.deepEqual(
      found.map(({ deviceName, serialNumber, complianceState }) => [deviceName, serialNumber, complianceState]),
      [
        ['LAPTOP-1', 'SN-1', 'unknown'],
        ['LAPTOP-2', null, 'compliant'],
      ],
    );
    const many = await assistd.token({ tenant: 'many.example' });
    const count = await ask(assistd, 'GET', '/v1.0/deviceManagement/managedDevices/$count', many);
    assert.equal(count.text, '2500');
    await assistd.reset();
    await assistd.settled();
    assert.equal(assistd.sandbox.sessions.length, 1);
    assert.equal((await ask(assistd, 'GET', '/v1.0/deviceManagement/managedDevices/$count', many)).text, '2500');
  });

  it('goes back to the seed within 50 ms: database, sandbox, clock, faults and request log', async () => {
    await using assistd = await start({ seed, now: '2026-03-01T09:00:00Z' });
    const before = await listed(assistd);
    await ask(assistd, 'POST', `${partners}/${before[0]?.id}/disconnect`);
    await ask(assistd, 'POST', partners, undefined, { displayName: 'Another' });
    await assistd.settled();
    assistd.clock.turn(86_400_000);
    assistd.failNext({ status: 503, times: 100 });
    assistd.sandbox.faults.add({ kind: 'down' });

    // Beside other work most take longer; that it can is what is promised, on a machine that is not busier than this one is.
    const took: number[] = [];
    while (took.length < 100 && Math.min(...took) >= 50) {
      const busy = howBusy();
      const began = performance.now();
      await assistd.reset();
      took.push((performance.now() - began) / busy);
    }
    assert.ok(Math.min(...took) < 50, `took ${took.map(Math.round).join(', ')} ms`);
    assert.deepEqual(assistd.requests(), []);
    assert.equal(assistd.clock.now.toISOString().slice(0, 16), '2026-03-01T09:00');
    assert.deepEqual(assistd.sandbox.faults.list, []);
    assert.deepEqual(assistd.sandbox.record, []);
    assert.deepEqual(await listed(assistd), before);
    // What the reset brought back works: the grant in the sandbox is the one in the database.
    await ask(assistd, 'POST', `${partners}/${before[0]?.id}/disconnect`);
    await assistd.settled();
    assert.equal(assistd.sandbox.grants[0]?.revokedBy, 'client');
  });

  it('lets requests that come during a reset wait for its end', async () => {
    await using assistd = await start({ seed });
    const resetting = assistd.reset();
    const token = await assistd.token();
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(assistd, 'GET', partners, token)));
    await resetting;
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
  });

  it('resets while a call to the partner hangs', async () => {
    await using assistd = await start({ seed });
    const [partner] = await listed(assistd);
    assistd.sandbox.faults.add({ kind: 'slow', milliseconds: 60_000, path: '/api/*' });
    await ask(assistd, 'POST', `${partners}/${partner?.id}/disconnect`);
    const began = performance.now();
    await assistd.reset();
    // The call would hang for a minute.
    assert.ok(performance.now() - began < 20_000);
    assert.equal((await listed(assistd))[0]?.onboardingStatus, 'onboarded');
  });

  it('restores a snapshot, also one that went through JSON', async () => {
    await using assistd = await start({ seed });
    const [partner] = await listed(assistd);
    const snapshot = JSON.parse(JSON.stringify(await assistd.snapshot()));
    await ask(assistd, 'POST', `${partners}/${partner?.id}/disconnect`);
    await assistd.settled();
    await assistd.restore(snapshot);
    assert.equal((await listed(assistd))[0]?.onboardingStatus, 'onboarded');
    await ask(assistd, 'POST', `${partners}/${partner?.id}/disconnect`);
    await assistd.settled();
    assert.equal(assistd.sandbox.grants[0]?.revokedBy, 'client');
  });

  it('refuses a snapshot whose grants it could not open', async () => {
    await using one = await start({ seed });
    await using other = await start({ seed });
    await assert.rejects(other.restore(await one.snapshot()), /another assistd sealed/);
    assert.equal((await listed(other))[0]?.onboardingStatus, 'onboarded');
  });

  it('can be given another seed while it runs, and then resets to that', async () => {
    await using assistd = await start();
    await assistd.seed({ tenants: [{ domain: 'fourth.example' }] });
    assert.deepEqual(
      assistd.directory.tenants.map(({ domain }) => domain),
      ['fourth.example'],
    );
    assert.equal((await listed(assistd)).length, 1);
    await ask(assistd, 'POST', partners, undefined, { displayName: 'Another' });
    await assistd.reset();
    assert.equal((await listed(assistd)).length, 1);
  });

  it('says what is wrong with a seed, and where', async () => {
    await assert.rejects(
      start({ seed: { tenants: [{ domain: 'nodot', users: [{ userPrincipalName: 'x', age: 3 }] }] } as never }),
      (error: Error) => {
        assert.ok(error instanceof SeedInvalid);
        assert.match(error.message, /^tenants\[0\]\.domain: write the domain/m);
        assert.match(error.message, /^tenants\[0\]\.users\[0\]\.userPrincipalName: write the name/m);
        assert.match(error.message, /^tenants\[0\]\.users\[0\]: .*age/m);
        return true;
      },
    );
    await assert.rejects(start({ seed: '/nowhere/tenants.json' }), /\/nowhere\/tenants.json is no seed/);
    const device = {
      tenants: [{ domain: 'a.example', devices: [{ deviceName: 'PC' }, { deviceName: 'X', colour: 1 }] }],
    };
    await assert.rejects(start({ seed: device }), /^tenants\[0\]\.devices\[1\]: .*'colour'/m);
    const session = { tenants: [{ domain: 'a.example', devices: 1, sessions: [{ device: 'PC-0001' }] }] };
    await assert.rejects(start({ seed: session }), /tenants\[0\]\.sessions\[0\]\.device: a session needs a partner/);
    const twice = [{ domain: 'a.example' }, { domain: 'a.example' }];
    await assert.rejects(start({ seed: { tenants: twice } }), /a\.example is there twice/);
  });

  it('keeps a database that is a folder, over a start', async (t) => {
    const { mkdtempSync, rmSync } = await import('node:fs');
    const { tmpdir } = await import('node:os');
    const folder = mkdtempSync(`${tmpdir()}/assistd-start-`);
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    {
      await using first = await start({ seed, database: folder });
      await ask(first, 'POST', partners, undefined, { displayName: 'Kept' });
    }
    await using second = await start({ seed, database: folder });
    assert.ok((await listed(second)).some(({ displayName }) => displayName === 'Kept'));
    await second.reset();
    assert.ok(!(await listed(second)).some(({ displayName }) => displayName === 'Kept'));
    assert.equal((await listed(second))[0]?.onboardingStatus, 'onboarded');
  });
});

describe('tokens of start()', () => {
  it('are of any caller, with any permissions and claims', async () => {
    await using assistd = await start({ seed, settings: { permissions: 'current' } });
    const application = await assistd.token({ application: true });
    assert.equal((await ask(assistd, 'GET', partners, application)).status, 200);
    const powerless = await assistd.token({ permissions: ['Mail.Read'] });
    assert.equal((await ask(assistd, 'GET', partners, powerless)).status, 403);
    const claimed = await assistd.token({ claims: { scp: 'DeviceManagementServiceConfig.Read.All' } });
    assert.equal((await ask(assistd, 'GET', partners, claimed)).status, 200);
    await assert.rejects(assistd.token({ user: 'nobody@northwind.example' }), /userPrincipalName must be one of/);
  });

  for (const wrong of wrongTokens) {
    it(`are wrong on purpose: ${wrong}`, async () => {
      await using assistd = await start();
      const { status } = await ask(assistd, 'GET', partners, await assistd.token({ wrong }));
      assert.equal(status, wrong === 'unknownTenant' ? 400 : 401);
    });
  }
});

async function ask(assistd: Assistd, method: string, path: string, token?: string, body?: object) {
  const response = await fetch(assistd.origin + path, {
    method,
    headers: {
      Authorization: `Bearer ${token ?? (await assistd.token())}`,
      ...(body && { 'Content-Type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

interface Partner {
  readonly id: string;
  readonly displayName: string;
  readonly onboardingStatus: string;
}

async function listed(assistd: Assistd, caller: Parameters<Assistd['token']>[0] = {}): Promise<Partner[]> {
  const { status, text } = await ask(assistd, 'GET', partners, await assistd.token(caller));
  assert.equal(status, 200, text);
  return JSON.parse(text).value;
}

/** How much longer something takes just now than the processor time that it needs: 1 where nothing is beside it. */
function howBusy(): number {
  const [at, began] = [performance.now(), process.cpuUsage()];
  for (;;) {
    const { user, system } = process.cpuUsage(began);
    const usedMs = (user + system) / 1000;
    if (usedMs >= 10) return Math.max(1, (performance.now() - at) / usedMs);
  }
}
