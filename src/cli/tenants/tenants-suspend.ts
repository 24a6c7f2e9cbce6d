import { at } from '../../client/address.ts';
import { type Tenant, type TenantImpact, tenantsPath } from '../../client/resources.ts';
import { command } from '../command.ts';
import { counted } from '../counted.ts';
import { tenantArgument, tenantColumns, tenantId } from './tenant.ts';

export const tenantsSuspend = command({
  name: 'tenants suspend',
  summary: 'Stop serving an organisation, and close its open sessions.',
  description:
    'It stays connected, and what it owes to partners is still done. Its own callers can still disconnect it and close sessions.',
  needs: 'operator',
  prints: true,
  arguments: [tenantArgument],
  examples: [
    {
      line: 'assistd tenants suspend 7f1c9d02-5a3b-4c8e-9f10-2b6d3e4a5c61',
      does: 'Its people get an error until it is resumed.',
    },
  ],
  async run({ graph: open, result, terminal }, given) {
    const graph = await open();
    const path = at(tenantsPath, await tenantId(graph, given.arguments.tenant));
    const { openSessions } = await graph.get<TenantImpact>(at(path, 'impact()'));
    await graph.post(at(path, 'suspend'));
    await result.print(await graph.get<Tenant>(path), tenantColumns);
    const closing = openSessions === 0 ? 'No session was open.' : `Closing ${counted(openSessions, 'open session')}.`;
    terminal.note(
      `${closing} It stays connected; to disconnect it: assistd tenants disconnect ${given.arguments.tenant}`,
    );
  },
});
