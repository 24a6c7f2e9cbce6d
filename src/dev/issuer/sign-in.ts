import type { IncomingMessage, ServerResponse } from 'node:http';
import { jwtVerify } from 'jose';
import type { Provider } from 'oidc-provider';
import type { Clock } from '../../core/clock.ts';
import { newId } from '../../core/id.ts';
import { approveDevice } from './consent.ts';
import type { DevelopmentDirectory, DevelopmentTenant, DevelopmentUser } from './directory.ts';
import { EntraError } from './entra-error.ts';
import { devicePage, messagePage, signInPage } from './pages.ts';
import type { SigningKey } from './signing-key.ts';
import { readBody, sendPage } from './wire.ts';

interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: string;
}

/** Where people say who they are: the sign-in page, the page for device codes, and the grants without a page. */
export function createSignIn({
  clock,
  directory,
  signingKey,
  providerOf,
}: {
  readonly clock: Clock;
  readonly directory: DevelopmentDirectory;
  readonly signingKey: Promise<SigningKey>;
  readonly providerOf: (tenant: DevelopmentTenant) => Promise<Provider>;
}) {
  function usersOf({ tenantId }: DevelopmentTenant) {
    return directory.users.filter((user) => user.tenantId === tenantId);
  }

  function findUser(tenant: DevelopmentTenant, name: string | null) {
    return usersOf(tenant).find((user) => user.userPrincipalName.toLowerCase() === name?.toLowerCase());
  }

  /** Whom a grant without a sign-in page speaks for; nobody where the provider finds that out itself. */
  async function personOf(form: URLSearchParams, tenant: DevelopmentTenant): Promise<DevelopmentUser | undefined> {
    switch (form.get('grant_type')) {
      // RFC 6749, section 4.3
      case 'password': {
        const user = findUser(tenant, form.get('username'));
        if (user !== undefined) return user;
        const name = form.get('username');
        throw new EntraError(
          'invalid_grant',
          50034,
          `The user account ${name} does not exist in the ${tenant.displayName} directory.`,
        );
      }
      // Entra's on-behalf-of: a service passes on the token that it was called with (RFC 7523, section 2.1).
      case 'urn:ietf:params:oauth:grant-type:jwt-bearer': {
        const user = await userOfToken(form.get('assertion') ?? '', tenant);
        if (user !== undefined) return user;
        throw new EntraError(
          'invalid_grant',
          50013,
          'Assertion failed validation: it is no valid token of a person of this tenant.',
        );
      }
      default:
        return undefined;
    }
  }

  async function userOfToken(token: string, tenant: DevelopmentTenant): Promise<DevelopmentUser | undefined> {
    const options = { algorithms: ['RS256'], currentDate: new Date(clock.now()) };
    const { publicJwk } = await signingKey;
    const claims = await jwtVerify(token, publicJwk, options).then(
      ({ payload }) => payload,
      () => undefined,
    );
    return usersOf(tenant).find((user) => claims?.tid === user.tenantId && claims.oid === user.oid);
  }

  /** Turns `form` into the last step of a device's sign-in as `user`, who was not asked: the provider has no grant of that kind. */
  async function signInAtOnce(
    form: URLSearchParams,
    user: DevelopmentUser,
    tenant: DevelopmentTenant,
    clientId: string,
  ): Promise<void> {
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

  return { personOf, signInAtOnce, enterDeviceCode, signIn };
}
