import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import type { Clock } from '../../core/clock.ts';
import { newId } from '../../core/id.ts';
import { approveDevice } from './consent.ts';
import type { DevelopmentDirectory, DevelopmentTenant } from './directory.ts';
import { EntraError } from './entra-error.ts';
import { devicePage, messagePage, signInPage } from './pages.ts';
import { readBody, sendPage } from './wire.ts';

interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: string;
}

/** Where people say who they are: the sign-in page, the page for device codes, and the grant for scripts. */
export function createSignIn({
  clock,
  directory,
  providerOf,
}: {
  readonly clock: Clock;
  readonly directory: DevelopmentDirectory;
  readonly providerOf: (tenant: DevelopmentTenant) => Promise<Provider>;
}) {
  function usersOf({ tenantId }: DevelopmentTenant) {
    return directory.users.filter((user) => user.tenantId === tenantId);
  }

  function findUser(tenant: DevelopmentTenant, name: string | null) {
    return usersOf(tenant).find((user) => user.userPrincipalName.toLowerCase() === name?.toLowerCase());
  }

  /** A sign-in by name and password (RFC 6749, section 4.3) is a device let in without being asked. */
  async function exchangePassword(form: URLSearchParams, tenant: DevelopmentTenant, clientId: string): Promise<void> {
    const user = findUser(tenant, form.get('username'));
    if (user === undefined)
      throw new EntraError(
        'invalid_grant',
        50034,
        `The user account ${form.get('username')} does not exist in the ${tenant.displayName} directory.`,
      );
    const provider = await providerOf(tenant);
    const client = await provider.Client.find(clientId);
    if (client === undefined) throw new Error(`client ${clientId} is in the directory but not in the provider`);
    const code = new provider.DeviceCode({
      client,
      params: { client_id: clientId, scope: form.get('scope') },
      userCode: newId(),
      deviceInfo: {},
      grantId: '',
    });
    form.set('grant_type', 'urn:ietf:params:oauth:grant-type:device_code');
    form.set('device_code', await approveDevice(provider, code, user, clock.now()));
    form.delete('scope');
  }

  async function enterDeviceCode({ request, response, query }: Visit, tenant: DevelopmentTenant): Promise<void> {
    if (request.method !== 'POST') {
      const userCode = new URLSearchParams(query).get('user_code') ?? '';
      return sendPage(response, 200, devicePage(tenant, usersOf(tenant), userCode));
    }
    const form = new URLSearchParams(await readBody(request));
    const provider = await providerOf(tenant);
    const code = await provider.DeviceCode.findByUserCode(
      (form.get('user_code') ?? '').toUpperCase().replace(/\W/g, ''),
    );
    const user = findUser(tenant, form.get('username'));
    if (code === undefined || code.accountId !== undefined || user === undefined) {
      return sendPage(
        response,
        400,
        messagePage(
          'That did not work',
          'The code is wrong, expired or used already, or there is no such person. Go back and try again.',
        ),
      );
    }
    await approveDevice(provider, code, user, clock.now());
    sendPage(
      response,
      200,
      messagePage('You are signed in', `The device is signed in as ${user.displayName}. You can close this window.`),
    );
  }

  async function signIn({ request, response }: Visit, tenant: DevelopmentTenant): Promise<void> {
    const provider = await providerOf(tenant);
    const { params } = await provider.interactionDetails(request, response).catch(() => {
      throw new EntraError(
        'invalid_request',
        50089,
        'This sign-in is over, or began in another browser. Start again from the application.',
      );
    });
    const form = request.method === 'POST' ? new URLSearchParams(await readBody(request)) : undefined;
    const user = findUser(tenant, form?.get('username') ?? null);
    if (user === undefined) {
      const hint = typeof params.login_hint === 'string' ? params.login_hint : undefined;
      return sendPage(response, form === undefined ? 200 : 400, signInPage(tenant, usersOf(tenant), hint));
    }
    await provider.interactionFinished(request, response, { login: { accountId: user.oid, amr: ['pwd'] } });
  }

  return { exchangePassword, enterDeviceCode, signIn };
}
