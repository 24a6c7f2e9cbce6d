import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClientSecretCredential } from '@azure/identity';
import { HttpMethod, RequestInformation } from '@microsoft/kiota-abstractions';
import { AzureIdentityAuthenticationProvider } from '@microsoft/kiota-authentication-azure';
import { Client } from '@microsoft/microsoft-graph-client';
import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js';
import { GraphRequestAdapter } from '@microsoft/msgraph-sdk';
import {
  createManagedDeviceFromDiscriminatorValue,
  type LocateDeviceActionResult,
  type ManagedDevice,
  type WindowsDefenderScanActionResult,
} from '@microsoft/msgraph-sdk/models/index.js';
import { decodeJwt } from 'jose';
import { start } from '../../src/dev/start.ts';
import { automationClient } from '../harness/world.ts';

const secret = 'assistd-development-secret';
const scopes = ['https://graph.microsoft.com/.default'];
const partners = '/deviceManagement/remoteAssistancePartners';

test('intercept: the official client and @azure/identity run as they are, two organisations in one cache', async () => {
  await using assistd = await start({ intercept: true, settings: { permissions: 'current' } });
  const [contoso, fabrikam] = assistd.directory.tenants;
  const credential = new ClientSecretCredential(contoso?.tenantId ?? '', automationClient, secret, {
    additionallyAllowedTenants: ['*'],
  });
  const client = Client.initWithMiddleware({
    authProvider: new TokenCredentialAuthenticationProvider(credential, { scopes }),
  });
  const made = await client.api(partners).post({ displayName: 'Of the script' });
  assert.equal(made.displayName, 'Of the script');
  const page = await client.api(partners).top(1).get();
  assert.match(page['@odata.nextLink'], /^https:\/\/graph\.microsoft\.com\/v1\.0\//);
  assert.equal((await client.api(page['@odata.nextLink']).get()).value.length, 1);
  for (const tenant of [fabrikam, contoso]) {
    const { token } = await credential.getToken(scopes, { tenantId: tenant?.tenantId ?? '' });
    const claims = decodeJwt(token);
    assert.deepEqual([claims.tid, claims.iss], [tenant?.tenantId, `https://sts.windows.net/${tenant?.tenantId}/`]);
  }
  const answer = await fetch(`https://graph.microsoft.com/v1.0${partners}`);
  assert.equal(answer.status, 401);
  assert.match(
    answer.headers.get('www-authenticate') ?? '',
    /authorization_uri="https:\/\/login\.microsoftonline\.com\//,
  );
});

test('intercept: the official clients act on a device, and read what it told as the type that it is', async () => {
  await using assistd = await start({ intercept: true, settings: { permissions: 'current' } });
  const [contoso] = assistd.directory.tenants;
  const credential = new ClientSecretCredential(contoso?.tenantId ?? '', automationClient, secret);
  const client = Client.initWithMiddleware({
    authProvider: new TokenCredentialAuthenticationProvider(credential, { scopes }),
  });
  const { id } = await client
    .api('/deviceManagement/managedDevices')
    .post({ deviceName: 'Lost', operatingSystem: 'iOS' });
  const device = client.api(`/deviceManagement/managedDevices/${id}`);
  for (const [action, body] of [
    ['locateDevice', null],
    ['windowsDefenderScan', { quickScan: true }],
  ] as const) {
    await client.api(`/deviceManagement/managedDevices/${id}/${action}`).post(body);
  }
  const states = async () =>
    (await device.get()).deviceActionResults.map(({ actionState }: { actionState: string }) => actionState);
  assert.deepEqual(await states(), ['pending', 'pending']);
  assistd.clock.turn(5000);
  await assistd.settled();
  assert.deepEqual(await states(), ['done', 'done']);

  const authentication = new AzureIdentityAuthenticationProvider(credential, scopes);
  const request = new RequestInformation(
    HttpMethod.GET,
    'https://graph.microsoft.com/v1.0/deviceManagement/managedDevices/{id}',
    {
      id,
    },
  );
  const read = await new GraphRequestAdapter(authentication).send<ManagedDevice>(
    request,
    createManagedDeviceFromDiscriminatorValue,
    undefined,
  );
  const [located, scanned] = (read?.deviceActionResults ?? []) as [
    LocateDeviceActionResult,
    WindowsDefenderScanActionResult,
  ];
  assert.equal(located.deviceLocation?.latitude, 47.6396);
  assert.equal(scanned.scanType, 'quick');
});

test('intercept: one assistd of a process at a time, and none after it', async () => {
  {
    await using first = await start({ intercept: true });
    assert.ok(first.tlsOrigin);
    await assert.rejects(start({ intercept: true }), {
      name: 'RangeError',
      message: /another assistd .* intercepts already/,
    });
    assert.equal((await fetch('https://graph.microsoft.com/v1.0/')).status, 200, 'the first goes on');
  }
  await using next = await start({ intercept: true });
  assert.equal((await fetch('https://graph.microsoft.com/v1.0/')).status, 200);
  assert.equal(next.requests().length, 1, 'and comes to the second');
});

test('tls: trust: this process trusts the CA while it runs', async () => {
  let address = '';
  {
    await using assistd = await start({ tls: 'trust' });
    address = `${assistd.tlsOrigin}/v1.0/`;
    assert.equal((await fetch(address)).status, 200);
  }
  await using other = await start({ tls: true });
  await assert.rejects(fetch(`${other.tlsOrigin}/v1.0/`), (error: Error) =>
    /SELF_SIGNED|UNABLE/.test(String((error.cause as { code: string }).code)),
  );
});

test('permissions() tells the least that the requests needed, whatever became of them, by application', async () => {
  await using assistd = await start();
  const ask = async (path: string, token: string, method = 'GET') =>
    (await fetch(assistd.origin + path, { method, headers: { Authorization: `Bearer ${token}` } })).status;
  const reader = await assistd.token();
  assert.deepEqual(assistd.permissions(), { delegated: [], application: [], callers: [] });
  await ask(`/v1.0${partners}`, reader);
  assert.deepEqual(assistd.permissions().delegated, ['DeviceManagementServiceConfig.Read.All']);
  await ask(`/v1.0${partners}/none/disconnect`, reader, 'POST');
  await ask('/v1.0/deviceManagement/managedDevices', reader);
  const application = await assistd.token({
    application: true,
    permissions: ['DeviceManagementApps.Read.All', 'Assist.Read.All', 'User.Read'],
  });
  assert.equal(await ask('/beta/deviceManagement/auditEvents', application), 200);
  assert.equal(await ask('/beta/deviceManagement/managedDevices', application), 403);
  await assistd.reset();
  const { callers, ...told } = assistd.permissions();
  assert.deepEqual(told, {
    // What writes reads as well.
    delegated: ['DeviceManagementManagedDevices.Read.All', 'DeviceManagementServiceConfig.ReadWrite.All'],
    application: ['DeviceManagementApps.Read.All', 'DeviceManagementManagedDevices.Read.All'],
  });
  const own = callers.find(({ kind }) => kind === 'application');
  assert.deepEqual(own?.excess, ['Assist.Read.All']);
  assert.deepEqual(
    await (await fetch(`${assistd.origin}/_assistd/permissions`)).json(),
    JSON.parse(JSON.stringify({ ...told, callers })),
  );
});

test('a name that nothing has is refused, with the one that may have been meant', async () => {
  await using assistd = await start();
  const unchecked = assistd as unknown as Record<string, (given: object) => unknown> & {
    sandbox: { faults: { add(fault: object): void } };
  };
  const refused = async (work: () => unknown, message: RegExp) =>
    assert.rejects(
      async () => await work(),
      (error: Error) => {
        assert.match(error.message, message);
        return true;
      },
    );
  await refused(() => start({ sed: {} } as object), /^start: there is no sed; did you mean seed\?$/);
  await refused(() => unchecked.token?.({ usr: 'x' }), /there is no usr; did you mean user\?/);
  await refused(
    () => unchecked.failNext?.({ operation: 'disconnect', status: 503 }),
    /no disconnect; did you mean \w+\.disconnect\?/,
  );
  await refused(
    () => unchecked.failNext?.({ opration: 'v1.0.batch', status: 503 }),
    /no opration; did you mean operation\?/,
  );
  await refused(() => unchecked.requests?.({ tenant: 'x' }), /no tenant; did you mean tenantId\?/);
  await refused(() => unchecked.requests?.({ operation: 'managedDevice.list' }), /did you mean managedDevices\.list\?/);
  await refused(() => unchecked.sandbox.faults.add({ kind: 'dwon' }), /did you mean down\?/);
  await refused(() => unchecked.sandbox.faults.add({ kind: 'down', tims: 1 }), /did you mean times\?/);
  await refused(
    () => assistd.token({ permissions: ['DeviceManagementServiceConfig.Read.Al'] }),
    /no permission DeviceManagementServiceConfig\.Read\.Al; did you mean DeviceManagementServiceConfig\.Read\.All\?/,
  );
  await refused(
    () => assistd.seed({ tenants: [{ domain: 'a.example', user: [] }] } as never),
    /tenants\[0\]: there is no user; did you mean users\?/,
  );
  await refused(
    () =>
      assistd.seed({
        tenants: [
          { domain: 'a.example', users: [{ userPrincipalName: 'a@a.example', permissions: ['Assist.Raed.All'] }] },
        ],
      }),
    /did you mean Assist\.Read\.All\?/,
  );
  assert.ok(await assistd.token({ permissions: ['Mail.Read', 'Group.ReadWrite.All'] }), 'Graph has others');
  const answer = await fetch(`${assistd.origin}/_assistd/requests?operaton=x`);
  assert.equal(answer.status, 400);
});

test('faults that are pending can be seen and cleared', async () => {
  await using assistd = await start();
  assistd.failNext({ operation: 'remoteAssistancePartners.list', status: 503, times: 2 });
  const ask = async () =>
    (
      await fetch(`${assistd.origin}/v1.0${partners}`, {
        headers: { Authorization: `Bearer ${await assistd.token()}` },
      })
    ).status;
  assert.equal(await ask(), 503);
  assert.deepEqual(
    assistd.faults.pending.map(({ times }) => times),
    [1],
  );
  assistd.faults.clear();
  assert.deepEqual(assistd.faults.pending, []);
  assert.equal(await ask(), 200);
});

test('a refusal names the setting that would admit', async () => {
  await using assistd = await start();
  const headers = { Authorization: `Bearer ${await assistd.token({ application: true })}` };
  const answer = await fetch(`${assistd.origin}/v1.0${partners}`, { headers });
  assert.equal(answer.status, 403);
  const { error } = (await answer.json()) as { error: { details: { message: string }[] } };
  assert.match(error.details[0]?.message ?? '', /--permissions current /);
});
