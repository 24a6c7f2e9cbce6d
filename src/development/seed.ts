import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { derivedId } from '../core/id.ts';
import {
  type DevelopmentDirectory,
  defaultDirectory,
  readPermissions,
  writePermissions,
} from '../identity/development/directory.ts';

const guid = z
  .guid('write an id as a GUID, or leave it out to have one that follows from the name')
  .transform((text) => text.toLowerCase());

const name = z.string().min(1);

const permissions = z
  .union([z.literal(['read', 'write']), z.array(name)], 'write "read", "write", or a list of permission names')
  .transform((given) => {
    if (given === 'read') return [...readPermissions, 'User.Read'];
    return given === 'write' ? [...readPermissions, ...writePermissions, 'User.Read'] : given;
  });

const user = z.strictObject({
  userPrincipalName: z.email('write the name that the person signs in with: adele@contoso.example'),
  displayName: name.optional(),
  oid: guid.optional(),
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
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, 'write the domain that the organisation signs in by: contoso.example'),
  tenantId: guid.optional(),
  displayName: name.optional(),
  subscriptionState: z.literal(['active', 'warning', 'disabled']).default('active'),
  users: z.array(user).optional(),
  partners: z.array(partner).default([]),
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

const seed = z.strictObject({
  $schema: z.string().optional(),
  tenants: z.array(tenant).min(1, 'name at least one organisation'),
  clients: z.array(client).default([]),
});

/** What `assistd dev` and `start()` begin with, as it is written in a file: see docs/guide/testing.md. */
export type SeedInput = z.input<typeof seed>;

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
    content = JSON.parse(readFileSync(file, 'utf8'));
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
  const parsed = seed.safeParse(content);
  if (!parsed.success) {
    throw new SeedInvalid(
      source,
      parsed.error.issues.map(({ path, message }) => `${pathOf(path)}: ${message}`),
    );
  }
  const tenants = parsed.data.tenants.map((each) => ({
    ...each,
    tenantId: each.tenantId ?? derivedId('tenant', each.domain.toLowerCase()),
    displayName: each.displayName ?? each.domain,
  }));
  const repeated = tenants.filter(({ tenantId, domain }, index) =>
    tenants.slice(0, index).some((earlier) => earlier.tenantId === tenantId || earlier.domain === domain),
  );
  if (repeated.length > 0) {
    throw new SeedInvalid(
      source,
      repeated.map(({ domain }) => `tenants: ${domain} is there twice, by its domain or by its tenantId`),
    );
  }
  return { directory: directoryOf(tenants, parsed.data.clients), tenants };
}

/** The organisations that are there when nobody says otherwise. */
export function defaultSeed(): Seed {
  const tenants = defaultDirectory.tenants.map(({ tenantId, displayName }) => ({
    tenantId,
    displayName,
    subscriptionState: 'active' as const,
    partners: [],
  }));
  return { directory: defaultDirectory, tenants };
}

type ParsedTenant = Omit<z.output<typeof tenant>, 'tenantId' | 'displayName'> & {
  readonly tenantId: string;
  readonly displayName: string;
};

function directoryOf(tenants: readonly ParsedTenant[], clients: readonly z.output<typeof client>[]) {
  const given = new Set(clients.map(({ clientId }) => clientId));
  return {
    tenants: tenants.map(({ tenantId, domain, displayName }) => ({ tenantId, domain, displayName })),
    users: tenants.flatMap(({ tenantId, domain, users }) =>
      (users ?? [user.parse({ userPrincipalName: `admin@${domain}` })]).map((each) => ({
        tenantId,
        oid: each.oid ?? derivedId('user', each.userPrincipalName.toLowerCase()),
        userPrincipalName: each.userPrincipalName,
        displayName: each.displayName ?? each.userPrincipalName,
        scopes: each.permissions,
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

/** `tenants[0].users[1].permissions` */
function pathOf(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text.replace(/^\./, '') || 'the seed';
}
