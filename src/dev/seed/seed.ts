import { readFileSync } from 'node:fs';
import stripJsonComments from 'strip-json-comments';
import { z } from 'zod';
import { derivedId } from '../../core/id.ts';
import { unicodeText } from '../../core/unicode.ts';
import { permissionNames } from '../../model/permissions.ts';
import { didYouMean } from '../did-you-mean.ts';
import {
  type DevelopmentDirectory,
  defaultDirectory,
  directoryPermissions,
  readPermissions,
  writePermissions,
} from '../issuer/directory.ts';
import { permissionProblem } from '../known-names.ts';
import { numberedDevices, readDevice, type SeedDevice } from './seed-devices.ts';

const guid = z.guid('write an id as a GUID').transform((text) => text.toLowerCase());

const name = z.string('write a text').min(1, 'write a text that is not empty');

const permission = name
  .superRefine((text, { addIssue }) => {
    const message = permissionProblem(text);
    if (message !== undefined) addIssue({ code: 'custom', message });
  })
  .meta({ examples: [...permissionNames] });

const permissions = z
  .union([z.literal(['read', 'write']), z.array(permission)], 'write "read", "write", or a list of permission names')
  .transform((given) => {
    if (given === 'read') return [...readPermissions, ...directoryPermissions];
    return given === 'write' ? [...readPermissions, ...writePermissions, ...directoryPermissions] : [...given];
  });

const user = z.strictObject({
  userPrincipalName: z.email('write the name that the person signs in with: adele@contoso.example'),
  displayName: name.optional(),
  oid: guid.optional(),
  userType: z.literal(['Member', 'Guest'], 'write "Member" or "Guest"').default('Member'),
  permissions: permissions.prefault('write'),
});

const partner = z.strictObject({
  displayName: name.default('TeamViewer'),
  onboardingStatus: z.literal(['notOnboarded', 'onboarding', 'onboarded']).default('notOnboarded'),
  account: z.email('write the e-mail address of the TeamViewer account that consents').optional(),
});

const tenant = z.strictObject({
  domain: z
    .string()
    .regex(/^([a-z0-9-]+\.)+[a-z][a-z0-9-]*$/i, 'write the domain that the organisation signs in by: contoso.example'),
  tenantId: guid.optional(),
  displayName: name.optional(),
  subscriptionState: z.literal(['active', 'warning', 'disabled']).default('active'),
  users: z.array(user).optional(),
  partners: z.array(partner).default([]),
  devices: z
    .union(
      [z.int().min(0).max(10_000), z.array(z.record(z.string(), z.unknown()))],
      'write a list, or a number up to 10000',
    )
    .default([]),
  sessions: z.array(z.strictObject({ device: name })).default([]),
});

const client = z.strictObject({
  clientId: guid,
  displayName: name,
  secret: z.string().min(1).optional(),
  certificates: z.array(z.string().startsWith('-----BEGIN CERTIFICATE', 'write the certificate as PEM')).optional(),
  redirectUris: z.array(z.url()).default([]),
  tenants: z.union([z.literal('*'), z.array(name)]).default('*'),
  roles: permissions.prefault('write'),
  scopes: permissions.prefault('write'),
});

export const seedSchema = z.strictObject({
  $schema: z.string().optional(),
  tenants: z.array(tenant).min(1, 'name at least one organisation'),
  clients: z.array(client).default([]),
});

/** What `assistd dev` and `start()` begin with, as it is written in a file: see docs/guide/testing.md. */
export type SeedInput = z.input<typeof seedSchema>;

/** A seed, with every default filled in. */
export interface Seed {
  readonly directory: DevelopmentDirectory;
  readonly tenants: readonly SeedTenant[];
}

export interface SeedTenant {
  readonly tenantId: string;
  readonly displayName: string;
  readonly subscriptionState: 'active' | 'warning' | 'disabled';
  readonly partners: readonly z.output<typeof partner>[];
  readonly devices: readonly SeedDevice[];
  /** The devices, by their ids, that remote assistance is asked for on. */
  readonly sessions: readonly string[];
}

/** The seed cannot be used; the message names everything that is wrong with it, one line each. */
export class SeedInvalid extends Error {
  constructor(source: string, problems: readonly string[]) {
    super(`${source} is no seed:\n${problems.join('\n')}`);
    this.name = 'SeedInvalid';
  }
}

/** @throws SeedInvalid */
export function readSeed(file: string): Seed {
  let content: unknown;
  try {
    content = JSON.parse(stripJsonComments(unicodeText(readFileSync(file)), { trailingCommas: true }));
  } catch (error) {
    throw new SeedInvalid(file, [`it cannot be read as JSON: ${(error as Error).message}`]);
  }
  return parseSeed(content, file);
}

/**
 * @param source what messages call it
 * @throws SeedInvalid
 */
