import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TurnableClock } from '../../src/core/clock.ts';
import { Failure } from '../../src/core/failure.ts';
import { refuseIssuedBefore } from '../../src/identity/issued-before.ts';
import { createTokens } from '../../src/identity/token.ts';
import { silent } from '../harness/databases.ts';
import { settingsOf, sign, TestIssuer } from './test-issuer.ts';

test('a token that was issued before its caller was revoked is refused, in the same second and without iat as well', async () => {
  const clock = new TurnableClock();
  await using issuer = await TestIssuer.start();
  const key = await issuer.publishNew('ES256', 'first');
  using tokens = createTokens({ issuers: [settingsOf(issuer)], clock, log: silent });
  const seconds = Math.floor(clock.now() / 1000);
  const revokedAt = seconds * 1000 + 400;
  const refused = async (iat: number | undefined) => {
    const caller = await tokens.authenticate(`Bearer ${await sign(issuer, key, clock, { iat })}`);
    refuseIssuedBefore(caller, undefined);
    try {
      refuseIssuedBefore(caller, revokedAt);
      return false;
    } catch (error) {
      return error instanceof Failure && error.kind === 'tokenInvalid' && error.internal;
    }
  };
  assert.match(String(await refused(seconds - 1)), /were revoked .*: issued /);
  assert.match(String(await refused(seconds)), /were revoked/);
  assert.match(String(await refused(undefined)), /does not say when/);
  clock.turn(1000);
  assert.equal(await refused(seconds + 1), false);
});

test('a token that was issued before its caller was revoked is refused also where the clock of its issuer is ahead', async () => {
  const clock = new TurnableClock();
  await using issuer = await TestIssuer.start();
  const key = await issuer.publishNew('ES256', 'first');
  using tokens = createTokens({ issuers: [settingsOf(issuer)], clock, log: silent });
  const issued = async () => `Bearer ${await sign(issuer, key, clock, { iat: Math.floor(clock.now() / 1000) + 40 })}`;
  await tokens.authenticate(await issued());
  clock.turn(5000);
  const kept = await issued();
  clock.turn(5000);
  const revokedAt = clock.now();
  clock.turn(5000);
  const caller = await tokens.authenticate(kept);
  assert.throws(() => refuseIssuedBefore(caller, revokedAt), Failure);
  refuseIssuedBefore(await tokens.authenticate(await issued()), revokedAt);
});
