import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { duration, origin, secret, unitMs } from '../../core/forms.ts';
import { connectorName, ofEveryConnector, product } from '../product.ts';
import { meshcentral } from './meshcentral.ts';

const fingerprint = z
  .string()
  .regex(
    /^([0-9a-f]{2}:?){31}[0-9a-f]{2}$/i,
    'write the SHA-256 of the certificate, as openssl x509 -fingerprint -sha256 does',
  );

/** MeshCentral, over the control socket that its own page uses. */
export const meshcentralProduct = product({
  settings: z.strictObject({
    name: connectorName.default('MeshCentral'),
    product: z.literal('meshcentral').describe('MeshCentral, over the control socket that its own page uses.'),
    ...ofEveryConnector,
    url: origin
      .refine((text) => text.startsWith('https:'), 'write an https origin; MeshCentral speaks nothing else')
      .describe('Where the server is, for browsers of supporters as well.'),
    domain: z
      .string()
      .regex(/^[\w-]*$/, 'write the domain as it stands in the server’s config.json')
      .default('')
      .describe('The domain of the server, as it stands in its config.json; empty for the default one.'),
    loginKey: secret.describe('The `loginKey` of the server’s config.json, without which it lets nobody sign in.'),
    operator: z
      .strictObject({
        user: z.string().min(1).describe('Its user name.'),
        password: secret.describe('Its password.'),
      })
      .describe('The account at MeshCentral that makes and removes the accounts of organisations.'),
    caFile: z
      .string()
      .min(1)
      .optional()
      .describe('A PEM file: the authority of the server’s certificate, where the machine does not trust it.'),
    fingerprint: fingerprint.optional().describe('Instead of an authority: the SHA-256 of the server’s certificate.'),
    access: z
      .array(z.enum(['desktop', 'terminal', 'files']))
      .min(1)
      .default(['desktop'])
      .describe('What a supporter is given.'),
    consent: z
      .enum(['ask', 'tell', 'none'])
      .default('ask')
      .describe('Whether the person at the device is asked first, told, or neither.'),
    longestSession: duration
      .refine((ms) => ms >= unitMs.m && ms <= unitMs.d, 'write 1m to 24h')
      .prefault('1h')
      .describe('How long a session lasts at most, 1m to 24h.'),
  }),
  // What it is known by is for the connector to say: a request that trusts the machine's authorities alone tells nothing.
  hosts: ({ url }) => [{ setting: 'url', url }],
  create({ product: _, caFile, fingerprint, access, consent, longestSession, ...options }, parts) {
    return meshcentral({
      ...options,
      ...parts,
      ...(caFile !== undefined && { ca: readAuthority(caFile) }),
      ...(fingerprint !== undefined && { fingerprint }),
      terms: { access, consent },
      longestSessionMs: longestSession,
    });
  },
});

function readAuthority(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new RangeError(`caFile ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}
