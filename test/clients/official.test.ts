import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { proxied } from '../../src/cli/dev/client-environment.ts';
import { automationClient, commandLineClient, startWorld } from '../harness/world.ts';
import type { Told } from './scenario.ts';

const run = promisify(execFile);
const adele = { clientId: commandLineClient, username: 'adele@contoso.example' };

/** Every official client of JavaScript, with the sign-in that the version and the permissions let through. */
const clients = [
  { script: 'graph-js', version: 'v1.0', person: adele, permissions: 'documented' },
  { script: 'graph-js', version: 'beta', permissions: 'documented' },
  { script: 'kiota-v1', version: 'v1.0', permissions: 'current' },
  { script: 'kiota-beta', version: 'beta', person: adele, permissions: 'documented' },
  // Both go to the hosts of Graph and Entra, and know of assistd by their proxy alone.
  { script: 'graph-js', version: 'beta', person: adele, permissions: 'documented', asGraph: true },
  { script: 'kiota-v1', version: 'v1.0', permissions: 'current', asGraph: true },
] as const;

const unset = '0001-01-01T00:00:00';
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('official clients judge', { concurrency: 2 }, () => {
  for (const { script, version, permissions, ...who } of clients) {
    const asGraph = 'asGraph' in who;
    const person = 'person' in who ? who.person : undefined;
    test(`${script} ${asGraph ? 'with hard-coded hosts ' : ''}does everything on ${version}, as ${person ? 'a person who signs in with a device code' : 'an application with a secret'}`, async () => {
      await using world = await startWorld({ settings: { permissions }, asGraph });
      const { service, issuer, bundleFile = '', sandbox, faults, contoso } = world;
      const secret = issuer.directory.clients.find(({ clientId }) => clientId === automationClient)?.secret ?? '';
      const told: Told = {
        origin: asGraph ? 'https://graph.microsoft.com' : (service.tlsOrigin ?? ''),
        authorityHost: issuer.authorityHost,
        tenant: contoso,
        version,
        ...(person && { person }),
        application: { clientId: automationClient, secret },
        readerToken: await world.token({ userPrincipalName: 'grady@contoso.example' }),
      };
      const tooMany = { status: 429, retryAfterSeconds: 1 };
      faults.add(
        { operation: 'remoteAssistancePartners.update', ...tooMany },
        { path: '*/throttled', times: 9, ...tooMany },
      );
      const toldFile = join(bundleFile, '..', 'told.json');
      writeFileSync(toldFile, JSON.stringify(told));
      const { stdout } = await run(process.execPath, [join(import.meta.dirname, `${script}.ts`), toldFile], {
        env: { PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: bundleFile, ...(asGraph && proxied(service.origin)) },
      });
      const seen = JSON.parse(stdout);

      assert.match(seen.first.id, guid);
      assert.equal(seen.first.displayName, 'Zebra');
      assert.equal(seen.first.onboardingStatus, 'notOnboarded');
      assert.ok(seen.first.lastConnectionDateTime.startsWith(unset), seen.first.lastConnectionDateTime);
      assert.deepEqual(seen.names.toSorted(), ['Apple', "O'Brien & Søn+1", 'TeamViewer', 'Zebra']);
      assert.deepEqual(seen.found, ["O'Brien & Søn+1"]);
      assert.deepEqual(seen.ordered, ['Zebra', 'TeamViewer', "O'Brien & Søn+1", 'Apple']);
      assert.deepEqual(seen.selected, ['Zebra']);
      assert.equal(seen.count, 4);
      assert.deepEqual(seen.walked, seen.names);
      assert.equal(seen.updated.displayName, 'Help desk');

      assert.equal(seen.begun, null);
      assert.equal(seen.awaiting.onboardingStatus, 'onboarding');
      assert.equal(seen.page, 200);
      assert.equal(seen.connected.onboardingStatus, 'onboarded');
      assert.ok(Math.abs(Date.parse(seen.connected.lastConnectionDateTime) - world.clock.now()) < 60_000);
      assert.deepEqual([seen.disconnected, seen.again, seen.removed], [null, null, null]);
      assert.equal(seen.after.onboardingStatus, 'notOnboarded');
      await service.obligations.idle();
      assert.deepEqual(
        sandbox.grants.map(({ revokedBy }) => revokedBy),
        ['client'],
      );

      const surfaces = {
        conflict: [409, 'Conflict', /"CustomApiErrorPhrase": "Conflict"/],
        gone: [404, 'ResourceNotFound', /"_version": 3/],
        missing: [404, 'ResourceNotFound', /"_version": 3/],
        refused: [400, 'BadRequest', /^Could not find a property named 'nope'/],
        unauthenticated: [401, 'InvalidAuthenticationToken', /^IDX14100/],
        forbidden: [403, 'Forbidden', /DeviceManagementServiceConfig\.ReadWrite\.All/],
        throttled: [429, 'TooManyRequests', /^Please retry again later\.$/],
      } as const;
      for (const [name, [status, code, message]] of Object.entries(surfaces)) {
        const { requestId, ...surfaced } = seen[name];
        assert.deepEqual([surfaced.status, surfaced.code], [status, code], name);
        assert.match(surfaced.message, message);
        assert.match(requestId, guid, `${name} has a request id`);
      }
      assert.equal(seen.readable, 1);
    });
  }
});
