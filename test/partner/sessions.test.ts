import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failure, keyOf, newGrant, newSession, outcomes, type Partnership, startPartnership } from './fixture.ts';

const hour = 3_600_000;

function open(
  partnership: Partnership,
  accessToken: Parameters<Partnership['connector']['ping']>[0],
  correlation: string,
) {
  const endCustomer = { name: 'Ada', email: 'ada@contoso.example' };
  return partnership.connector.openSession(
    accessToken,
    newSession(correlation, partnership.clock.now() + hour, { endCustomer }),
  );
}

test('an opened session carries our correlation, validity and description, and two different links', async () => {
  await using partnership = await startPartnership();
  const { connector, sandbox, clock } = partnership;
  const { accessToken } = await newGrant(connector);
  const session = await open(partnership, accessToken, 't1/s1');
  assert.equal(session.state, 'open');
  assert.equal(sandbox.sessions[0]?.custom_api, 'assistd/t1/g/s1');
  assert.ok(Math.abs((session.validUntil ?? 0) - clock.now() - hour) < 10_000);
  assert.equal(session.supporterLink, `${sandbox.origin}/supporter/${session.ref}`);
  assert.equal(session.endCustomerLink, `${sandbox.origin}/customer/${session.ref}`);
  assert.deepEqual(await connector.session(accessToken, session.ref), session);
  assert.deepEqual(sandbox.sessions[0]?.end_customer, { name: 'Ada', email: 'ada@contoso.example' });
  assert.equal(sandbox.sessions[0]?.description, 'Laptop of Ada');
});

test('a description longer than the partner takes is cut instead of losing the session', async () => {
  await using partnership = await startPartnership();
  const { connector, sandbox, clock } = partnership;
  const { accessToken } = await newGrant(connector);
  const description = 'x'.repeat(5000);
  await connector.openSession(accessToken, newSession('t/c', clock.now() + hour, { description }));
  assert.equal(sandbox.sessions[0]?.description.length, 4000);
});

test('a session that the partner does not have is undefined, and closing it resolves', async () => {
  await using partnership = await startPartnership();
  const { connector } = partnership;
  const { accessToken } = await newGrant(connector);
  assert.equal(await connector.session(accessToken, 's00-000-000'), undefined);
  await connector.closeSession(accessToken, 's00-000-000');
});

test('closing closes at the partner, and closing again resolves', async () => {
  await using partnership = await startPartnership();
  const { connector, sandbox } = partnership;
  const { accessToken } = await newGrant(connector);
  const { ref: code } = await open(partnership, accessToken, 't/c');
  await connector.closeSession(accessToken, code);
  assert.equal(sandbox.sessions[0]?.state, 'Closed');
  assert.equal((await connector.session(accessToken, code))?.state, 'closed');
  await connector.closeSession(accessToken, code);
});

test('a close that was answered and not done is no close, and neither is a page of somebody on the way', async () => {
  await using partnership = await startPartnership();
  const { connector, sandbox } = partnership;
  const { accessToken } = await newGrant(connector);
  const { ref } = await open(partnership, accessToken, 't/c');
  sandbox.faults.add({ kind: 'answer', method: 'PUT', status: 204, times: 1 });
  const kept = await failure(connector.closeSession(accessToken, ref), 'broken');
  assert.match(kept.message, /answered 204, and the session is open still/);
  sandbox.faults.add({ kind: 'answer', status: 404, contentType: 'text/html', body: '<h1>Not found</h1>', times: 2 });
  await failure(connector.closeSession(accessToken, ref), 'broken');
  await failure(connector.session(accessToken, ref), 'broken');
  assert.match(await connector.closeSession(accessToken, ref), /answered 204/);
});

test('a refused close counts as done only when the session is closed', async () => {
  await using partnership = await startPartnership();
  const { connector, sandbox } = partnership;
  const { accessToken } = await newGrant(connector);
  const { ref: code } = await open(partnership, accessToken, 't/c');
  const refusal = { kind: 'answer', method: 'PUT', status: 409, body: '{"error":"conflict"}' } as const;
  sandbox.faults.add(refusal);
  const error = await failure(connector.closeSession(accessToken, code), 'refused');
  assert.equal(error.status, 409);
  sandbox.faults.clear();
  await connector.closeSession(accessToken, code);
  sandbox.faults.add(refusal);
  await connector.closeSession(accessToken, code);
});

