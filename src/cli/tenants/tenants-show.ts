import { at } from '../../client/address.ts';
import { type Tenant, tenantsPath } from '../../client/resources.ts';
import { command } from '../command.ts';
import { noteUntrusted, tenantArgument, tenantColumns, tenantId } from './tenant.ts';

export const tenantsShow = command({
  name: 'tenants show',
  summary: 'Show an organisation: whether it is served, and who may speak for it.',
  needs: 'operator',
  prints: true,
  arguments: [tenantArgument],
  examples: [{ line: 'assistd tenants show Northwind', does: 'By its name.' }],
  async run({ graph: open, result, terminal }, given) {
    const graph = await open();
    const tenant = await graph.get<Tenant>(at(tenantsPath, await tenantId(graph, given.arguments.tenant)));
    await result.print(tenant, tenantColumns);
    noteUntrusted(terminal, tenant);
  },
});
