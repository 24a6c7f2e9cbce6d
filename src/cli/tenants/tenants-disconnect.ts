import { at } from '../../client/address.ts';
import { type Tenant, type TenantImpact, tenantsPath } from '../../client/resources.ts';
import { demandAnswerable, demandYes } from '../asked.ts';
import { becauseOptions } from '../because.ts';
import { command } from '../command.ts';
import { counted } from '../counted.ts';
import { tenantArgument, tenantColumns, tenantId } from './tenant.ts';

export const tenantsDisconnect = command({
  name: 'tenants disconnect',
  summary: 'Disconnect an organisation from all its partners.',
  description:
    'Also one that is suspended. Asks before it does so, and says what it would end; where nobody can be asked, --yes is needed. Who did it is in the organisation’s own audit trail.',
  needs: 'operator',
  prints: true,
  arguments: [tenantArgument],
  options: { yes: { kind: 'flag', short: 'y', description: 'Do not ask.' }, ...becauseOptions },
  examples: [
    {
      line: 'assistd tenants disconnect 7f1c9d02-5a3b-4c8e-9f10-2b6d3e4a5c61 --reason "Contract ended" --ticket CHG-7',
      does: 'After a question.',
    },
  ],
  async run({ graph: open, whereAndWho, result, terminal, signal }, given) {
    const { yes, reason, ticket } = given.options;
    await demandAnswerable({ terminal, whereAndWho }, yes);
    const graph = await open();
    const path = at(tenantsPath, await tenantId(graph, given.arguments.tenant));
    const { displayName, id } = await graph.get<Tenant>(path);
    const { partners, openSessions, devices } = await graph.get<TenantImpact>(at(path, 'impact()'));
    const what = `${displayName ?? id} from ${counted(partners, 'partner')}`;
    const ends = `It ends ${counted(openSessions, 'open session')} on ${counted(devices, 'device')}.`;
    if (yes) terminal.note(`Disconnecting ${what}. ${ends}`);
    else await demandYes(terminal, `Disconnect ${what}, ${await whereAndWho()}? ${ends}`, signal);
    await graph.post(at(path, 'disconnect'), { reason, ticket });
    await result.print(await graph.get<Tenant>(path), tenantColumns);
  },
});
