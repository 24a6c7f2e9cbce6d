import type { Provider } from 'oidc-provider';
import type { DevelopmentUser } from './directory.ts';
import { isOpenIdScope, openIdScopes } from './scopes.ts';

/** The one resource that the provider knows: which API a token is for is said by the words of its scope, which it passes through. */
export const resource = 'urn:assistd:api';

/** A person's consent to all that `scope` says, without asking. */
export async function consent(provider: Provider, accountId: string, clientId: string, scope: string) {
  const grant = new provider.Grant({ accountId, clientId });
  grant.addOIDCScope([...openIdScopes]);
  grant.addResourceScope(
    resource,
    scope.split(' ').filter((word) => word !== '' && !isOpenIdScope(word)),
  );
  await grant.save();
  return grant;
}

/** Lets a device in, as the person who entered its code; `now` in milliseconds. Returns the device code. */
export async function approveDevice(
  provider: Provider,
  code: InstanceType<Provider['DeviceCode']>,
  user: DevelopmentUser,
  now: number,
): Promise<string> {
  const scope = String(code.params?.scope ?? '');
  const grant = await consent(provider, user.oid, String(code.clientId), scope);
  Object.assign(code, {
    accountId: user.oid,
    grantId: grant.jti,
    scope,
    resource,
    authTime: Math.floor(now / 1000),
    amr: ['pwd'],
  });
  return code.save();
}
