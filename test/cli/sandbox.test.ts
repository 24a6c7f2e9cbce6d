import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startOutside } from '../harness/outside.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { serveHere } from '../harness/serve-here.ts';
import { createProgram } from './program.ts';

test('a sandbox of its own is a TeamViewer that a service is rehearsed with, and goes on where it was stopped', async () => {
  await using outside = await startOutside();
  using program = createProgram('http://localhost:1');
  const words = ['sandbox', '--port', '0', '--folder', 'kept', '--public-origin', outside.settings.publicOrigin];
  const rehearse = async (work: (connectors: object[], origin: string) => Promise<void>) => {
    let working: Promise<void> | undefined;
    const { code } = await program.runWith(
      {
        onStdout: (text, stop) => {
          const [, list] = /"connectors": (\[.*\])\n/.exec(text) ?? [];
          if (list === undefined) return;
          const connectors = JSON.parse(list) as { apiBase: string }[];
          working ??= work(connectors, connectors[0]?.apiBase ?? '').finally(stop);
        },
      },
      ...words,
    );
    await working;
    assert.notEqual(working, undefined);
    assert.equal(code, 0);
  };
  const grantsOf = async (origin: string) =>
    ((await (await fetch(`${origin}/sandbox/grants`)).json()) as { grants: object[] }).grants;

  await rehearse(async (connectors, origin) => {
    await using service = await serveHere(outside, { connectors: connectors as never });
    const partners = partnerClient(service.origin, await outside.token());
    await partners.connect(await partners.create('TeamViewer'));
    assert.equal((await grantsOf(origin)).length, 1);
  });
  await rehearse(async (connectors, origin) => {
    assert.equal((await grantsOf(origin)).length, 1, 'it knows the grant that it gave');
    assert.equal(connectors.length, 1);
  });
});
