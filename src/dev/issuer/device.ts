import { randomInt } from 'node:crypto';
import type { Answer } from '../../http/exchange.ts';
import { json, page } from './answers.ts';
import { isAnyTenant, peopleOf, personNamed, registeredAt, tenantsAt } from './authority.ts';
import type { Call, DeviceCode, Issuing } from './issuing.ts';
import { devicePage, messagePage } from './pages.ts';
import { readScope, scopeOf } from './scopes.ts';

const lifetimeSeconds = 900;

/** The device authorisation endpoint (RFC 8628, section 3.1). @throws EntraError */
export function deviceAuthorization(issuing: Issuing, { exchange, place, form }: Call): Answer {
  const { client, tenants } = registeredAt(issuing.directory, place.tenant, form.get('client_id'));
  const scope = scopeOf(form);
  readScope(scope, issuing.audiences);
  const userCode = newUserCode();
  const deviceCode = issuing.deviceCodes.add({
    clientId: client.clientId,
    tenants,
    userCode,
    scope,
    expiresAt: issuing.clock.now() + lifetimeSeconds * 1000,
    redeemed: false,
  });
  const [tenant] = tenants;
  const to = isAnyTenant(place.tenant) ? '' : ` to ${tenant?.displayName}`;
  const address = `${exchange.origin}${place.mount}/${place.tenant}/oauth2/deviceauth`;
  return json(200, {
    device_code: deviceCode,
    user_code: userCode,
    verification_uri: address,
    // The older endpoint's name for it.
    verification_url: address,
    expires_in: lifetimeSeconds,
    // Entra asks for five seconds; on loopback nobody gains by waiting.
    interval: 1,
    message: `To sign in${to}, use a web browser to open the page ${address} and enter the code ${userCode} to authenticate.`,
  });
}

/** The page where a person enters a device's code, and says who they are (RFC 8628, section 3.3). */
export function deviceVerification(issuing: Issuing, { exchange, place, query, form }: Call): Answer {
  const { clock, directory, deviceCodes } = issuing;
  const tenants = tenantsAt(directory, place.tenant);
  if (exchange.method !== 'POST') {
    return page(200, devicePage(directory, peopleOf(directory, tenants), query.get('user_code') ?? ''));
  }
  const entered = (form.get('user_code') ?? '').toUpperCase().replace(/\W/g, '');
  const isEntered = ({ userCode, user, expiresAt }: DeviceCode) =>
    userCode === entered && user === undefined && clock.now() < expiresAt;
  const [deviceCode, waiting] = deviceCodes.find(isEntered) ?? [];
  const allowed = waiting?.tenants.filter((each) => tenants.includes(each)) ?? [];
  const user = personNamed(peopleOf(directory, allowed), form.get('username'));
  if (deviceCode === undefined || waiting === undefined || user === undefined) {
    const why =
      'The code is wrong, expired or used already, or there is no such person in its organisation. Go back and try again.';
    return page(400, messagePage('That did not work', why));
  }
  deviceCodes.replace(deviceCode, { ...waiting, user });
  const message = `The device is signed in as ${user.displayName}. You can close this window.`;
  return page(200, messagePage('You are signed in', message));
}

/** Nine letters that are not taken for each other, and make no words. */
function newUserCode(): string {
  const letters = 'BCDFGHJKLMNPQRSTVWXZ';
  return Array.from({ length: 9 }, () => letters[randomInt(letters.length)]).join('');
}
