import { z } from 'zod';
import { origin, secret } from '../../core/forms.ts';
import { ofEveryConnector, product } from '../product.ts';
import { probe, probeSteps } from './probe.ts';
import { teamviewer } from './teamviewer.ts';

/** TeamViewer, over its Web API v1 and OAuth. */
export const teamviewerProduct = product({
  settings: z.strictObject({
    name: z.string().min(1).default('TeamViewer'),
    product: z.literal('teamviewer'),
    ...ofEveryConnector,
    clientId: z.string().min(1),
    clientSecret: secret,
    apiBase: origin.default('https://webapi.teamviewer.com'),
    authorizeUrl: z.url().default('https://login.teamviewer.com/oauth2/authorize'),
    sessionGroups: z.enum(['one', 'organisation']).default('one'),
  }),
  hosts: ({ apiBase }) => [{ setting: 'apiBase', url: apiBase, probe: `${apiBase}/api/v1/ping` }],
  probe: {
    steps: probeSteps,
    ask: ({ product: _, ...options }, parts, asked) => probe(options, parts, asked),
  },
  create: ({ product: _, ...options }, parts) => teamviewer({ ...options, ...parts }),
});
