import { z } from 'zod';
import { Secret } from '../core/secret.ts';
import { documentedLimits } from '../model/throttling.ts';
import { isPostgresUrl } from '../store/database.ts';

/* The forms that values of settings have, however they arrive. */

export const duration = z
  .string()
  .regex(/^\d+(ms|s|m|h|d)$/, 'write a number and a unit: 500ms, 30s, 15m, 1h or 7d')
  .transform((text) => Number.parseInt(text, 10) * unitMs[text.replace(/^\d+/, '') as keyof typeof unitMs]);

export const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

export const longestSession = unitMs.d;

export const port = z.coerce.number('write a port number').int().min(0).max(65_535);

export const count = z.coerce.number('write a number').int().min(1);

export const origin = z
  .string()
  .refine(isOrigin, 'write scheme, host and port alone, such as https://assist.example.org')
  .transform((text) => new URL(text).origin);

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

const secret = z
  .string()
  .min(1)
  .transform((text) => new Secret(text));

export const guid = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'write the tenant id as a GUID')
  .transform((text) => text.toLowerCase());

export const flag = z.preprocess(
  (value) => (value === 'true' ? true : value === 'false' ? false : value),
  z.boolean('write true or false'),
);

export const list = <T extends z.ZodType>(item: T) => z.preprocess(fromText, z.array(item));

export const connector = z.strictObject({
  name: z.string().min(1).default('TeamViewer'),
  product: z.literal('teamviewer'),
  clientId: z.string().min(1),
  clientSecret: secret,
  apiBase: origin.default('https://webapi.teamviewer.com'),
  authorizeUrl: z.url().default('https://login.teamviewer.com/oauth2/authorize'),
  sessionGroups: z.enum(['one', 'organisation']).default('one'),
});

const requestsPerWindow = z.strictObject({
  tenant: z.number().int().min(1),
  application: z.number().int().min(1),
});

const workloadLimits = z.strictObject({ writes: requestsPerWindow, requests: requestsPerWindow });

const limits = z.strictObject({
  remoteAssistance: workloadLimits.default(documentedLimits.remoteAssistance),
  auditing: workloadLimits.default(documentedLimits.auditing),
  devices: workloadLimits.default(documentedLimits.devices),
  applicationPerSecond: z.number().int().min(1).default(documentedLimits.applicationPerSecond),
});

export const throttling = z.preprocess(
  jsonFromText,
  z.union([z.literal('off'), z.literal('documented').transform(() => documentedLimits), limits]),
);

export const tenant = z.strictObject({ tenantId: guid, displayName: z.string().min(1) });

export const keys = z.preprocess(keysFromText, z.array(z.strictObject({ id: z.string().min(1), key: secret })));

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search && !url.hash && !url.username
  );
}

/** A list stands in the environment and in flags as JSON, or as words with commas between them. */
function fromText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  if (text.startsWith('[')) {
    try {
      return JSON.parse(text);
    } catch {
      return value;
    }
  }
  return text === '' ? [] : text.split(',').map((word) => word.trim());
}

/** What is neither a word nor a list stands in the environment and in flags as JSON. */
function jsonFromText(value: unknown): unknown {
  if (typeof value !== 'string' || !value.trim().startsWith('{')) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function keysFromText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return value
    .split(/[\s,]+/)
    .filter((line) => line !== '')
    .map((line) => ({ id: line.slice(0, Math.max(0, line.indexOf(':'))), key: line.slice(line.indexOf(':') + 1) }));
}
