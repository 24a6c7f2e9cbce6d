import { isIP } from 'node:net';
import { z } from 'zod';
import { duration, secret, unitMs, wholeNumber } from '../core/forms.ts';
import { parsedJson } from '../core/json.ts';
import { documentedLimits } from '../model/throttling.ts';
import { isPostgresUrl } from '../store/database.ts';

/* The forms that values of the service's own settings have. */

export const longestSession = unitMs.d;

/** How long a service drains unless `drainDelay` says otherwise, in milliseconds. */
export const usualDrain = 5 * unitMs.s;

/** What is empty is no zero, which is any port. */
export const port = z.preprocess(
  (value) => (value === null || (typeof value === 'string' && value.trim() === '') ? Number.NaN : value),
  wholeNumber(0, 65_535, 'write a port number, 0 to 65535'),
);

export const host = z.string().min(1, 'write an address, or a name of this machine');

/** What a timer of Node counts: one of more than 24 days ends at once. */
export const wait = duration.refine((milliseconds) => milliseconds <= unitMs.d, 'write 1d or less');

const proxyNames = ['loopback', 'linklocal', 'uniquelocal'];

export const proxy = z
  .string()
  .refine(
    (text) => proxyNames.includes(text) || isRange(text),
    `write an address, or a range such as 10.0.0.0/8, or one of ${proxyNames.join(', ')}`,
  );

function isRange(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const most = isIP(address) === 4 ? 32 : 128;
  const isMask = bits === undefined || (isIP(address) === 4 && isIP(bits) === 4);
  return isIP(address) > 0 && more.length === 0 && (isMask || (/^[1-9]\d*$/.test(bits) && Number(bits) <= most));
}

const places = 'write memory, a folder, or the URL of a PostgreSQL database';

/** A URL of a scheme that nothing here speaks is a slip, and not the name of a folder. The message shows none of it: it may hold a password. */
export const database = z
  .string(places)
  .min(1, places)
  .refine(
    (text) => !/^[a-z][a-z0-9+.-]+:|:\/\//i.test(text) || isPostgresUrl(text),
    'this URL has a scheme that is not known: write postgres:// or postgresql://, or for SQLite the path of a folder',
  )
  .refine((text) => !text.startsWith('~'), 'write the whole path: ~ is known to shells alone');

export const postgresUrl = z
  .string()
  .refine(isPostgresUrl, 'write a URL that begins with postgres:// or postgresql://');

export const guid = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'write the tenant id as a GUID')
  .transform((text) => text.toLowerCase());

export const flag = z.preprocess(
  (value) => (value === 'true' ? true : value === 'false' ? false : value),
  z.boolean('write true or false'),
);

const requests = z.number().int().min(1);

const requestsPerWindow = z.strictObject({
  tenant: requests.describe('How many in 20 seconds of all applications of an organisation together.'),
  application: requests.describe('How many in 20 seconds of each of its applications.'),
});

const workloadLimits = z.strictObject({
  writes: requestsPerWindow.describe('Of requests that change something.'),
  requests: requestsPerWindow.describe('Of all requests.'),
});

const limits = z.strictObject({
  remoteAssistance: workloadLimits
    .default(documentedLimits.remoteAssistance)
    .describe('What is asked of partners, sessions and settings.'),
  auditing: workloadLimits.default(documentedLimits.auditing).describe('What is asked of the audit trail.'),
  devices: workloadLimits.default(documentedLimits.devices).describe('What is asked of devices.'),
  applicationPerSecond: requests
    .default(documentedLimits.applicationPerSecond)
    .describe('How many in a second of one application of an organisation in one process, whatever it asks for.'),
});

export const throttling = z.preprocess(
  jsonFromText,
  z.union(
    [z.literal('off'), z.literal('documented').transform(() => documentedLimits), limits],
    'write off, documented, or limits of your own, each 1 or more, as in docs/guide/settings.md',
  ),
);

export const tenant = z.strictObject({
  tenantId: guid.describe('Its id, as the tokens of its callers name it: a GUID.'),
  displayName: z
    .string()
    .min(1)
    .describe('How people are shown whom it is for. One that is there already is not renamed.'),
});

const key = z.strictObject({
  id: z.string().min(1).describe('What the key is called in the database; another one for each key.'),
  key: secret.describe('32 random bytes as base64.'),
});

export const keys = z.preprocess(keysFromText, z.array(key));

/** What is neither a word nor a list stands in the environment and in flags as JSON. */
function jsonFromText(value: unknown): unknown {
  if (typeof value !== 'string' || !value.trim().startsWith('{')) return value;
  return parsedJson(value) ?? value;
}

function keysFromText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  // As a list is written elsewhere in the environment, and as `assistd audit keys -o json` prints it.
  if (value.trimStart().startsWith('[')) return parsedJson(value) ?? value;
  return value
    .split(/[\s,]+/)
    .filter((line) => line !== '')
    .map((line) => ({ id: line.slice(0, Math.max(0, line.indexOf(':'))), key: line.slice(line.indexOf(':') + 1) }));
}
