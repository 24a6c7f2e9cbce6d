import type { Action } from '../../edm/operation.ts';
import type { PermissionRow } from '../../edm/permission-row.ts';
import {
  boolean,
  complexType,
  enumType,
  of,
  type Properties,
  type Property,
  string,
  type Wire,
} from '../../edm/type.ts';
import { operateOnDevices, wipeDevices } from '../permissions.ts';
import type { managementState } from './managed-device-states.ts';

export const windowsDeviceAccount = complexType('windowsDeviceAccount', {
  password: string('The password of the account.'),
});

export const updateWindowsDeviceAccountActionParameter = complexType('updateWindowsDeviceAccountActionParameter', {
  calendarSyncEnabled: boolean('Whether the calendar is synchronised.'),
  deviceAccount: of(windowsDeviceAccount, 'The account of the device.'),
  deviceAccountEmail: string('The mail address of the account.'),
  exchangeServer: string('The Exchange server of the account.'),
  passwordRotationEnabled: boolean('Whether the password is changed now and then.'),
  sessionInitiationProtocalAddress: string('The SIP address of the account.'),
});

export const obliterationBehavior = enumType('obliterationBehavior', {
  default: 0,
  doNotObliterate: 1,
  obliterateWithWarning: 2,
  always: 3,
  unknownFutureValue: 4,
});

/** How an action on a device can end. */
export type ActionEnd = 'done' | 'failed' | 'canceled' | 'notSupported';

/** An action of v1.0 on a device (the pages `intune-devices-manageddevice-…`), as far as it differs from the others. */
export interface DeviceActionTold {
  readonly description: string;
  readonly parameters?: Properties;
  readonly permission?: PermissionRow;
  /** What `managementState` is while the action is pending, and by how it ends; as it was unless told. */
  readonly managementState?: Readonly<Partial<Record<ActionEnd | 'pending', Wire<typeof managementState>>>>;
}

const table = {
  bypassActivationLock: { description: 'Bypass the activation lock of the device.' },
  cleanWindowsDevice: {
    description: 'Remove what was installed on a Windows device.',
    parameters: { keepUserData: boolean('Whether what belongs to people stays.') },
  },
  deleteUserFromSharedAppleDevice: {
    description: 'Delete a user from a shared Apple device.',
    parameters: { userPrincipalName: string('Who is deleted.', { unicode: false }) },
  },
  disableLostMode: { description: 'Disable lost mode.' },
  locateDevice: { description: 'Locate the device.' },
  logoutSharedAppleDeviceActiveUser: { description: 'Log out who uses a shared Apple device.' },
  rebootNow: { description: 'Reboot the device.' },
  recoverPasscode: { description: 'Recover the passcode.' },
  remoteLock: { description: 'Lock the device.' },
  resetPasscode: { description: 'Reset the passcode.' },
  retire: {
    description: 'Retire the device: it leaves management, and what belongs to its user stays.',
    managementState: {
      pending: 'retirePending',
      done: 'retireIssued',
      failed: 'retireFailed',
      canceled: 'retireCanceled',
      notSupported: 'retireFailed',
    },
  },
  shutDown: { description: 'Shut the device down.' },
  syncDevice: { description: 'Have the device ask for its policies now.' },
  updateWindowsDeviceAccount: {
    description: 'Change the account of a Windows device that belongs to a room.',
    parameters: {
      updateWindowsDeviceAccountActionParameter: of(updateWindowsDeviceAccountActionParameter, 'What is changed.'),
    },
  },
  windowsDefenderScan: {
    description: 'Have Windows Defender scan the device.',
    parameters: { quickScan: boolean('Whether it is a quick scan; else a full one.') },
  },
  windowsDefenderUpdateSignatures: { description: 'Have Windows Defender update its signatures.' },
  wipe: {
    description: 'Wipe the device.',
    parameters: {
      keepEnrollmentData: boolean('Whether the device stays enrolled.'),
      keepUserData: boolean('Whether what belongs to people stays.'),
      macOsUnlockCode: string('The PIN, six digits, that a Mac is unlocked with afterwards.', { unicode: false }),
      obliterationBehavior: of(obliterationBehavior, 'What a Mac does that cannot be erased the usual way.'),
      persistEsimDataPlan: boolean('Whether the data plan of the eSIM stays.'),
      useProtectedWipe: boolean('Whether the device goes on wiping when it was switched off.', { only: 'beta' }),
    },
    permission: wipeDevices,
    managementState: {
      pending: 'wipePending',
      done: 'wipeIssued',
      failed: 'wipeFailed',
      canceled: 'wipeCanceled',
      notSupported: 'wipeFailed',
    },
  },
} as const satisfies Readonly<Record<string, DeviceActionTold>>;

export type DeviceActionName = keyof typeof table;

export const deviceActionNames = Object.keys(table) as DeviceActionName[];

/** What happens to a device, by the name of the action. */
export const deviceActionTable: Readonly<Record<DeviceActionName, DeviceActionTold>> = table;

/**
 * The actions on devices that only development rehearses: assistd gives assistance, and manages no devices. Their names, parameters and
 * permissions are those of v1.0.
 */
export const deviceActions = Object.fromEntries(
  Object.entries<DeviceActionTold>(table).map(
    ([name, { description, parameters = {}, permission = operateOnDevices }]) => [
      name,
      { description, parameters, permission, developmentOnly: true } satisfies Action,
    ],
  ),
) as Readonly<Record<DeviceActionName, Rehearsed>>;

/** Named by the declarations of the package, as the types of the model are. */
export interface Rehearsed extends Action {
  readonly parameters: Readonly<Record<string, Property>>;
  readonly returns?: never;
}
