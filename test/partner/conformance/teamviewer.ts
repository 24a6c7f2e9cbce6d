import { TurnableClock } from '../../../src/core/clock.ts';
import { newId } from '../../../src/core/id.ts';
import { Secret } from '../../../src/core/secret.ts';
import { sandboxConnector } from '../../../src/dev/sandbox/connector.ts';
import { startSandbox } from '../../../src/dev/sandbox/sandbox.ts';
import { createConnector } from '../../../src/partner/registry.ts';
import { silent } from '../../harness/databases.ts';
import { codeVerifier, redirectUri } from '../fixture.ts';
import type { Driver } from './driver.ts';

/** TeamViewer, with its sandbox. */
export async function driverAtSandbox(): Promise<Driver> {
  const clock = new TurnableClock();
  const sandbox = await startSandbox({ clock, redirectUris: [redirectUri] });
  const connector = createConnector(sandboxConnector(sandbox), { clock, log: silent });
  const { onboarding } = connector;
  if (onboarding.kind !== 'oauthCode') throw new TypeError('TeamViewer gives codes');
  return {
    connector,
    now: () => clock.now(),
    async consent() {
      const url = new URL(await onboarding.authorizationUrl({ state: 'state', codeVerifier, redirectUri }));
      url.searchParams.set('consent', 'allow');
      url.searchParams.set('email', `${newId()}@contoso.example`);
      const answer = await fetch(url, { redirect: 'manual' });
      const code = new Secret(new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '');
      const { grant } = await onboarding.exchange({ code, codeVerifier, redirectUri });
      return { grant, key: { tenantId: newId(), grantId: newId() } };
    },
    async withdraw() {
      sandbox.revokeBehindOurBack(sandbox.grants.at(-1)?.id ?? '');
    },
    device: async () => ({
      partnerDeviceId: null,
      id: newId(),
      azureADDeviceId: null,
      deviceName: 'DESKTOP-1',
      serialNumber: 'SN-1',
    }),
    async help(ref, supporter) {
      sandbox.connect(ref, supporter, 5);
    },
    vanish: () => sandbox.close(),
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}
