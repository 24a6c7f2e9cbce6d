import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { MasterKeys } from './core/seal.ts';
import { Secret } from './core/secret.ts';
import { documentedLimits } from './model/throttling.ts';
import { type DatabaseOptions, isPostgresUrl } from './store/database.ts';
import { readPostgresUrl } from './store/postgres-url.ts';

/** The two ways to run: development on loopback, production. */
export type Mode = 'dev' | 'serve';

const duration = z
  .string()
  .regex(/^\d+(ms|s|m|h|d)$/, 'write a number and a unit: 500ms, 30s, 15m, 1h or 7d')
  .transform((text) => Number.parseInt(text, 10) * unitMs[text.replace(/^\d+/, '') as keyof typeof unitMs]);

const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

const longestSession = unitMs.d;

const port = z.coerce.number('write a port number').int().min(0).max(65_535);

const count = z.coerce.number('write a number').int().min(1);

const origin = z
  .string()
  .refine(isOrigin, 'write scheme, host and port alone, such as https://assist.example.org')
  .transform((text) => new URL(text).origin);

const secret = z
  .string()
  .min(1)
  .transform((text) => new Secret(text));

const guid = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'write the tenant id as a GUID')
  .transform((text) => text.toLowerCase());

const flag = z.preprocess(
  (value) => (value === 'true' ? true : value === 'false' ? false : value),
  z.boolean('write true or false'),
);

const list = <T extends z.ZodType>(item: T) => z.preprocess(fromText, z.array(item));

const issuer = z.union([
  z.strictObject({
    preset: z.literal('entra'),
    audiences: z.array(z.string()).min(1),
    tenants: z.union([z.literal('organizations'), z.array(guid)]).default('organizations'),
  }),
  z.strictObject({
    issuer: z.url('write the issuer as it stands in the iss claim'),
    discoveryUrl: z.url().optional(),
    audiences: z.array(z.string()).min(1, 'name the audience that tokens for this service carry'),
    authorizationUri: z.url().optional(),
    tenants: z.array(guid).min(1).optional(),
  }),
]);

