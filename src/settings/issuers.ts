import { z } from 'zod';
import { isGuid } from '../core/guid.ts';
import { appRoles, entraIssuers, type IssuerSettings } from '../identity/issuers.ts';
import { permissionNames } from '../model/permissions.ts';
import { guid } from './values.ts';

const permission = z
  .string()
  .refine((name) => permissionNames.has(name), 'is no permission; contract/permissions.md has them all');

/** From a value of a claim to what it grants. */
const grants = z
  .record(z.string(), z.array(permission).readonly())
  .refine(
    (given) => Object.keys(given).every((value) => !isGuid(value) || value === value.toLowerCase()),
    'write ids in lower case, as they stand in tokens',
  );

const personPermissions = z.union(
  [
    z.literal('scopesAlone'),
    z
      .record(z.string(), z.union([z.literal('byName'), grants]))
      .refine((claims) => Object.keys(claims).length > 0, 'name a claim, or write "scopesAlone"'),
  ],
  'write "scopesAlone", {"<claim>":"byName"}, or {"<claim>":{"<value>":["<permission>"]}} with permissions of contract/permissions.md',
);

const claimValues = z
  .record(z.string(), z.union([z.string(), z.literal(true)], 'write the value of the claim, or true'))
  .refine((claims) => Object.keys(claims).length > 0, 'name at least one claim');

const accessToken = z.union(
  [z.literal('at+jwt'), z.literal('entra'), claimValues],
  'write "at+jwt", "entra", or claims that only access tokens have, such as {"typ":"Bearer"}',
);

const applicationId = z
  .string()
  .refine(
    isGuid,
    'write the application (client) id, a GUID, and set requestedAccessTokenVersion to 2 in the registration: ' +
      'a name such as api://assistd would trust every application that calls itself so',
  );

/** What every issuer says of the people whom it names. */
const ofPeople = {
  personPermissions: personPermissions
    .optional()
    .describe(
      'What people may do beside the scopes of their client: `scopesAlone`, or claims and the permissions that they give.',
    ),
  allowGuests: z.boolean('write true or false').optional().describe('Whether guests of an organisation are admitted.'),
};

const entra = z.strictObject({
  preset: z.literal('entra').describe('Microsoft Entra ID, in its public cloud.'),
  audiences: z
    .array(applicationId.transform((id) => id.toLowerCase()))
    .min(1)
    .describe('The application (client) ids of the registrations that tokens are for.'),
  tenants: z
    .union([z.literal('organizations'), z.array(guid)], 'write "organizations", or tenant ids')
    .default('organizations')
    .describe('The organisations whose tokens count; `organizations` for any that is served.'),
  ...ofPeople,
});

const other = z
  .strictObject({
    preset: z.undefined().optional().describe('Left out: the issuer is described in full.'),
    issuer: z
      .url('write the issuer as it stands in the iss claim')
      .describe('The issuer, as it stands in the iss claim.'),
    discoveryUrl: z
      .url('write the URL of its OpenID configuration')
      .optional()
      .describe('The URL of its OpenID configuration, where that is not below the issuer.'),
    audiences: z
      .array(z.string())
      .min(1, 'name the audience that tokens for this service carry')
      .describe('The audiences that tokens for this service carry.'),
    authorizationUri: z
      .url('write the URL where people sign in')
      .optional()
      .describe('Where people sign in, as a 401 says it; else as its OpenID configuration does.'),
    tenants: z
      .array(guid)
      .min(1)
      .optional()
      .describe('The organisations that it may speak for; any that is served without it.'),
    accessToken: accessToken
      .optional()
      .describe('How access tokens are told from others: `at+jwt` (RFC 9068), `entra`, or claims that only they have.'),
    applicationClaims: claimValues
      .optional()
      .describe('Claims that only tokens of applications have, with their value, or true for any.'),
    ...ofPeople,
  })
  .superRefine(({ issuer, audiences }, context) => {
    if (!isEntra(issuer)) return;
    for (const [index, audience] of audiences.entries()) {
      const { error } = applicationId.safeParse(audience);
      if (error)
        context.addIssue({ code: 'custom', path: ['audiences', index], message: error.issues[0]?.message ?? '' });
    }
  });

/** Whose tokens are accepted: Entra ID, or an issuer described in full. */
export const issuer = z.discriminatedUnion('preset', [entra, other], {
  error: ({ code }) => (code === 'invalid_union' ? 'write "entra", or leave it out and name the issuer' : undefined),
});

type IssuerSetting = z.output<typeof issuer>;

/** What the settings make of their issuers. */
export function trustedIssuers({ issuers }: { readonly issuers: readonly IssuerSetting[] }): IssuerSettings[] {
  return issuers.flatMap((given): IssuerSettings[] => (given.preset ? entraIssuers(given) : [described(given)]));
}

function described(given: Exclude<IssuerSetting, { preset: 'entra' }>): IssuerSettings {
  const { issuer: name, audiences, discoveryUrl, tenants, applicationClaims, allowGuests } = given;
  // Entra's other clouds are described in full, and give the client's scopes to everybody all the same.
  const defaults = isEntra(name)
    ? ({ accessToken: 'entra', personPermissions: appRoles } as const)
    : ({ accessToken: 'at+jwt', personPermissions: 'scopesAlone' } as const);
  return {
    issuer: name,
    audiences,
    accessToken: given.accessToken ?? defaults.accessToken,
    personPermissions: given.personPermissions ?? defaults.personPermissions,
    ...(discoveryUrl !== undefined && { discoveryUrl }),
    ...(tenants !== undefined && { tenants }),
    ...(applicationClaims !== undefined && { applicationClaims }),
    ...(allowGuests !== undefined && { allowGuests }),
  };
}

/** The hosts of Entra ID in its clouds (national clouds, Entra documentation). */
function isEntra(issuer: string): boolean {
  const host = URL.parse(issuer)?.hostname ?? '';
  return /(^|\.)(microsoftonline\.(com|us|cn)|windows\.net|chinacloudapi\.cn|ciamlogin\.com)$/.test(host);
}