for (const listIncludesCustomApi of [true, false]) {
  test(`open sessions are found by prefix over all pages, ${listIncludesCustomApi ? 'with' : 'without'} custom_api in the list`, async () => {
    await using partnership = await startPartnership({ sandbox: { listIncludesCustomApi, pageSize: 2 } });
    const { connector, sandbox } = partnership;
    const { accessToken } = await newGrant(connector);
    const other = await newGrant(connector, 'somebody@fabrikam.example');
    for (const correlation of ['t1/a', 't2/b', 't1/c', 't1/d', 't3/', 't1/e'])
      await open(partnership, accessToken, correlation);
    await open(partnership, other.accessToken, 't1/foreign');
    const closed = sandbox.sessions.find((session) => session.custom_api === 'assistd/t1/g/d');
    await connector.closeSession(accessToken, closed?.code ?? '');
    const found = await connector.openSessions(accessToken, { tenantId: 't1', grantId: 'g' });
    const keyOf = new Map(sandbox.sessions.map(({ code, custom_api }) => [code, custom_api]));
    const keys = found.map((session) => keyOf.get(session.ref)).sort();
    assert.deepEqual(keys, ['assistd/t1/g/a', 'assistd/t1/g/c', 'assistd/t1/g/e']);
    assert.equal(outcomes(sandbox, '/api/v1/sessions').length, 7 + 3);
  });
}

test('a list that holds closed sessions too gives the open ones', async () => {
  await using partnership = await startPartnership();
  const { connector, sandbox } = partnership;
  const { accessToken } = await newGrant(connector);
  const sessions = ['Open', 'Closed', 'closed', 'Pending'].map((state) => ({
    code: state,
    state,
    custom_api: 'assistd/t/g/c',
  }));
  sandbox.faults.add({ kind: 'answer', path: '*/sessions', body: JSON.stringify({ sessions }) });
  const found = await connector.openSessions(accessToken, keyOf('t/c'));
  assert.deepEqual(
    found.map((session) => session.ref),
    ['Open', 'Pending'],
  );
});

test('opening is sent once; after a lost answer the session is found by its correlation', async () => {
  await using partnership = await startPartnership();
  const { connector, sandbox } = partnership;
  const { accessToken } = await newGrant(connector);
  sandbox.faults.add({ kind: 'lost', path: '/api/v1/sessions', method: 'POST' });
  await failure(open(partnership, accessToken, 't1/lost'), 'unreachable');
  assert.equal(sandbox.sessions.length, 1);
  const [found] = await connector.openSessions(accessToken, keyOf('t1/lost'));
  assert.equal(found?.ref, sandbox.sessions[0]?.code);
});

test('a session past its validity is closed', async () => {
  await using partnership = await startPartnership();
  const { connector, clock } = partnership;
  const { accessToken } = await newGrant(connector);
  const { ref: code } = await open(partnership, accessToken, 't/c');
  clock.turn(hour);
  assert.equal((await connector.session(accessToken, code))?.state, 'closed');
  assert.deepEqual(await connector.openSessions(accessToken, keyOf('t/c')), []);
});

test('connections tell who helped from when to when, over all pages, of this session alone', async () => {
  await using partnership = await startPartnership({ sandbox: { pageSize: 2 } });
  const { connector, sandbox } = partnership;
  const { accessToken } = await newGrant(connector);
  const { ref: code } = await open(partnership, accessToken, 'a');
  const other = await open(partnership, accessToken, 'b');
  for (const supporter of ['Grace', 'Edsger', 'Barbara']) sandbox.connect(code, supporter, 10);
  sandbox.connect(other.ref, 'Tony', 5);
  const connections = await connector.connections(accessToken, code);
  assert.deepEqual(
    connections.map((connection) => connection.supporter),
    ['Barbara', 'Edsger', 'Grace'],
  );
  for (const { startedAt, endedAt, device } of connections) {
    assert.equal((endedAt ?? 0) - startedAt, 10 * 60_000);
    assert.equal(device, 'Ada');
  }
});

