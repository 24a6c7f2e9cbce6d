import { listSeveredConnectors } from '../../store/table/severances.ts';
import type { Handler } from '../call.ts';
import { shownConnector } from './connector.ts';

export const listConnectors: Handler<'connectors.list'> = async (assist, { caller, query }) => {
  const all = [...assist.connectors].sort((one, other) => (one.name < other.name ? -1 : 1));
  const { after } = query;
  const rest = after ? all.filter(({ name }) => name > after.id) : all.slice(query.skip);
  const page = rest.slice(0, query.pageSize);
  const last = page.at(-1);
  const severed = await assist.database.read(caller.tenantId, listSeveredConnectors);
  return {
    rows: page.map((connector) => shownConnector(assist, connector, severed)),
    ...(query.count && { count: all.length }),
    ...(rest.length > page.length && last && { next: { values: [], id: last.name } }),
  };
};
