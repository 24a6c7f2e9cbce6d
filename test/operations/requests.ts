/** Any well-formed request for an operation of the connection to a partner. */
export interface OperationRequest {
  readonly operation: string;
  readonly method: string;
  /** Below the version; `{id}` stands for a partner's. */
  readonly path: string;
  readonly body?: object;
  readonly permission: PublishedRow;
}

/** The permissions of an operation as Graph publishes them: those of its reference pages, and those that were accepted later too. */
export interface PublishedRow {
  readonly documented: readonly string[];
  readonly added: readonly string[];
}

const read: PublishedRow = {
  documented: ['DeviceManagementServiceConfig.Read.All', 'DeviceManagementServiceConfig.ReadWrite.All'],
  added: ['DeviceManagementConfiguration.Read.All', 'DeviceManagementConfiguration.ReadWrite.All'],
};
const write: PublishedRow = {
  documented: ['DeviceManagementServiceConfig.ReadWrite.All'],
  added: ['DeviceManagementConfiguration.ReadWrite.All'],
};

/** Every permission that the rows of {@link requests} name, and neighbours that open none of them. */
export const everyPermission: readonly string[] = [
  ...read.documented,
  ...read.added,
  'DeviceManagementManagedDevices.ReadWrite.All',
  'DeviceManagementRBAC.ReadWrite.All',
  'DeviceManagementApps.ReadWrite.All',
  'DeviceManagementServiceConfig.ReadWrite',
  'deviceManagementServiceConfig.ReadWrite.All',
];

const partners = 'deviceManagement/remoteAssistancePartners';

export const requests: readonly OperationRequest[] = [
  { operation: 'deviceManagement.get', method: 'GET', path: 'deviceManagement', permission: read },
  { operation: 'remoteAssistancePartners.list', method: 'GET', path: partners, permission: read },
  { operation: 'remoteAssistancePartners.list', method: 'GET', path: `${partners}/$count`, permission: read },
  { operation: 'remoteAssistancePartners.get', method: 'GET', path: `${partners}/{id}`, permission: read },
  {
    operation: 'remoteAssistancePartners.create',
    method: 'POST',
    path: partners,
    body: { displayName: 'Another' },
    permission: write,
  },
  {
    operation: 'remoteAssistancePartners.update',
    method: 'PATCH',
    path: `${partners}/{id}`,
    body: { displayName: 'Renamed' },
    permission: write,
  },
  { operation: 'remoteAssistancePartners.delete', method: 'DELETE', path: `${partners}/{id}`, permission: write },
  {
    operation: 'remoteAssistancePartners.beginOnboarding',
    method: 'POST',
    path: `${partners}/{id}/beginOnboarding`,
    permission: write,
  },
  {
    operation: 'remoteAssistancePartners.disconnect',
    method: 'POST',
    path: `${partners}/{id}/disconnect`,
    permission: write,
  },
];

export const versions = ['v1.0', 'beta'] as const;

export function addressOf({ path }: OperationRequest, version: string, id: string): string {
  return `/${version}/${path.replace('{id}', id)}`;
}
