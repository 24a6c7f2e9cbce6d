import type { Connector, Partner } from '../../../src/client/resources.ts';

/** The connector that a partner is bound to: the one of its name, else the default. */
export function connectorOf(
  { displayName }: Partner,
  connectors: readonly Connector[] | undefined,
): Connector | undefined {
  return connectors?.find(({ id }) => id === displayName) ?? connectors?.find(({ isDefault }) => isDefault);
}
