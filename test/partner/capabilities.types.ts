import type { Wire } from '../../src/edm/type.ts';
import type { connectorCapabilities } from '../../src/model/connector.ts';
import type { Capabilities } from '../../src/partner/connector.ts';

/* What connectors say they can do is what the contract tells: a capability that is in one alone does not compile. */

type Shown = keyof Wire<typeof connectorCapabilities>;

export const everyCapabilityIsTold = (capability: keyof Capabilities): Shown => capability;
export const everyToldCapabilityIsKnown = (told: Shown): keyof Capabilities => told;
