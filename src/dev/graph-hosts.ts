/** Names that scripts have of Graph and of Entra, the older ones too, and what they go to on the way. Here they lead to this machine, and nobody's page has them. */
export const graphHosts: readonly string[] = [
  'graph.microsoft.com',
  'login.microsoftonline.com',
  'login.microsoft.com',
  'login.windows.net',
  'sts.windows.net',
  // Where `az login` looks for subscriptions.
  'management.azure.com',
];

/** The origin by which a request knows us whose `Host` is one of Graph's or Entra's: always https, however it came to us. */
export function originAsGraph(host: string | undefined): string | undefined {
  const name = host?.toLowerCase().replace(/:443$/, '');
  return name !== undefined && graphHosts.includes(name) ? `https://${name}` : undefined;
}
