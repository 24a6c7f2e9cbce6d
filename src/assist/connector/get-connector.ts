import { connector } from '../../model/connector.ts';
import { listSeveredConnectors } from '../../store/table/severances.ts';
import { connectorNamed } from '../assist.ts';
import type { Handler } from '../call.ts';
import { foundIn } from '../found.ts';
import { shownConnector } from './connector.ts';

export const getConnector: Handler<'connectors.get'> = async (assist, { caller, key }) => {
  const found = foundIn(connector, connectorNamed(assist, key), key);
  return shownConnector(assist, found, await assist.database.read(caller.tenantId, listSeveredConnectors));
};
