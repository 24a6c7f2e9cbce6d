import { type Tenant, tenantsPath } from '../../client/resources.ts';
import { isGuid } from '../../core/guid.ts';
import { command } from '../command.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { noteUntrusted, tenantColumns } from './tenant.ts';

export const tenantsAdd = command({
  name: 'tenants add',
  summary: 'Serve another organisation.',
  needs: 'operator',
  prints: true,
  arguments: [
    { name: 'tenant', required: true, description: 'The tenant id (tid) in the tokens of its people, a GUID.' },
  ],
  options: { name: { kind: 'text', value: 'NAME', description: 'What the organisation is called.' } },
  examples: [
    { line: 'assistd tenants add 7f1c9d02-5a3b-4c8e-9f10-2b6d3e4a5c61 --name "Northwind"', does: 'By its tenant id.' },
  ],
  async run({ graph, result, terminal }, { arguments: { tenant }, options: { name } }) {
    if (!isGuid(tenant))
      throw new CommandFailure(exitCodes.usage, `the tenant id is a GUID, not ${JSON.stringify(tenant)}`);
    const body = { tenantId: tenant, displayName: name ?? tenant };
    const added = await (await graph()).post<Tenant>(tenantsPath, body);
    await result.print(added, tenantColumns);
    noteUntrusted(terminal, added);
  },
});
