import { connector } from '../../model/connector.ts';
import { connectorNamed } from '../assist.ts';
import type { Handler } from '../call.ts';
import { foundIn } from '../found.ts';
import { shownConnector } from './connector.ts';

export const getConnector: Handler<'connectors.get'> = async (assist, { key }) =>
  shownConnector(assist, foundIn(connector, connectorNamed(assist, key), key));
