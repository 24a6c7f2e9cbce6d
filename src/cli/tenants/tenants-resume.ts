import { at } from '../../client/address.ts';
import { type Tenant, tenantsPath } from '../../client/resources.ts';
import { command } from '../command.ts';
import { tenantArgument, tenantColumns, tenantId } from './tenant.ts';

export const tenantsResume = command({
  name: 'tenants resume',
  summary: 'Serve an organisation again.',
  needs: 'assistd',
  prints: true,
  arguments: [tenantArgument],
  examples: [{ line: 'assistd tenants resume 7f1c9d02-5a3b-4c8e-9f10-2b6d3e4a5c61', does: 'After a suspension.' }],
  async run({ graph: open, result }, given) {
    const graph = await open();
    const path = at(tenantsPath, await tenantId(graph, given.arguments.tenant));
    await graph.post(at(path, 'resume'));
    await result.print(await graph.get<Tenant>(path), tenantColumns);
  },
});