test('a report of another session is not taken for this one, however the code is written', async () => {
  await using partnership = await startPartnership();
  const { connector, sandbox } = partnership;
  const { accessToken } = await newGrant(connector);
  const record = { id: '1', start_date: '2026-11-21T10:00:00Z', end_date: null, username: 'Grace' };
  const records = [
    { ...record, session_code: '12345678' },
    { ...record, session_code: 's99-999-999' },
  ];
  sandbox.faults.add({ kind: 'answer', path: '*/connections', body: JSON.stringify({ records }) });
  assert.deepEqual(await connector.connections(accessToken, 's12-345-678'), [
    { id: '1', supporter: 'Grace', startedAt: Date.parse('2026-11-21T10:00:00Z') },
  ]);
});

test('nobody can connect in a closed session', async () => {
  await using partnership = await startPartnership();
  const { connector, sandbox } = partnership;
  const { accessToken } = await newGrant(connector);
  const { ref: code } = await open(partnership, accessToken, 't/c');
  await connector.closeSession(accessToken, code);
  assert.throws(() => sandbox.connect(code, 'Grace', 1), RangeError);
});

test('the account is the one that consented', async () => {
  await using partnership = await startPartnership();
  const { connector } = partnership;
  const { accessToken } = await newGrant(connector, 'helpdesk@contoso.example');
  const account = await connector.account(accessToken);
  assert.match(account.id, /^u\d+$/);
  assert.equal(account.email, 'helpdesk@contoso.example');
});

test('paging that leads in a circle ends as broken', async () => {
  await using partnership = await startPartnership();
  const { connector, sandbox } = partnership;
  const { accessToken } = await newGrant(connector);
  sandbox.faults.add({ kind: 'answer', path: '*/sessions', body: '{"sessions":[],"next_offset":"again"}' });
  await failure(connector.openSessions(accessToken, keyOf('t/c')), 'broken');
});

test('answers with wrong types are broken, and of a session that has a code what is not as promised is left out', async () => {
  await using partnership = await startPartnership({ connector: { breaker: { failures: 100 } } });
  const { connector, sandbox } = partnership;
  const { accessToken } = await newGrant(connector);
  const bodies: unknown[] = [{}, { code: 7 }, [{ code: 'c' }]];
  for (const left of [
    { valid_until: 'tomorrow' },
    { valid_until: 7 },
    { state: {}, closed_at: 'now' },
    { supporter_link: 'javascript:alert(1)' },
    { end_customer_link: 'http://evil.example/s1' },
    { end_customer_link: 'not a link' },
    { end_customer_link: 7 },
  ]) {
    sandbox.faults.add({ kind: 'answer', body: JSON.stringify({ code: 'c', ...left }), times: 1 });
    assert.deepEqual(await connector.session(accessToken, 't/c'), { ref: 'c', state: 'open' });
  }
  for (const body of bodies) {
    sandbox.faults.add({ kind: 'answer', body: JSON.stringify(body), times: 1 });
    await failure(connector.session(accessToken, 't/c'), 'broken');
  }
  for (const body of [
    { sessions: {} },
    { sessions: [7] },
    { sessions: [{}] },
    { sessions: [{ code: 'c', custom_api: {} }] },
  ]) {
    sandbox.faults.add({ kind: 'answer', body: JSON.stringify(body), times: 1 });
    await failure(connector.openSessions(accessToken, keyOf('t/c')), 'broken');
  }
  for (const body of [{ token_valid: 'yes' }, {}]) {
    sandbox.faults.add({ kind: 'answer', body: JSON.stringify(body), times: 1 });
    await failure(connector.ping(accessToken), 'broken');
  }
});

test('a state that is a number counts as open until the partner says when it was closed', async () => {
  await using partnership = await startPartnership();
  const { connector, sandbox } = partnership;
  const { accessToken } = await newGrant(connector);
  for (const [closed_at, state] of [
    [null, 'open'],
    ['2026-11-21T10:00:00Z', 'closed'],
  ]) {
    sandbox.faults.add({ kind: 'answer', body: JSON.stringify({ code: 'c', state: 3, closed_at }), times: 1 });
    assert.equal((await connector.session(accessToken, 't/c'))?.state, state);
  }
});
