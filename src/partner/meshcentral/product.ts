import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { duration, origin, secret, unitMs } from '../../core/forms.ts';
import { ofEveryConnector, product } from '../product.ts';
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
    name: z.string().min(1).default('MeshCentral'),
    product: z.literal('meshcentral'),
    ...ofEveryConnector,
    /** Browsers of supporters go there, too. */
    url: origin.refine((text) => text.startsWith('https:'), 'write an https origin; MeshCentral speaks nothing else'),
    domain: z
      .string()
      .regex(/^[\w-]*$/, 'write the domain as it stands in the server’s config.json')
      .default(''),
    loginKey: secret,
    operator: z.strictObject({ user: z.string().min(1), password: secret }),
    caFile: z.string().min(1).optional(),
    fingerprint: fingerprint.optional(),
    access: z
      .array(z.enum(['desktop', 'terminal', 'files']))
      .min(1)
      .default(['desktop']),
    consent: z.enum(['ask', 'tell', 'none']).default('ask'),
    longestSession: duration.refine((ms) => ms >= unitMs.m && ms <= unitMs.d, 'write 1m to 24h').prefault('1h'),
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
