import { z } from 'zod';
import { count, duration, list, origin, unitMs, wholeNumber } from '../core/forms.ts';
import { connectorSettings } from '../partner/registry.ts';
import { issuer } from './issuers.ts';
import {
  database,
  flag,
  guid,
  host,
  keys,
  longestSession,
  port,
  postgresUrl,
  proxy,
  tenant,
  throttling,
  wait,
} from './values.ts';

/** The two ways to run: development on loopback, production. */
export type Mode = 'dev' | 'serve';

/**
 * Every setting, with what it means. A name stands as it is in `assistd.config.json`, as `ASSISTD_` and upper-case words in the
 * environment, and as `--` and words in flags: `publicOrigin`, `ASSISTD_PUBLIC_ORIGIN`, `--public-origin`.
 */
export const settingsSchema = z.strictObject({
  host: host.default('127.0.0.1').describe('The address to listen on.'),
  port: port.default(8400).describe('The port for http; 0 picks a free one.'),
  tlsPort: port.optional().describe('A port for https. In production it needs tlsCertificateFile and tlsKeyFile.'),
  tlsCertificateFile: z.string().optional().describe('A PEM file: the certificate and the chain above it.'),
  tlsKeyFile: z.string().optional().describe('A PEM file: the private key of the certificate.'),
  publicOrigin: origin
    .optional()
    .describe(
      'How clients reach the service: scheme, host and port. Links in answers and the partner’s redirect start with it.',
    ),
  trustedProxies: list(proxy).default([]).describe('Addresses or ranges of proxies whose X-Forwarded-* headers count.'),
  database: database
    .default('memory')
    .describe('`memory`, a folder for SQLite, or the URL of a PostgreSQL database; see docs/guide/scale.md.'),
  databaseMigrationUrl: postgresUrl
    .optional()
    .describe(
      'PostgreSQL: the URL that migrations run under, of the role that owns the tables. The default is `database`.',
    ),
  databaseConnections: count
    .default(10)
    .describe('PostgreSQL: how many connections a replica holds at most, and one more to listen.'),
  databaseSearches: count
    .default(2)
    .describe(
      'PostgreSQL: how many lists with a condition, an order or a count, parts of imports and parts of verifications run at once in a replica, those of one organisation half as many; each keeps a core busy.',
    ),
  databaseWaiting: count.default(200).describe('PostgreSQL: how many requests may wait for a connection.'),
  databaseWaitLimit: wait.prefault('3s').describe('PostgreSQL: how long a request waits for a connection.'),
  databaseStartLimit: wait
    .prefault('30s')
    .describe('PostgreSQL: how long the start waits for a server that cannot be reached.'),
  databaseStatementLimit: wait.prefault('10s').describe('PostgreSQL: how long one statement may take.'),
  databaseNotify: flag
    .default(true)
    .describe(
      'PostgreSQL: whether replicas wake each other with NOTIFY; `false` behind PgBouncer in transaction mode.',
    ),
  databasePreparedStatements: flag
    .default(true)
    .describe(
      'PostgreSQL: whether statements are kept prepared on a connection; `false` behind a pooler that does not carry them, such as PgBouncer before 1.21 in transaction mode.',
    ),
  databaseUnboundRole: flag
    .default(false)
    .describe(
      'PostgreSQL: whether a role that row-level security does not bind may be used, a superuser, say. `assistd dev` may.',
    ),
  seed: z
    .string()
    .optional()
    .describe('A JSON file with the tenants that `assistd dev` begins with; see docs/guide/testing.md.'),
  beyondLoopback: flag
    .default(false)
    .describe(
      'Whether `assistd dev` may listen beyond loopback, in a container, say, where it is asked for by the name in publicOrigin. Whoever reaches it gets tokens.',
    ),
  dataFolder: z.string().default('.assistd').describe('Where `assistd dev` keeps its certificates and keys.'),
  masterKeys: keys
    .default([])
    .describe(
      'The keys that seal grants at rest, the current one first: `id:base64` of 32 bytes each, a line or comma apart.',
    ),
  auditKeys: keys
    .default([])
    .describe(
      'The keys that hash the audit trail, as masterKeys are written, the current one first. Without them keys are derived from masterKeys, called `master.` and the id; of that name here, they only verify. See docs/guide/audit.md.',
    ),
  permissions: z
    .enum(['documented', 'current'])
    .default('documented')
    .describe('Which published generation of permission tables counts.'),
  issuers: list(issuer).default([]).describe('Whose tokens are accepted, and for which audiences.'),
  signingKeyLifetime: duration
    .refine((ms) => ms >= unitMs.m && ms <= unitMs.h, 'write 1m to 1h')
    .prefault('1h')
    .describe(
      'How long the keys of an issuer count after they were fetched, at most 1h: so long a key works that was withdrawn, and tokens are accepted while their issuer cannot be reached.',
    ),
  connectors: list(connectorSettings)
    .default([])
    .describe('The partner products that tenants can connect to; the first is the default.'),
  tenants: list(tenant).default([]).describe('Organisations that are made sure to exist at the start.'),
  operatorTenant: guid
    .optional()
    .describe(
      'The tenant whose callers with Assist.Operate.All add, suspend and resume the others; without it nobody can.',
    ),
  auditHeadsFile: z
    .string()
    .min(1)
    .optional()
    .describe(
      'A file that the newest hash of every audit trail is added to once a day, a line of JSON each, as it is in the log; keep it where the database is not.',
    ),
  auditRetention: duration
    .refine((milliseconds) => milliseconds >= unitMs.d, 'keep audit events for at least 1d')
    .prefault('400d')
    .describe('How long audit events are kept; older ones are removed once a day.'),
  recordRetention: duration
    .refine((milliseconds) => milliseconds >= unitMs.d, 'keep them for at least 1d')
    .prefault('400d')
    .describe(
      'How long sessions that are over and obligations that are met are kept; older ones are removed once a day.',
    ),
  timestampAuthority: z
    .url('write the URL of a time stamp authority, http or https')
    .optional()
    .describe(
      'The time stamp authority (RFC 3161) that receipts, and once a day the newest hashes of audit trails, get a time stamp from; see docs/guide/proof.md.',
    ),
  onboardingLifetime: duration.prefault('1h').describe('How long consent at the partner is awaited.'),
  consentConfirmation: z
    .enum(['signIn', 'action', 'none'])
    .optional()
    .describe(
      'Who stands behind a consent: `signIn`, a person who signs in on the start page; `action`, a caller who confirms the account afterwards; `none`, nobody, in `assistd dev` alone. ' +
        'The default is `signIn` with a consoleClientId, else `action`; `none` in development.',
    ),
  watchInterval: duration
    .refine((ms) => ms >= 1000, 'write 1s or more')
    .prefault('15m')
    .describe('How often a connected partner is asked whether it still knows us.'),
  sessionLifetime: duration
    .refine((ms) => ms > 0 && ms <= longestSession, 'write more than 0s, and 24h at most')
    .prefault('4h')
    .describe('How long a remote-assistance session stays open, at most 24h; then it is closed at the partner.'),
  sessionOpenLimit: duration
    .prefault('15m')
    .describe('How long it is tried to open a session at a partner that cannot be reached.'),
  sessionPollInterval: duration
    .refine((ms) => ms >= 1000, 'write 1s or more')
    .prefault('30s')
    .describe('How often the partner is asked about a session in which something happens.'),
  reportAfter: duration.prefault('7d').describe('How long an obligation may stay unmet before it is reported.'),
  throttling: throttling
    .optional()
    .describe(
      '`off`, `documented` (the limits that Graph publishes), or limits of your own; what they leave out is as documented. ' +
        'The default is `documented`, and `off` in development.',
    ),
  maxBodyBytes: wholeNumber(1024, 2 ** 30, 'write a number of bytes, 1024 to 1073741824')
    .default(262_144)
    .describe(
      'The largest request body that is read, in bytes, and what it may inflate to; an import takes 4 MB in any case.',
    ),
  consoleClientId: z
    .string()
    .min(1)
    .optional()
    .describe(
      'The client that people sign in to the console with: public, with the redirect URI <origin>/console/signed-in.',
    ),
  consoleAuthority: z
    .url('write the issuer’s URL, without /.well-known/…')
    .optional()
    .describe('Where people sign in to the console, if not at the first of the issuers.'),
  consoleScopes: list(z.string())
    .optional()
    .describe('The scopes that the console asks for, beside openid, profile and offline_access.'),
  consoleAudience: z
    .string()
    .min(1)
    .optional()
    .describe(
      'What the console’s tokens are for, where the issuer wants to be told: sent as audience (Auth0) and, where it is a URI, as resource (RFC 8707).',
    ),
  metrics: flag
    .default(false)
    .describe('Whether /metrics answers on the ports of the service, to whoever reaches them; metricsPort is safer.'),
  metricsPort: port
    .optional()
    .describe('A port of its own for /metrics and /health, over http; see docs/guide/observe.md.'),
  metricsHost: host.default('127.0.0.1').describe('The address that metricsPort is on.'),
  drainDelay: wait
    .optional()
    .describe(
      'How long a service that is told to stop still serves, while /health/ready says 503, so that balancers notice. The default is 5s; `assistd dev` does not wait.',
    ),
  stopTimeout: wait
    .refine((milliseconds) => milliseconds >= unitMs.s, 'write 1s or more')
    .prefault('25s')
    .describe('How long stopping may take in all, drainDelay included; what is still under way then is cut off.'),
  logLevel: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('The least severe line that is logged.'),
});

export type Settings = z.output<typeof settingsSchema>;
export type SettingsInput = z.input<typeof settingsSchema>;
