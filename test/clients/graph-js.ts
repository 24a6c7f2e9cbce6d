// The unmodified @microsoft/microsoft-graph-client, in a process of its own: which CAs it trusts is decided when it starts.
import { Client as GraphClient, type GraphError, PageIterator } from '@microsoft/microsoft-graph-client';
import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js';
import { graphScope, type Partner, play, readTold } from './scenario.ts';

const told = readTold();
const path = '/deviceManagement/remoteAssistancePartners';

await play(
  {
    partners(credential) {
      const client = GraphClient.initWithMiddleware({
        baseUrl: `${told.origin}/`,
        defaultVersion: told.version,
        customHosts: new Set([new URL(told.origin).hostname]),
        authProvider: new TokenCredentialAuthenticationProvider(credential, { scopes: [graphScope] }),
      });
      const partner = (id: string) => client.api(`${path}/${id}`);
      return {
        async names({ filter, orderBy, select }) {
          const request = client.api(path);
          // The client sends a value as it is given, with any '&' and '+' in it.
          if (filter) request.filter(encodeURIComponent(filter));
          if (orderBy) request.orderby(orderBy);
          if (select) request.select(select);
          const { value } = await request.get();
          return value.map(({ displayName }: Partner) => displayName);
        },
        count: async () => Number(await client.api(`${path}/$count`).get()),
        get: (id) => partner(id).get(),
        create: (displayName) =>
          client.api(path).post({ '@odata.type': '#microsoft.graph.remoteAssistancePartner', displayName }),
        update: (id, displayName) => partner(id).patch({ displayName }),
        begin: (id) => client.api(`${path}/${id}/beginOnboarding`).post(null),
        disconnect: (id) => client.api(`${path}/${id}/disconnect`).post({}),
        remove: (id) => partner(id).delete(),
        async walk(size) {
          const names: unknown[] = [];
          const page = await client.api(path).top(size).get();
          const iterator = new PageIterator(client, page, ({ displayName }) => {
            names.push(displayName);
            return true;
          });
          await iterator.iterate();
          return names;
        },
      };
    },
    surfaced(error) {
      const { statusCode, code, message, requestId } = error as GraphError;
      return { status: statusCode, code, message, requestId };
    },
  },
  told,
);
