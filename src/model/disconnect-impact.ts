import { resource } from '../edm/operation.ts';
import { complexType, int64, of } from '../edm/type.ts';
import { readAssist } from './permissions.ts';
import { remoteAssistancePartner } from './remote-assistance-partner.ts';

export const disconnectImpact = complexType(
  'disconnectImpact',
  {
    openSessions: int64('How many open sessions it would end.', { nullable: false }),
    devices: int64('How many devices have such a session.', { nullable: false }),
  },
  'assist',
);

export const partners = resource({
  kind: 'entitySet',
  type: remoteAssistancePartner,
  paths: [{ path: 'partners', rows: 'organisation', versions: ['assist'] }],
  operations: {
    list: { permission: readAssist, description: 'List the partners; the same as in Graph.' },
    get: { permission: readAssist, description: 'Read one partner; the same as in Graph.' },
  },
  functions: {
    impact: {
      boundTo: 'entity',
      permission: readAssist,
      parameters: {},
      returns: of(disconnectImpact, 'What a disconnect would end.', { nullable: false }),
      description: 'Say what a disconnect of the partner would end.',
    },
  },
});