export function parseSeed(content: unknown, source = 'the seed'): Seed {
  const parsed = seedSchema.safeParse(content);
  if (!parsed.success) {
    throw new SeedInvalid(source, parsed.error.issues.flatMap(problemsOf));
  }
  const problems: string[] = [];
  const tenants = parsed.data.tenants.map((each, index) => {
    const tenantId = each.tenantId ?? derivedId('tenant', each.domain.toLowerCase());
    const devices = devicesOf(tenantId, each.devices, (path, problem) =>
      problems.push(`tenants[${index}].devices${path}: ${problem}`),
    );
    const sessions = each.sessions.flatMap(({ device }, at) => {
      const found = devices.find(({ deviceName }) => deviceName === device);
      if (found && each.partners.some(({ onboardingStatus }) => onboardingStatus === 'onboarded')) return found.id;
      const right = found
        ? 'a session needs a partner that is onboarded'
        : `no device has the name ${JSON.stringify(device)}`;
      problems.push(`tenants[${index}].sessions[${at}].device: ${right}`);
      return [];
    });
    return { ...each, tenantId, displayName: each.displayName ?? each.domain, devices, sessions };
  });
  const repeated = tenants.filter(({ tenantId, domain }, index) =>
    tenants.slice(0, index).some((earlier) => earlier.tenantId === tenantId || earlier.domain === domain),
  );
  problems.push(...repeated.map(({ domain }) => `tenants: ${domain} is there twice, by its domain or by its tenantId`));
  if (problems.length > 0) throw new SeedInvalid(source, problems);
  return { directory: directoryOf(tenants, parsed.data.clients), tenants };
}

/** The organisations that are there when nobody says otherwise; the first has `devices` devices. */
export function defaultSeed({ devices = 0 } = {}): Seed {
  const tenants = defaultDirectory.tenants.map((each, index) => ({
    ...emptyTenant(each),
    devices: index === 0 ? numberedDevices(each.tenantId, devices) : [],
  }));
  return { directory: defaultDirectory, tenants };
}

/** An organisation with what every one has, and no more. */
export function emptyTenant({ tenantId, displayName }: Pick<SeedTenant, 'tenantId' | 'displayName'>): SeedTenant {
  return { tenantId, displayName, subscriptionState: 'active', partners: [], devices: [], sessions: [] };
}

function devicesOf(
  tenantId: string,
  written: z.output<typeof tenant>['devices'],
  refuse: (path: string, problem: string) => void,
): SeedDevice[] {
  if (typeof written === 'number') return numberedDevices(tenantId, written);
  return written.flatMap((device, index) => {
    try {
      return readDevice(tenantId, device);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      refuse(`[${index}]`, error.message);
      return [];
    }
  });
}

type ParsedTenant = Pick<z.output<typeof tenant>, 'domain' | 'users'> & Pick<SeedTenant, 'tenantId' | 'displayName'>;

function directoryOf(tenants: readonly ParsedTenant[], clients: readonly z.output<typeof client>[]) {
  const given = new Set(clients.map(({ clientId }) => clientId));
  return {
    tenants: tenants.map(({ tenantId, domain, displayName }) => ({ tenantId, domain, displayName })),
    users: tenants.flatMap(({ tenantId, domain, users }) =>
      (users ?? [user.parse({ userPrincipalName: `admin@${domain}` })]).map((each) => ({
        tenantId,
        // A guest is another object in every organisation.
        oid:
          each.oid ??
          derivedId('user', ...(each.userType === 'Guest' ? [tenantId] : []), each.userPrincipalName.toLowerCase()),
        userPrincipalName: each.userPrincipalName,
        displayName: each.displayName ?? each.userPrincipalName,
        userType: each.userType,
        roles: each.permissions,
      })),
    ),
    clients: [
      // The console, the command line and the tokens that tests ask for stand on these.
      ...defaultDirectory.clients.filter(({ clientId }) => !given.has(clientId)),
      ...clients.map(({ tenants: names, secret, certificates, ...each }) => ({
        ...each,
        ...(secret !== undefined && { secret }),
        ...(certificates !== undefined && { certificates }),
        tenantIds:
          names === '*' ? names : names.map((one) => tenants.find(({ domain }) => domain === one)?.tenantId ?? one),
      })),
    ],
  } satisfies DevelopmentDirectory;
}

function problemsOf(issue: z.core.$ZodIssue): string[] {
  const at = pathOf(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${at}: there is no ${key}${didYouMean(key, memberNames)}`);
  }
  // Of a union, what is wrong with one of a list's items says more than that the whole is none of its forms.
  const inner = issue.code === 'invalid_union' ? issue.errors.flat().filter(({ code }) => code === 'custom') : [];
  return inner.length > 0
    ? inner.map(({ path, message }) => `${at}${pathOf(path)}: ${message}`)
    : [`${at}: ${issue.message}`];
}

const memberNames = [seedSchema, tenant, user, partner, client].flatMap(({ shape }) => Object.keys(shape));

/** `tenants[0].users[1].permissions` */
function pathOf(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text.replace(/^\./, '') || 'the seed';
}
