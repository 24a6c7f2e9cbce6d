import { Badge, type BadgeProps } from '@fluentui/react-components';
import type { Connector } from '../../../../src/client/resources.ts';
import { useText } from '../../text/text.tsx';

const colours = { reachable: 'success', unreachable: 'danger', unknown: 'informative' } as const;

/** Whether a connector's host answers; where it is severed, that counts for nothing. */
export function ConnectorBadge({
  connector: { severanceId, status },
  size = 'medium',
}: {
  readonly connector: Connector;
  readonly size?: BadgeProps['size'];
}) {
  const { connectors, overview } = useText();
  if (severanceId !== null) {
    return (
      <Badge appearance="filled" size={size} color="danger">
        {connectors.severed}
      </Badge>
    );
  }
  return (
    <Badge appearance="tint" size={size} color={colours[status]}>
      {overview.connectorStatus[status]}
    </Badge>
  );
}
