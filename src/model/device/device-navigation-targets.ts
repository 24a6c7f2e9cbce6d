import { entityType } from '../../edm/type.ts';

/*
 * Entities that Graph's `managedDevice` navigates to and that are not kept here. Their types stand in `$metadata` so that every
 * reference in it resolves.
 */
const named = (name: string, description: string) => entityType(name, { description, properties: {} });

export const deviceCategory = named('deviceCategory', 'A category that devices are sorted by.');
export const deviceCompliancePolicyState = named(
  'deviceCompliancePolicyState',
  'How a device stands to a compliance policy.',
);
export const deviceConfigurationState = named('deviceConfigurationState', 'How a device stands to a configuration.');
export const deviceLogCollectionResponse = named('deviceLogCollectionResponse', 'A request for the logs of a device.');
export const windowsProtectionState = named(
  'windowsProtectionState',
  'The state of the malware protection of a device.',
);
