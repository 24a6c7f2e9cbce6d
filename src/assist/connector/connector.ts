import { dateTimeOf } from '../../edm/date-time.ts';
import type { Connector } from '../../partner/connector.ts';
import type { Assist } from '../assist.ts';

/** A connector as the contract shows it; health is what this replica has seen of the partner's host. @param severed the severance of each severed one */
export function shownConnector({ connectors }: Assist, connector: Connector, severed: ReadonlyMap<string, string>) {
  const { state, since, lastFailure } = connector.health();
  return {
    id: connector.name,
    displayName: connector.name,
    isDefault: connector === connectors[0],
    status: state,
    statusSinceDateTime: dateTimeOf(since),
    lastFailure: lastFailure ?? null,
    severanceId: severed.get(connector.name) ?? null,
    capabilities: connector.capabilities,
  };
}
