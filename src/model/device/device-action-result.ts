import { baseType, complexType, dateTimeOffset, double, enumType, int32, of, string } from '../../edm/type.ts';

export const actionState = enumType('actionState', {
  none: 0,
  pending: 1,
  canceled: 2,
  active: 3,
  done: 4,
  failed: 5,
  notSupported: 6,
});

const measured = { nullable: false } as const;

export const deviceGeoLocation = complexType('deviceGeoLocation', {
  lastCollectedDateTime: dateTimeOffset('When the location was recorded.', measured),
  longitude: double('The longitude, in degrees.', measured),
  latitude: double('The latitude, in degrees.', measured),
  altitude: double('The altitude above the level of the sea, in metres.', measured),
  horizontalAccuracy: double('How exact longitude and latitude are, in metres.', measured),
  verticalAccuracy: double('How exact the altitude is, in metres.', measured),
  heading: double('Where it is heading, in degrees from true north.', measured),
  speed: double('How fast it moves, in metres a second.', measured),
});

export const deleteUserFromSharedAppleDeviceActionResult = complexType('deleteUserFromSharedAppleDeviceActionResult', {
  userPrincipalName: string('Who is to be deleted.'),
});

export const locateDeviceActionResult = complexType('locateDeviceActionResult', {
  deviceLocation: of(deviceGeoLocation, 'Where the device is.'),
});

export const remoteLockActionResult = complexType('remoteLockActionResult', {
  unlockPin: string('The PIN that the device is unlocked with.'),
});

export const resetPasscodeActionResult = complexType('resetPasscodeActionResult', {
  errorCode: int32('The error, where there was one.', measured),
  passcode: string('The new passcode of the device.'),
});

export const windowsDefenderScanActionResult = complexType('windowsDefenderScanActionResult', {
  scanType: string('Whether it is a full scan, or a quick one.'),
});

export const deviceActionResult = baseType(
  'deviceActionResult',
  {
    actionName: string('The action, as it was called: requestRemoteAssistance.'),
    actionState: of(actionState, 'How far the action is.', { nullable: false }),
    startDateTime: dateTimeOffset('When the action was asked for.', { nullable: false }),
    lastUpdatedDateTime: dateTimeOffset('When the state last changed.', { nullable: false }),
  },
  [
    deleteUserFromSharedAppleDeviceActionResult,
    locateDeviceActionResult,
    remoteLockActionResult,
    resetPasscodeActionResult,
    windowsDefenderScanActionResult,
  ],
);
