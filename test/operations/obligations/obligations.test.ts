import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEveryWorld } from '../../harness/every-world.ts';
import { until, type World } from '../../harness/world.ts';
import { errorOf, serviceErrorOf } from '../service-error.ts';

const path = '/assist/obligations';

interface Shown {
  readonly id: string;
  readonly kind: string;
  readonly partnerDisplayName: string | null;
  readonly deviceName: string | null;
  readonly status: string;
  readonly attempts: number;
  readonly lastFailure: string | null;
  readonly nextAttemptDateTime: string | null;
  readonly reportedDateTime: string | null;
  readonly completedDateTime: string | null;
  readonly steps: readonly {
    readonly name: string;
    readonly completedDateTime: string;
    readonly detail: string | null;
    readonly answer: string | null;
  }[];
}

onEveryWorld('obligations', (world) => {
  const find = async ({ send }: World, filter: string): Promise<Shown[]> =>
    (await send('GET', `${path}?$filter=${encodeURIComponent(filter)}`)).json.value;

  const retirement = (id: string) =>
    until('the obligation', async () => (await find(world(), `id eq '${id}'`))[0]) as Promise<Shown>;

  const disconnected = async (): Promise<string> => {
    const { send, partnerId, connect } = world();
    const partner = await partnerId();
    await connect(partner);
    await send('POST', `/v1.0/deviceManagement/remoteAssistancePartners/${partner}/disconnect`);
    const [open] = await find(world(), "kind eq 'grant.retire' and status ne 'completed'");
    assert.ok(open);
    return open.id;
  };

  test('a disconnect that the partner does not confirm is seen failing, then reported, is tried on request, and ends with its steps', async () => {
    const { send, sandbox, clock, service } = world();
    sandbox.faults.add({ kind: 'error', path: '*/revoke' });
    const id = await disconnected();
    const failing = await until('a failure', async () => {
      const shown = await retirement(id);
      return shown.status === 'failing' && shown;
    });
    assert.match(failing.lastFailure ?? '', /OAuth2\/revoke.*500/);
    assert.ok(failing.nextAttemptDateTime);
    assert.deepEqual([failing.partnerDisplayName, failing.deviceName], ['TeamViewer', null]);
    const named = await find(world(), "partnerDisplayName eq 'TeamViewer' and deviceName eq null");
    assert.ok(named.some((each) => each.id === id));
    assert.deepEqual(
      failing.steps.map(({ name, detail }) => [name, detail]),
      [
        ['newSessionsStopped', null],
        ['closeSessions', '0 closed'],
      ],
    );

    clock.turn(8 * 24 * 60 * 60 * 1000);
    const reported = await until('the report', async () => {
      const shown = await retirement(id);
      return shown.status === 'reported' && shown;
    });
    assert.ok(reported.reportedDateTime);
    assert.ok(reported.attempts > failing.attempts);

    sandbox.faults.clear();
    assert.equal((await send('POST', `${path}/${id}/retry`)).status, 200);
    const completed = await until('the end', async () => {
      const shown = await retirement(id);
      return shown.status === 'completed' && shown;
    });
    assert.equal(completed.nextAttemptDateTime, null);
    assert.ok(completed.completedDateTime);
    assert.deepEqual(
      completed.steps.map(({ name }) => name),
      ['newSessionsStopped', 'closeSessions', 'revoke', 'refusedWhenAskedAgain', 'keyDestroyed'],
    );
    const answers = completed.steps.flatMap(({ name, answer }) => (answer ? [`${name}: ${answer}`] : []));
    assert.match(answers.join(), /^revoke: .*answered 204,refusedWhenAskedAgain: .*answered 400 \(invalid_grant/);
    assert.ok(completed.steps.every(({ completedDateTime }) => Date.parse(completedDateTime) <= clock.now()));
    const trail = await send('GET', "/v1.0/deviceManagement/auditEvents?$filter=category eq 'Service'");
    assert.deepEqual(
      trail.json.value.map((event: { activityType: string }) => event.activityType),
      ['Retry Obligation', 'ReportOverdue Obligation'],
    );
    await service.obligations.idle();
  });

  test('what is over can not be tried again, and says so', async () => {
    const { send } = world();
    for (const status of ['completed', 'cancelled']) {
      const [over] = await find(world(), `status eq '${status}'`);
      assert.ok(over, status);
      const refused = serviceErrorOf(await send('POST', `${path}/${over.id}/retry`), 409, 'Conflict');
      assert.match(JSON.stringify(refused), new RegExp(`The obligation is ${status}`));
    }
  });

  test('a list is filtered and ordered by what it shows, newest first unless told', async () => {
    const { send } = world();
    const { json } = await send('GET', path);
    const all: (Shown & { createdDateTime: string })[] = json.value;
    assert.ok(all.length >= 3);
    const times = all.map(({ createdDateTime }) => Date.parse(createdDateTime));
    assert.deepEqual(
      times,
      times.toSorted((one, other) => other - one),
    );
    const done = await find(world(), "status eq 'completed' and nextAttemptDateTime eq null");
    assert.deepEqual(
      done.map(({ id }) => id),
      all.filter(({ status }) => status === 'completed').map(({ id }) => id),
    );
    const ordered = await send('GET', `${path}?$orderby=status&$select=status&$top=1000`);
    const order = ['pending', 'running', 'failing', 'reported', 'completed', 'cancelled'];
    const ranks = ordered.json.value.map(({ status }: Shown) => order.indexOf(status));
    assert.deepEqual(ranks, [...ranks].sort());
    for (const each of all) {
      const { '@odata.context': _, ...one } = (await send('GET', `${path}/${each.id}`)).json;
      assert.deepEqual(one, each);
    }
    assert.match(
      errorOf(await send('GET', `${path}?$filter=status eq 'broken'`), 400, 'BadRequest').message,
      /cancelled/,
    );
  });

  test("another tenant's obligation does not exist, and is not tried", async () => {
    const { send, token, fabrikam } = world();
    const own = { token: await token({ tenant: fabrikam }) };
    const [some] = (await send('GET', path)).json.value;
    serviceErrorOf(await send('GET', `${path}/${some.id}`, own), 404, 'ResourceNotFound');
    serviceErrorOf(await send('POST', `${path}/${some.id}/retry`, own), 404, 'ResourceNotFound');
    assert.deepEqual((await send('GET', path, own)).json.value, []);
  });

  test('reading takes Assist.Read.All, trying again Assist.Operate.All', async () => {
    const { send, token } = world();
    const [some] = await find(world(), "status eq 'completed'");
    assert.ok(some);
    for (const [permission, read, retry] of [
      ['Assist.Read.All', 200, 403],
      ['Assist.Operate.All', 200, 409],
      ['DeviceManagementServiceConfig.ReadWrite.All', 403, 403],
    ] as const) {
      const own = { token: await token({ permissions: [permission] }) };
      assert.equal((await send('GET', path, own)).status, read);
      assert.equal((await send('GET', `${path}/${some.id}`, own)).status, read);
      assert.equal((await send('POST', `${path}/${some.id}/retry`, own)).status, retry);
    }
  });
});
