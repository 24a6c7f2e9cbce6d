import type { Development } from '../../dev/development.ts';

/** Hosts that a client goes to by itself where the variable for its proxy is set. */
const ownHosts = 'localhost,127.0.0.1,::1';

/**
 * What clients read of their environment to find this Graph, its sign-in and its CA: Node, Python's requests, curl, OpenSSL,
 * `@azure/identity` and azure-identity, and our own command line.
 */
export async function clientEnvironment(development: Development): Promise<Readonly<Record<string, string>>> {
  const { service, issuer, bundleFile = '', asGraph } = development;
  const { directory } = issuer;
  const application = directory.clients.find(({ secret }) => secret !== undefined);
  const publicClient = directory.clients.find(({ secret, certificates = [] }) => !secret && certificates.length === 0);
  const [tenant] = directory.tenants;
  const admin = directory.users.find(({ tenantId }) => tenantId === tenant?.tenantId);
  const [person, itself] = await Promise.all([
    admin && publicClient
      ? issuer.mint({ clientId: publicClient.clientId, userPrincipalName: admin.userPrincipalName })
      : '',
    application ? issuer.mint({ clientId: application.clientId }) : '',
  ]);
  return {
    ASSISTD_GRAPH: service.origin,
    ASSISTD_TOKEN: person,
    GRAPH_URL: asGraph ? 'https://graph.microsoft.com' : (service.tlsOrigin ?? service.origin),
    TOKEN: person,
    APP_TOKEN: itself,
    AZURE_AUTHORITY_HOST: issuer.authorityHost,
    AZURE_TENANT_ID: tenant?.tenantId ?? '',
    AZURE_CLIENT_ID: application?.clientId ?? '',
    AZURE_CLIENT_SECRET: application?.secret ?? '',
    ...trusting(bundleFile),
    ...(asGraph && proxied(service.origin)),
  };
}

/** Each takes one file, which therefore has the system's CAs as well. */
export function trusting(bundleFile: string): Readonly<Record<string, string>> {
  const variables = ['NODE_EXTRA_CA_CERTS', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'SSL_CERT_FILE'];
  return Object.fromEntries(variables.map((name) => [name, bundleFile]));
}

/** curl reads the names in lower case, and Node its own word that it is to read any. */
export function proxied(origin: string): Readonly<Record<string, string>> {
  return {
    HTTPS_PROXY: origin,
    https_proxy: origin,
    NO_PROXY: ownHosts,
    no_proxy: ownHosts,
    NODE_USE_ENV_PROXY: '1',
  };
}
