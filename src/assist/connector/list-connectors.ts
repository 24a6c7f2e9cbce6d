import { pageOf } from '../../odata/evaluate.ts';
import { listSeveredConnectors } from '../../store/table/severances.ts';
import type { Handler } from '../call.ts';
import { shownConnector } from './connector.ts';

export const listConnectors: Handler<'connectors.list'> = async (assist, { caller, query }) => {
  const severed = await assist.database.read(caller.tenantId, listSeveredConnectors);
  return pageOf(
    assist.connectors.map((connector) => shownConnector(assist, connector, severed)),
    query,
  );
};
