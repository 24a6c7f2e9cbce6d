import { at } from '../../client/address.ts';
import { type Tenant, tenantsPath } from '../../client/resources.ts';
import { command } from '../command.ts';
import { tenantArgument, tenantColumns, tenantId } from './tenant.ts';

export const tenantsSuspend = command({
  name: 'tenants suspend',
  summary: 'Stop serving an organisation; what it owes to partners is still done (assistd only).',
  needs: 'assistd',
  prints: true,
  arguments: [tenantArgument],
  options: {},
  examples: [
    {
      line: 'assistd tenants suspend 7f1c9d02-5a3b-4c8e-9f10-2b6d3e4a5c61',
      does: 'Its people get an error until it is resumed.',
    },
  ],
  async run({ graph: open, result }, given) {
    const graph = await open();
    const path = at(tenantsPath, await tenantId(graph, given.arguments.tenant));
    await graph.post(at(path, 'suspend'));
    await result.print(await graph.get<Tenant>(path), tenantColumns);
  },
});
