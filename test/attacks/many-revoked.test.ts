import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findRevokedCallers, listRevokedCallers, putRevokedCaller } from '../../src/store/table/revoked-callers.ts';
import { onEveryWorld } from '../harness/every-world.ts';
import { automationClient } from '../harness/world.ts';
import { errorOf } from '../operations/service-error.ts';

onEveryWorld('very many callers whose tokens are revoked', (world) => {
  test('are not read together, each second, which would hold everybody up; who is one of them is refused all the same', async () => {
    const { send, token, applicationToken, service, contoso, clock } = world();
    const oid = 'ade1e000-0000-4000-8000-00000000abcd';
    const leaver = await token({ claims: { oid } });
    const program = await applicationToken();
    const ask = (bearer: string) => send('GET', '/beta/deviceManagement', { token: bearer });
    await service.database.write(contoso, async (tx) => {
      for (let number = 0; number < 1500; number++) {
        await putRevokedCaller(tx, { id: `somebody-${number}`, revokedBy: null, reason: null, ticket: null });
      }
    });
    assert.equal(await service.database.read(contoso, listRevokedCallers), undefined);
    const ids = { subject: 'somebody-7', application: 'nobody' };
    assert.deepEqual(
      [...(await service.database.read(contoso, (db) => findRevokedCallers(db, ids))).keys()],
      ['somebody-7'],
    );
    clock.turn(2000);
    assert.equal((await ask(leaver)).status, 200);
    assert.equal((await send('POST', `/assist/callers/${oid}/revoke`)).status, 204);
    errorOf(await ask(leaver), 401, 'InvalidAuthenticationToken');
    assert.equal((await ask(program)).status, 200);
    assert.equal((await send('POST', `/assist/callers/${automationClient}/revoke`)).status, 204);
    errorOf(await ask(program), 401, 'InvalidAuthenticationToken');
    clock.turn(2000);
    errorOf(await ask(leaver), 401, 'InvalidAuthenticationToken');
    assert.equal((await ask(await token({ claims: { oid } }))).status, 200);
  });
});
