import { command } from '../command.ts';
import { segment } from '../graph/graph.ts';
import { type Tenant, tenantColumns } from '../graph/tenants.ts';

export const tenantsResume = command({
  name: 'tenants resume',
  summary: 'Serve an organisation again (assistd only).',
  needs: 'assistd',
  prints: true,
  arguments: [{ name: 'tenant', required: true, description: 'Its id.' }],
  options: {},
  examples: [{ line: 'assistd tenants resume 7f1c9d02-5a3b-4c8e-9f10-2b6d3e4a5c61', does: 'After a suspension.' }],
  async run({ graph: open, result }, given) {
    const { assist } = await open();
    const path = `tenants/${segment(given.arguments.tenant)}`;
    await assist.post(`${path}/resume`);
    await result.print(await assist.get<Tenant>(path), tenantColumns);
  },
});
