import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { TurnableClock } from '../../src/core/clock.ts';
import { Secret } from '../../src/core/secret.ts';
import { teamviewer } from '../../src/partner/teamviewer/teamviewer.ts';
import { grantOf } from '../../src/partner/teamviewer/tokens.ts';
import { silent } from '../harness/databases.ts';

test('a list whose pages never end is given up before it fills the memory', async () => {
  let pages = 0;
  const server = createServer((_, response) => {
    pages += 1;
    const page = { sessions: [], records: [], next_offset: `page ${pages}`, padding: 'x'.repeat(2 ** 21) };
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(page));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const apiBase = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const connector = teamviewer({
      name: 'TeamViewer',
      apiBase,
      authorizeUrl: apiBase,
      clientId: 'client',
      clientSecret: new Secret('secret'),
      clock: new TurnableClock(),
      log: silent,
    });
    const { grant } = grantOf({ accessToken: new Secret('token') });
    const goesOn = { reason: 'broken', message: /the list goes on after/ };
    await assert.rejects(connector.openSessions(grant, { tenantId: 't', grantId: 'g' }), goesOn);
    await assert.rejects(connector.connections(grant, 's12-345-678'), goesOn);
    assert.ok(pages < 80, `${pages} pages`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
