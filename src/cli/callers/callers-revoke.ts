import { at } from '../../client/address.ts';
import { callersPath } from '../../client/resources.ts';
import { becauseOptions } from '../because.ts';
import { command } from '../command.ts';
import { tenantId } from '../tenants/tenant.ts';

export const callersRevoke = command({
  name: 'callers revoke',
  summary: 'Refuse the tokens that a person or an application has, and close their sessions.',
  description:
    'Block the sign-in at the issuer first: whoever can still sign in gets a new token. Tokens that were issued until now are refused within a second.',
  needs: 'assistd',
  prints: false,
  arguments: [
    {
      name: 'caller',
      required: true,
      description: 'The object id (oid) of a person, or else the sub; the client id of an application.',
    },
  ],
  options: {
    tenant: {
      kind: 'text',
      value: 'TENANT',
      description:
        'The organisation of the caller, by name or id; the own one by default, others are for the operator.',
    },
    ...becauseOptions,
  },
  examples: [
    {
      line: 'assistd callers revoke 5b0e1d9c-1111-4222-8333-444455556666 --reason "Left the company"',
      does: 'A leaver of the own organisation.',
    },
  ],
  async run({ graph: open, terminal }, given) {
    const { tenant, reason, ticket } = given.options;
    const graph = await open();
    const { caller } = given.arguments;
    const of = tenant === undefined ? {} : { tenantId: await tenantId(graph, tenant) };
    await graph.post(at(callersPath, caller, 'revoke'), { ...of, reason, ticket });
    terminal.note(`Tokens of ${caller} that were issued until now are refused; their sessions are being closed.`);
  },
});