const connector = z.strictObject({
  name: z.string().min(1).default('TeamViewer'),
  product: z.literal('teamviewer'),
  clientId: z.string().min(1),
  clientSecret: secret,
  apiBase: origin.default('https://webapi.teamviewer.com'),
  authorizeUrl: z.url().default('https://login.teamviewer.com/oauth2/authorize'),
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

const throttling = z.preprocess(
  jsonFromText,
  z.union([z.literal('off'), z.literal('documented').transform(() => documentedLimits), limits]),
);

const tenant = z.strictObject({ tenantId: guid, displayName: z.string().min(1) });

const masterKey = z.strictObject({ id: z.string().min(1), key: secret });

/**
 * Every setting, with what it means. A name stands as it is in `assistd.config.json`, as `ASSISTD_` and upper-case words in the
 * environment, and as `--` and words in flags: `publicOrigin`, `ASSISTD_PUBLIC_ORIGIN`, `--public-origin`.
 */
export const settingsSchema = z.strictObject({
  host: z.string().default('127.0.0.1').describe('The address to listen on.'),
  port: port.default(8400).describe('The port for http; 0 picks a free one.'),
  tlsPort: port.optional().describe('A port for https. In production it needs tlsCertificateFile and tlsKeyFile.'),
  tlsCertificateFile: z.string().optional().describe('A PEM file: the certificate and the chain above it.'),
  tlsKeyFile: z.string().optional().describe('A PEM file: the private key of the certificate.'),
  publicOrigin: origin
    .optional()
    .describe(
      'How clients reach the service: scheme, host and port. Links in answers and the partner’s redirect start with it.',
    ),
  trustedProxies: list(z.string())
    .default([])
    .describe('Addresses or ranges of proxies whose X-Forwarded-* headers count.'),
  database: z
    .string()
    .default('memory')
    .describe('`memory`, a folder for SQLite, or the URL of a PostgreSQL database; see docs/guide/scale.md.'),
  databaseMigrationUrl: z
    .string()
    .optional()
    .describe(
      'PostgreSQL: the URL that migrations run under, of the role that owns the tables. The default is `database`.',
    ),
  databaseConnections: count
    .default(10)
    .describe('PostgreSQL: how many connections a replica holds at most, and one more to listen.'),
  databaseWaiting: count.default(200).describe('PostgreSQL: how many requests may wait for a connection.'),
  databaseWaitLimit: duration.prefault('3s').describe('PostgreSQL: how long a request waits for a connection.'),
  databaseStatementLimit: duration.prefault('10s').describe('PostgreSQL: how long one statement may take.'),
  databaseNotify: flag
    .default(true)
    .describe(
      'PostgreSQL: whether replicas wake each other with NOTIFY; `false` behind PgBouncer in transaction mode.',
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
  dataFolder: z.string().default('.assistd').describe('Where `assistd dev` keeps its certificates and keys.'),
  masterKeys: z
    .preprocess(keysFromText, z.array(masterKey))
    .default([])
    .describe(
      'The keys that seal grants at rest, the current one first: `id:base64` of 32 bytes each, a line or comma apart.',
    ),
  permissions: z
    .enum(['documented', 'current'])
    .default('documented')
    .describe('Which published generation of permission tables counts.'),
  issuers: list(issuer).default([]).describe('Whose tokens are accepted, and for which audiences.'),
  connectors: list(connector)
    .default([])
    .describe('The partner products that tenants can connect to; the first is the default.'),
  tenants: list(tenant).default([]).describe('Organisations that are made sure to exist at the start.'),
  operatorTenant: guid
    .optional()
    .describe(
      'The tenant whose callers with Assist.Operate.All add, suspend and resume the others; without it nobody can.',
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
  onboardingLifetime: duration.prefault('1h').describe('How long consent at the partner is awaited.'),
  watchInterval: duration.prefault('15m').describe('How often a connected partner is asked whether it still knows us.'),
  sessionLifetime: duration
    .refine((ms) => ms > 0 && ms <= longestSession, 'write 24h or less')
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
  maxBodyBytes: z.coerce
    .number()
    .int()
    .min(1024)
    .default(4_194_304)
    .describe('The largest request body that is read, in bytes.'),
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
  metrics: flag
    .default(false)
    .describe('Whether /metrics answers on the ports of the service, to whoever reaches them; metricsPort is safer.'),
  metricsPort: port
    .optional()
    .describe('A port of its own for /metrics and /health, over http; see docs/guide/observe.md.'),
  metricsHost: z.string().default('127.0.0.1').describe('The address that metricsPort is on.'),
  drainDelay: duration
    .optional()
    .describe(
      'How long a service that is told to stop still serves, while /health/ready says 503, so that balancers notice. The default is 5s; `assistd dev` does not wait.',
    ),
  stopTimeout: duration
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

/** One thing that is wrong with the settings, and what would be right. */
export interface SettingProblem {
  readonly setting: string;
  readonly source: string;
  readonly problem: string;
}

/** The settings do not make a service. Names everything that is wrong at once, and no secret. */
export class SettingsInvalid extends Error {
  readonly problems: readonly SettingProblem[];

  constructor(problems: readonly SettingProblem[]) {
    super(problems.map(({ setting, source, problem }) => `${setting} (${source}): ${problem}`).join('\n'));
    this.name = 'SettingsInvalid';
    this.problems = problems;
  }
}

/** Where settings come from; flags win over the environment, which wins over the file. */
export interface Sources {
  readonly file?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly flags: Readonly<Record<string, unknown>>;
}

/**
 * Reads and checks every setting once.
 * @throws SettingsInvalid
 */
export function readSettings(mode: Mode, sources: Sources): Settings {
  const { settings, problems } = inspectSettings(mode, sources);
  if (problems.length > 0) throw new SettingsInvalid(problems);
  return settings;
}

export interface InspectedSettings {
  /** With the default in the place of what is wrong. */
  readonly settings: Settings;
  readonly problems: readonly SettingProblem[];
}

/** Reads every setting as far as it can be read, for whoever looks for what is wrong. */
export function inspectSettings(mode: Mode, sources: Sources): InspectedSettings {
  const problems: SettingProblem[] = [];
  const raw: Record<string, unknown> = {};
  const origins = new Map<string, string>();
  const take = (name: string, value: unknown, source: string) => {
    raw[name] = value;
    origins.set(name, source);
  };
  for (const [name, value] of Object.entries(fromFile(sources.file, problems))) take(name, value, sources.file ?? '');
  for (const [name, value, source] of fromEnvironment(sources.environment, problems)) take(name, value, source);
  for (const [name, value] of Object.entries(sources.flags)) {
    if (value !== undefined) take(name, value, flagName(name));
  }
  for (const name of Object.keys(raw).filter((each) => !settingNames.includes(each))) {
    const source = origins.get(name) ?? mode;
    problems.push({ setting: name, source, problem: `no setting has this name${nearest(name)}` });
  }
  // Each setting is judged by itself, so that one that is wrong hides nothing about the others.
  const wrong = new Set<string>();
  const settings = Object.fromEntries(
    Object.entries(settingsSchema.shape).map(([name, schema]: [string, z.ZodType]) => {
      const parsed = schema.safeParse(raw[name]);
      if (parsed.success) return [name, parsed.data];
      wrong.add(name);
      problems.push(...parsed.error.issues.flatMap((found) => problemsOf(name, found, origins.get(name) ?? mode)));
      return [name, schema.safeParse(undefined).data];
    }),
  ) as Settings;
  const unfit = mode === 'serve' ? unfitForProduction(settings) : unfitForDevelopment(settings);
  problems.push(
    ...[...unfit, ...keysUnfit(settings), ...urlsUnfit(settings)].filter(({ setting }) => !wrong.has(setting)),
  );
  return { settings, problems };
}

/** Variables that begin like those of settings, and are the command line's own. */
export const commandLineVariables = ['ASSISTD_GRAPH', 'ASSISTD_TOKEN', 'ASSISTD_FROM_TOKEN', 'ASSISTD_CLIENT_SECRET'];

export function environmentName(name: string): string {
  return `ASSISTD_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

export function flagName(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

const settingNames = Object.keys(settingsSchema.shape);

function fromFile(file: string | undefined, problems: SettingProblem[]): Record<string, unknown> {
  if (file === undefined) return {};
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) return { ...content };
    problems.push({ setting: file, source: 'file', problem: 'the file must hold one JSON object' });
  } catch (error) {
    problems.push({ setting: file, source: 'file', problem: `cannot be read as JSON: ${(error as Error).message}` });
  }
  return {};
}

/** `ASSISTD_NAME`, or `ASSISTD_NAME_FILE` with a file that holds the value, as orchestrators hand secrets over. */
function fromEnvironment(
  environment: Sources['environment'],
  problems: SettingProblem[],
): [name: string, value: string, source: string][] {
  const taken: [string, string, string][] = [];
  for (const [key, value] of Object.entries(environment)) {
    if (!key.startsWith('ASSISTD_') || value === undefined || value === '') continue;
    if (commandLineVariables.includes(key)) continue;
    const plain = settingNames.find((name) => environmentName(name) === key);
    const named = plain ?? settingNames.find((name) => `${environmentName(name)}_FILE` === key);
    if (plain) taken.push([plain, value, key]);
    else if (named) taken.push(...readInto(named, value, key, problems));
    else problems.push({ setting: key, source: 'environment', problem: `no setting has this name${nearest(key)}` });
  }
  return taken;
}

function readInto(name: string, file: string, source: string, problems: SettingProblem[]): [string, string, string][] {
  try {
    if (name === 'masterKeys' && isOpenToOthers(statSync(file))) {
      problems.push({ setting: name, source, problem: `others can read ${file}: run chmod 600 ${file}` });
    }
    return [[name, readFileSync(file, 'utf8').trim(), source]];
  } catch (error) {
    problems.push({ setting: name, source, problem: `cannot read the file: ${(error as Error).message}` });
    return [];
  }
}

/**
 * Whether more than the service can read or change a file. One of root's may be readable for a group, as systemd and Kubernetes hand
 * secrets over; libpq has the same rule for keys (PostgreSQL documentation, section 32.19.2).
 */
export function isOpenToOthers({ mode, uid }: { readonly mode: number; readonly uid: number }): boolean {
  return (mode & (uid === 0 ? 0o027 : 0o077)) !== 0;
}

function problemsOf(name: string, found: z.core.$ZodIssue, source: string): SettingProblem[] {
  const setting = [name, ...found.path].join('.');
  if (found.code === 'unrecognized_keys') {
    return found.keys.map((key) => ({ setting: `${setting}.${key}`, source, problem: 'no such member' }));
  }
  const text = found.code === 'invalid_union' ? 'fits no form of it; see docs/guide/settings.md' : found.message;
  return [{ setting, source, problem: text }];
}

function nearest(key: string): string {
  const plain = (text: string) =>
    text
      .toLowerCase()
      .replaceAll('_', '')
      .replace(/^assistd/, '');
  const near = settingNames.find((name) => plain(name).startsWith(plain(key).slice(0, 5)));
  return near ? `; did you mean ${key.startsWith('ASSISTD_') ? environmentName(near) : near}?` : '';
}

function unfitForProduction(settings: Settings): SettingProblem[] {
  const problems: SettingProblem[] = [];
  const missing = (setting: string, problem: string) => problems.push({ setting, source: 'serve', problem });
  if (!settings.publicOrigin)
    missing('publicOrigin', 'set the origin that clients reach the service by, such as https://assist.example.org');
  else if (!settings.publicOrigin.startsWith('https:') && !isLoopback(new URL(settings.publicOrigin).hostname)) {
    missing('publicOrigin', 'must be https: clients send tokens to it, and official SDKs refuse anything else');
  }
  if (settings.database === 'memory')
    missing('database', 'set a folder or a PostgreSQL URL: what is kept in memory is lost at the next stop');
  if (settings.masterKeys.length === 0)
    missing('masterKeys', 'set at least one key, `id:base64`; make one with: openssl rand -base64 32');
  if (settings.issuers.length === 0)
    missing(
      'issuers',
      'set whose tokens are accepted, for instance [{"preset":"entra","audiences":["api://assistd"]}]',
    );
  if (settings.issuers.length > 1 && settings.issuers.some((each) => !('preset' in each) && !each.tenants)) {
    missing(
      'issuers',
      'with several issuers, give each its tenants, or one could speak for the organisations of another',
    );
  }
  if (settings.seed !== undefined) missing('seed', 'leave it out: `assistd dev` alone begins with made-up tenants');
  if (settings.connectors.length === 0)
    missing('connectors', 'set at least one partner product, with its clientId and clientSecret');
  const names = settings.connectors.map((each) => each.name);
  if (new Set(names).size < names.length) missing('connectors', 'give every connector a name of its own');
  for (const each of settings.connectors) {
    if (!each.apiBase.startsWith('https:') && !isLoopback(new URL(each.apiBase).hostname)) {
      missing('connectors', `${each.name}: apiBase must be https, because grants are sent to it`);
    }
  }
  if ((settings.drainDelay ?? 0) > settings.stopTimeout - unitMs.s) {
    missing('drainDelay', 'must be at least 1s shorter than stopTimeout, which is for finishing as well');
  }
  if (settings.tlsPort !== undefined && !(settings.tlsCertificateFile && settings.tlsKeyFile)) {
    missing('tlsPort', 'also set tlsCertificateFile and tlsKeyFile');
  }
  return problems;
}

function unfitForDevelopment(settings: Settings): SettingProblem[] {
  if (isLoopback(settings.host)) return [];
  return [
    { setting: 'host', source: 'dev', problem: 'assistd dev gives everybody a token, so it listens on loopback only' },
  ];
}

function keysUnfit({ masterKeys }: Settings): SettingProblem[] {
  try {
    if (masterKeys.length > 0) MasterKeys.parse(masterKeys);
    return [];
  } catch (error) {
    return [{ setting: 'masterKeys', source: 'settings', problem: (error as Error).message }];
  }
}

function urlsUnfit({ database, databaseMigrationUrl }: Settings): SettingProblem[] {
  const urls = { ...(isPostgresUrl(database) && { database }), ...(databaseMigrationUrl && { databaseMigrationUrl }) };
  return Object.entries(urls).flatMap(([setting, url]) => {
    try {
      readPostgresUrl(url);
      return [];
    } catch (error) {
      return [{ setting, source: 'settings', problem: (error as Error).message }];
    }
  });
}

/** How the store is told where its data is. */
export function databaseSettings(settings: Settings): Pick<DatabaseOptions, 'database' | 'postgres'> {
  const { database, databaseMigrationUrl: migrationUrl } = settings;
  if (!isPostgresUrl(database)) return { database };
  return {
    database,
    postgres: {
      ...(migrationUrl !== undefined && { migrationUrl }),
      connections: settings.databaseConnections,
      waiting: settings.databaseWaiting,
      waitMs: settings.databaseWaitLimit,
      statementMs: settings.databaseStatementLimit,
      notify: settings.databaseNotify,
      allowUnboundRole: settings.databaseUnboundRole,
    },
  };
}

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search && !url.hash && !url.username
  );
}

export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
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
