import type { ConnectorSettings } from '../../../src/partner/registry.ts';
import { driverAtFake } from '../../partners/meshcentral/driver.ts';
import { startFake } from '../../partners/meshcentral/fake.ts';
import { conforms } from './conforms.ts';
import type { Driver } from './driver.ts';
import { driverAtSandbox } from './teamviewer.ts';
import { driverOfLink } from './url-launch.ts';

/** A partner of each product that there are connectors for; one without does not compile. */
const partners: Readonly<Record<ConnectorSettings['product'], () => Promise<Driver>>> = {
  teamviewer: driverAtSandbox,
  meshcentral: async () => driverAtFake(await startFake()),
  urlLaunch: driverOfLink,
};

for (const [product, start] of Object.entries(partners)) conforms(product, start);
