import { type Tenant, tenantsPath } from '../../client/resources.ts';
import { command } from '../command.ts';
import { collect } from '../listing.ts';
import { tenantColumns } from './tenant.ts';

export const tenantsList = command({
  name: 'tenants list',
  summary: 'List the organisations that are served.',
  needs: 'operator',
  prints: true,
  examples: [{ line: 'assistd tenants list', does: 'All of them.' }],
  async run({ graph, result }) {
    await result.print(await collect((await graph()).list<Tenant>(tenantsPath)), tenantColumns);
  },
});
