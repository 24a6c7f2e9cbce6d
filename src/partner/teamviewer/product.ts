import { z } from 'zod';
import { origin, secret } from '../../core/forms.ts';
import { connectorName, ofEveryConnector, product } from '../product.ts';
import { probe, probeSteps } from './probe.ts';
import { teamviewer } from './teamviewer.ts';

/** TeamViewer, over its Web API v1 and OAuth. */
export const teamviewerProduct = product({
  settings: z.strictObject({
    name: connectorName.default('TeamViewer'),
    product: z.literal('teamviewer').describe('TeamViewer, over its Web API and OAuth.'),
    ...ofEveryConnector,
    clientId: z.string().min(1).describe('The client id of the app that is registered at TeamViewer.'),
    clientSecret: secret.describe('Its client secret.'),
    apiBase: origin.prefault('https://webapi.teamviewer.com').describe('Where its Web API is.'),
    authorizeUrl: z
      .url()
      .default('https://login.teamviewer.com/oauth2/authorize')
      .describe('The page where an administrator consents.'),
    sessionGroups: z
      .enum(['one', 'organisation'])
      .default('one')
      .describe('The group that sessions are in at TeamViewer: `one` for all, or one for each `organisation`.'),
  }),
  hosts: ({ apiBase }) => [{ setting: 'apiBase', url: apiBase, probe: `${apiBase}/api/v1/ping` }],
  probe: {
    steps: probeSteps,
    ask: ({ product: _, ...options }, parts, asked) => probe(options, parts, asked),
  },
  create: ({ product: _, ...options }, parts) => teamviewer({ ...options, ...parts }),
});
