import type { ConnectorSettings } from '../../partner/registry.ts';
import type { Sandbox } from './sandbox.ts';

/** The settings of the connector that speaks to a sandbox. */
export function sandboxConnector({ origin, authorizeUrl, clientId, clientSecret }: Sandbox): ConnectorSettings {
  return {
    product: 'teamviewer',
    name: 'TeamViewer',
    callsAtOnce: 16,
    apiBase: origin,
    authorizeUrl,
    clientId,
    clientSecret,
    sessionGroups: 'one',
  };
}
