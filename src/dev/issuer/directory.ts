/** An organisation that people sign in to. */
export interface DevelopmentTenant {
  readonly tenantId: string;
  /** Stands for the tenant in URLs, as in Entra: `/contoso.example/oauth2/…`. */
  readonly domain: string;
  readonly displayName: string;
}

export interface DevelopmentUser {
  readonly tenantId: string;
  readonly oid: string;
  readonly userPrincipalName: string;
  readonly displayName: string;
  /** A guest's tokens say `acct: 1`; a member unless told. */
  readonly userType?: 'Member' | 'Guest';
  /** The app roles that are assigned to this person, named as the permissions: what they themselves may. */
  readonly roles: readonly string[];
}

/** An application registration. Without `secret` and `certificates` it is a public client, with them it can be one as well. */
export interface DevelopmentClient {
  readonly clientId: string;
  readonly displayName: string;
  readonly secret?: string;
  /** PEM. */
  readonly certificates?: readonly string[];
  /** Loopback URLs match on every port. */
  readonly redirectUris: readonly string[];
  readonly tenantIds: readonly string[] | '*';
  /** The application permissions it is granted, everywhere. */
  readonly roles: readonly string[];
  /** The delegated permissions it is granted, everywhere and for everybody: what its tokens of any person say. */
  readonly scopes: readonly string[];
}

/** Who and what the development issuer knows. */
export interface DevelopmentDirectory {
  readonly tenants: readonly DevelopmentTenant[];
  readonly users: readonly DevelopmentUser[];
  readonly clients: readonly DevelopmentClient[];
}

/** What somebody needs who only looks. */
export const readPermissions = [
  'DeviceManagementServiceConfig.Read.All',
  'DeviceManagementConfiguration.Read.All',
  'DeviceManagementManagedDevices.Read.All',
  'DeviceManagementApps.Read.All',
  'Assist.Read.All',
] as const;
/** What somebody needs who also changes, in addition. */
export const writePermissions = [
  'DeviceManagementServiceConfig.ReadWrite.All',
  'DeviceManagementConfiguration.ReadWrite.All',
  'DeviceManagementManagedDevices.ReadWrite.All',
  'DeviceManagementManagedDevices.PrivilegedOperations.All',
  'DeviceManagementApps.ReadWrite.All',
  'Assist.Operate.All',
] as const;
/** What registrations have beside. */
export const otherPermissions = ['User.Read', 'DeviceManagementManagedDevices.PrivilegedOperations.All'] as const;

/** The client id of the console. */
export const developmentConsoleClient = 'a9910000-0003-4000-8000-000000000003';

const contoso = 'c0a70501-1000-4000-8000-000000000001';
const fabrikam = 'fab21ca0-2000-4000-8000-000000000002';

/** What `assistd dev` starts with. Its ids and its secret are public: they open nothing outside this machine. */
export const defaultDirectory = {
  tenants: [
    { tenantId: contoso, domain: 'contoso.example', displayName: 'Contoso' },
    { tenantId: fabrikam, domain: 'fabrikam.example', displayName: 'Fabrikam' },
  ],
  users: [
    {
      tenantId: contoso,
      oid: 'c0a70501-1000-4000-8000-00000000ade1',
      userPrincipalName: 'adele@contoso.example',
      displayName: 'Adele Admin',
      roles: [...readPermissions, ...writePermissions, 'User.Read'],
    },
    {
      tenantId: contoso,
      oid: 'c0a70501-1000-4000-8000-0000000064ad',
      userPrincipalName: 'grady@contoso.example',
      displayName: 'Grady Reader',
      roles: [...readPermissions, 'User.Read'],
    },
    {
      tenantId: fabrikam,
      oid: 'fab21ca0-2000-4000-8000-00000000a1e0',
      userPrincipalName: 'alex@fabrikam.example',
      displayName: 'Alex Admin',
      roles: [...readPermissions, ...writePermissions, 'User.Read'],
    },
  ],
  clients: [
    {
      clientId: 'a9910000-0001-4000-8000-000000000001',
      displayName: 'assistd automation',
      secret: 'assistd-development-secret',
      redirectUris: ['http://localhost/'],
      tenantIds: '*',
      roles: [...readPermissions, ...writePermissions],
      scopes: [...readPermissions, ...writePermissions, 'User.Read'],
    },
    {
      clientId: 'a9910000-0002-4000-8000-000000000002',
      displayName: 'assistd command line',
      redirectUris: ['http://localhost', 'http://localhost/', 'http://127.0.0.1/', 'https://localhost/'],
      tenantIds: '*',
      roles: [],
      scopes: [...readPermissions, ...writePermissions, 'User.Read'],
    },
    {
      clientId: developmentConsoleClient,
      displayName: 'assistd console',
      redirectUris: ['http', 'https'].flatMap((scheme) => [
        `${scheme}://localhost/console/signed-in`,
        `${scheme}://localhost/console/signed-out`,
      ]),
      tenantIds: '*',
      roles: [],
      scopes: [...readPermissions, ...writePermissions, 'User.Read'],
    },
  ],
} as const satisfies DevelopmentDirectory;
