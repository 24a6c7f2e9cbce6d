import { z } from 'zod';
import { secret, unitMs } from '../core/forms.ts';
import { parsedJson } from '../core/json.ts';
import { documentedLimits } from '../model/throttling.ts';
import { isPostgresUrl } from '../store/database.ts';

/* The forms that values of the service's own settings have. */

export const longestSession = unitMs.d;

export const port = z.coerce.number('write a port number').int().min(0).max(65_535);

/** A URL of a scheme that nothing here speaks is a slip, and not the name of a folder. The message shows none of it: it may hold a password. */
export const database = z
  .string()
  .min(1, 'write memory, a folder, or the URL of a PostgreSQL database')
  .refine(
    (text) => !text.includes('://') || isPostgresUrl(text),
    'this URL has a scheme that is not known: write postgres:// or postgresql://, or for SQLite the path of a folder',
  );

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
    .describe('How many in a second of one application in one process, whatever it asks for.'),
});

export const throttling = z.preprocess(
  jsonFromText,
  z.union([z.literal('off'), z.literal('documented').transform(() => documentedLimits), limits]),
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
  return value
    .split(/[\s,]+/)
    .filter((line) => line !== '')
    .map((line) => ({ id: line.slice(0, Math.max(0, line.indexOf(':'))), key: line.slice(line.indexOf(':') + 1) }));
}
