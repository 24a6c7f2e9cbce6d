import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { Person } from '../harness/consent.ts';
import { onEveryDatabase, postgres, sqliteInFolder } from '../harness/databases.ts';
import { startOutside } from '../harness/outside.ts';
import { serveHere } from '../harness/serve-here.ts';
import { waitFor } from '../harness/wait-for.ts';
import { MadeUpPartner } from '../partner/made-up.ts';

const partners = '/beta/deviceManagement/remoteAssistancePartners';
const devices = '/beta/deviceManagement/managedDevices';

onEveryDatabase(
  'what a device says of itself at a partner',
  (kind) => {
    test('is cut to what a device may have here, and keeps no other device away', async () => {
      await using database = await kind.create();
      await using outside = await startOutside();
      const madeUp = new MadeUpPartner();
      // More than an index of PostgreSQL takes, and what it cannot keep at all.
      const long = randomBytes(6000).toString('base64');
      madeUp.devices = [
        { id: 'd1', name: 'first', serialNumber: 'S-1', online: true },
        { id: 'd2', name: long, serialNumber: long, model: long, online: true },
        { id: 'd3', name: 'nul\u0000', serialNumber: '\u0000\u0000', manufacturer: 'half \ud83d', online: true },
        { id: `d${long}`, name: 'of no id that can be kept', online: true },
        { id: 'd4', name: 'last', serialNumber: 'S-4', online: true },
      ];
      const settings = { throttling: 'off', database: database.database } as const;
      await using service = await serveHere(outside, settings, { connectors: [madeUp.connector()] });
      const send = async (method: string, path: string, body?: object) => {
        const headers = { Authorization: `Bearer ${await outside.token()}`, 'Content-Type': 'application/json' };
        const reply = await fetch(service.origin + path, {
          method,
          headers,
          ...(body && { body: JSON.stringify(body) }),
        });
        // biome-ignore lint/suspicious/noExplicitAny: what a service answers is looked at, not typed.
        return JSON.parse((await reply.text()) || '{}') as any;
      };

      const { id } = await send('POST', partners, { displayName: 'Made Up' });
      await send('POST', `${partners}/${id}/beginOnboarding`);
      const person = new Person();
      const offers = await person.goOn((await send('GET', `${partners}/${id}`)).onboardingUrl);
      await person.ask(offers);
      madeUp.offer([...madeUp.accounts.keys()].at(-1) ?? '', { id: 'g1' });
      const form = new URLSearchParams({ offer: 'g1', answer: 'take' });
      await person.ask(offers, { method: 'POST', body: form });
      const { accountId } = await send('GET', `/assist/partners/${id}/awaitedConsent()`);
      await send('POST', `/assist/partners/${id}/confirmConsent`, { accountId });

      const listed = await waitFor(
        'its devices',
        async () => {
          await service.obligations.idle();
          const { value } = await send('GET', `${devices}?$orderby=enrolledDateTime`);
          return value.length > 0 && (value as Record<string, string>[]);
        },
        10_000,
      );
      const told = listed.map(({ deviceName, serialNumber, model, manufacturer }) => [
        deviceName,
        serialNumber,
        model,
        manufacturer,
      ]);
      const cut = long.slice(0, 256);
      assert.deepEqual(
        told.toSorted(),
        [
          ['first', 'S-1', null, null],
          ['last', 'S-4', null, null],
          ['nul', null, null, 'half \ufffd'],
          [cut, cut, cut, null],
        ].toSorted(),
      );
    });
  },
  [sqliteInFolder, postgres],
);
