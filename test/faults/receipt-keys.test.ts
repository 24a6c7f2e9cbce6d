import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeProtectedHeader, type JSONWebKeySet } from 'jose';
import { verifyReceipt } from '../../src/receipt/verify-receipt.ts';
import type { Service } from '../../src/service.ts';
import { listReceiptKeys, receiptKeyOwner } from '../../src/store/table/receipt-keys.ts';
import { newKey, startOutside } from '../harness/outside.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { serveHere } from '../harness/serve-here.ts';
import { waitFor } from '../harness/wait-for.ts';

test('with the master key the key of receipts changes, and what it signed before verifies on', async () => {
  await using outside = await startOutside();
  const token = await outside.token();
  const [first] = outside.settings.masterKeys as { id: string; key: string }[];
  assert.ok(first);
  const second = { id: 'second', key: newKey() };
  const get = async (service: Service, path: string) =>
    (await (await fetch(service.origin + path, { headers: { Authorization: `Bearer ${token}` } })).json()) as {
      value: string & { id: string }[];
    };
  const receipt = async (service: Service) => {
    const { value } = await get(service, '/assist/disconnects?$top=1');
    return (await get(service, `/assist/disconnects/${value[0]?.id}/receipt()`)).value as string;
  };
  const keysOf = async (service: Service) =>
    (await (await fetch(`${service.origin}/.well-known/jwks.json`)).json()) as JSONWebKeySet;
  const kidOf = (jws: string) => decodeProtectedHeader(jws).kid;

  const signed: string[] = [];
  {
    await using service = await serveHere(outside);
    const client = partnerClient(service.origin, token);
    const id = await client.create('partner');
    await client.connect(id);
    assert.equal(await client.disconnect(id), 204);
    await service.obligations.idle();
    signed.push(await receipt(service), await receipt(service));
    assert.equal(kidOf(signed[0] ?? ''), kidOf(signed[1] ?? ''));
  }
  {
    await using service = await serveHere(outside, { masterKeys: [second, first] });
    await waitFor('a key under the new master key', async () => (await keysOf(service)).keys.length === 2);
    signed.push(await receipt(service));
    assert.notEqual(kidOf(signed[2] ?? ''), kidOf(signed[0] ?? ''));
  }
  {
    await using service = await serveHere(outside, { masterKeys: [second] });
    signed.push(await receipt(service));
    assert.equal(kidOf(signed[3] ?? ''), kidOf(signed[2] ?? ''));
    const keys = await keysOf(service);
    for (const jws of signed) assert.equal((await verifyReceipt(jws, keys)).kind, 'genuine');
    // The private half of the former key is gone, whatever master key somebody still has.
    const rows = await service.database.read(receiptKeyOwner, listReceiptKeys);
    assert.deepEqual(
      rows.map(({ sealed_private, wrapped_key }) => sealed_private === null && wrapped_key === null),
      [false, true],
    );
  }
  // Who has lost every master key still signs, with a key that is new.
  await using service = await serveHere(outside, { masterKeys: [{ id: 'third', key: newKey() }] });
  const keys = await waitFor('a key under the third master key', async () => {
    const set = await keysOf(service);
    return set.keys.length === 3 ? set : undefined;
  });
  assert.equal((await verifyReceipt(await receipt(service), keys)).kind, 'genuine');
  assert.equal((await verifyReceipt(signed[0] ?? '', keys)).kind, 'genuine');
});

test('a private key is nowhere in the database but sealed', async () => {
  await using outside = await startOutside();
  await using service = await serveHere(outside);
  const { keys } = (await (await fetch(`${service.origin}/.well-known/jwks.json`)).json()) as JSONWebKeySet;
  const rows = await service.database.read(receiptKeyOwner, listReceiptKeys);
  assert.equal(rows.length, 1);
  assert.ok(keys.every((key) => !('d' in key)));
  assert.doesNotMatch(JSON.stringify(rows), /"d\\?":/);
});
