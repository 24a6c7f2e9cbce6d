import { TurnableClock } from '../../../src/core/clock.ts';
import { newId } from '../../../src/core/id.ts';
import { connectorSettings, createConnector } from '../../../src/partner/registry.ts';
import { silent } from '../../harness/databases.ts';
import type { Driver } from './driver.ts';

export const settings = { name: 'Screens', product: 'urlLaunch', preset: 'screenconnect', host: 'acme.example' };
export const device = {
  partnerDeviceId: null,
  id: 'd',
  azureADDeviceId: 'a',
  deviceName: 'PC 1/#?',
  serialNumber: null,
};

/** A product without an API. */
export async function driverOfLink(): Promise<Driver> {
  const clock = new TurnableClock();
  const connector = createConnector(connectorSettings.parse(settings), { clock, log: silent });
  const { onboarding } = connector;
  if (onboarding.kind !== 'none') throw new TypeError('nothing is given');
  return {
    connector,
    now: () => clock.now(),
    consent: async () => ({ ...onboarding.grant(), key: { tenantId: newId(), grantId: newId() } }),
    device: async () => device,
    [Symbol.asyncDispose]: () => connector[Symbol.asyncDispose](),
  };
}
