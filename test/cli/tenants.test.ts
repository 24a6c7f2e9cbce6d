import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '../../src/core/id.ts';
import { startOutside } from '../harness/outside.ts';
import { serveHere } from '../harness/serve-here.ts';
import { createProgram } from './program.ts';

test('an organisation that no issuer may speak for is added, and what its people lack is said', async () => {
  await using outside = await startOutside();
  await using service = await serveHere(outside, { operatorTenant: outside.tenantId });
  using program = createProgram(service.origin, { ASSISTD_TOKEN: await outside.token() });
  const tenantId = newId();
  const added = await program.run('tenants', 'add', tenantId, '--name', 'Northwind', '-o', 'json');
  assert.equal(added.code, 0, added.stderr);
  assert.deepEqual(JSON.parse(added.stdout).trustedIssuers, []);
  assert.match(added.stderr, new RegExp(`No issuer may speak for ${tenantId}.*setting issuers.*restart`));

  const shown = await program.run('tenants', 'show', 'northWIND', '-o', 'json');
  assert.deepEqual([shown.code, JSON.parse(shown.stdout).id], [0, tenantId]);
  assert.match(shown.stderr, /No issuer may speak for/);

  const own = await program.run('tenants', 'show', outside.tenantId, '-o', 'json');
  assert.deepEqual(
    JSON.parse(own.stdout).trustedIssuers,
    outside.issuer.issuers().map(({ issuer }) => issuer.replace('{tenantid}', outside.tenantId)),
  );
  assert.equal(own.stderr, '');
});
