import { dateTimeOf } from '../../edm/date-time.ts';
import type { Connector } from '../../partner/connector.ts';
import type { Assist } from '../assist.ts';

/** A connector as the contract shows it; health is what this replica has seen of the partner's host. */
export function shownConnector({ connectors }: Assist, connector: Connector) {
  const { state, since, lastFailure } = connector.health();
  return {
    id: connector.name,
    displayName: connector.name,
    isDefault: connector === connectors[0],
    status: state,
    statusSinceDateTime: dateTimeOf(since),
    lastFailure: lastFailure ?? null,
    capabilities: connector.capabilities,
  };
}
