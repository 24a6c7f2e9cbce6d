import { resource } from '../../edm/operation.ts';
import { collectionOf, of, string } from '../../edm/type.ts';
import {
  assistManagedDevices,
  giveSessionLinks,
  operateAssist,
  readManagedDevices,
  writeManagedDevices,
} from '../permissions.ts';
import { deviceActionNames, deviceActions } from './device-actions.ts';
import { deviceImport, deviceRecord } from './device-import.ts';
import { managedDevice } from './managed-device.ts';
import { remoteHelpActions, remoteHelpFunctions, remoteHelpNames } from './remote-help.ts';

/** How many records an import takes. */
export const mostRecords = 1000;

const readAndAssist = ['list', 'get', 'requestRemoteAssistance', ...deviceActionNames, ...remoteHelpNames];

export const managedDevices = resource({
  kind: 'entitySet',
  type: managedDevice,
  workload: 'devices',
  paths: [
    { path: 'deviceManagement/managedDevices', rows: 'organisation', versions: ['v1.0', 'beta'] },
    {
      path: 'users/{user}/managedDevices',
      rows: 'user',
      versions: ['v1.0', 'beta'],
      operations: [...readAndAssist, 'update', 'delete'],
    },
    {
      path: 'me/managedDevices',
      rows: 'caller',
      versions: ['v1.0', 'beta'],
      operations: readAndAssist,
      context: "users('{caller}')/managedDevices",
    },
    { path: 'deviceManagement/comanagedDevices', rows: 'comanaged', versions: ['beta'], operations: readAndAssist },
    { path: 'managedDevices', rows: 'organisation', versions: ['assist'], operations: ['import'] },
    // With a choice of the partner, which Graph has no word for.
    {
      path: 'managedDevices',
      rows: 'organisation',
      versions: ['assist'],
      operations: ['requestRemoteAssistance'],
      permission: giveSessionLinks,
    },
    // No detected applications are kept: these two lead to a device by its own id alone, as documented for the action.
    {
      path: 'deviceManagement/detectedApps/{detectedApp}/managedDevices',
      rows: 'organisation',
      versions: ['v1.0', 'beta'],
      operations: ['requestRemoteAssistance'],
      permission: writeManagedDevices,
    },
    {
      path: 'deviceManagement/detectedApps/{detectedApp}/managedDevices/{managedDevice}/users/{user}/managedDevices',
      rows: 'user',
      versions: ['v1.0', 'beta'],
      operations: ['requestRemoteAssistance'],
      permission: writeManagedDevices,
    },
    ...['', '/{managedDevice}/users/{user}/managedDevices'].map((below) => ({
      path: `deviceManagement/detectedApps/{detectedApp}/managedDevices${below}`,
      rows: below === '' ? ('organisation' as const) : ('user' as const),
      versions: ['v1.0', 'beta'] as const,
      operations: deviceActionNames,
    })),
    // Nor scripts: the id of a run state is the script's and the device's, with a colon between them.
    ...['deviceHealthScripts', 'deviceManagementScripts', 'deviceComplianceScripts'].map((scripts) => ({
      path: `deviceManagement/${scripts}/{script}/deviceRunStates/{deviceRunState}/managedDevice`,
      rows: 'organisation' as const,
      versions: ['beta'] as const,
      operations: ['requestRemoteAssistance'],
      keyFrom: 'deviceRunState',
    })),
  ],
  operations: {
    list: { permission: readManagedDevices, description: 'List the devices of the organisation.' },
    get: { permission: readManagedDevices, description: 'Read one device.' },
    create: { permission: writeManagedDevices, description: 'Add a device to the inventory.' },
    update: { permission: writeManagedDevices, description: 'Change a device.' },
    delete: { permission: writeManagedDevices, description: 'Remove a device from the inventory.' },
  },
  actions: {
    requestRemoteAssistance: {
      permission: assistManagedDevices,
      parameters: {
        partnerId: string(
          'The partner that is to carry the session, where several are connected; else the one that knows the device.',
          { only: 'assist' },
        ),
      },
      description:
        'Ask for remote assistance on the device; remoteAssistanceSessionUrl then says where a supporter joins, or remoteAssistanceSessionErrorDetails why none can.',
    },
    ...deviceActions,
    ...remoteHelpActions,
    import: {
      boundTo: 'collection',
      permission: operateAssist,
      only: 'assist',
      parameters: {
        devices: collectionOf(deviceRecord, `At most ${mostRecords} records.`, { nullable: false }),
      },
      itemsFailAlone: true,
      mostItems: mostRecords,
      returns: of(deviceImport, 'What became of the records.', { nullable: false }),
      maxBodyBytes: 4_194_304,
      description:
        'Add devices to the inventory and bring those that are there up to date, all in one transaction. A record with an id means the device with that id; one without, the only device with its serial number. Safe to repeat.',
    },
  },
  functions: remoteHelpFunctions,
  pageSize: 1000,
  alwaysCounts: true,
  searched: ['deviceName', 'serialNumber', 'userPrincipalName', 'userDisplayName'],
  indexed: {
    deviceName: 'few',
    serialNumber: 'few',
    userPrincipalName: 'few',
    userId: 'key',
    azureADDeviceId: 'key',
    lastSyncDateTime: 'many',
    enrolledDateTime: 'many',
    operatingSystem: 'many',
    complianceState: 'many',
  },
  clientChoosesId: true,
});
