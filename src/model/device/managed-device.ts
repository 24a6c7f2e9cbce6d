import {
  boolean,
  collectionOf,
  contains,
  containsOne,
  dateTimeOffset,
  type EntityType,
  entityType,
  int64,
  known,
  of,
  refersTo,
  string,
  strings,
} from '../../edm/type.ts';
import { assistManagedDevices } from '../permissions.ts';
import { configurationManagerClientEnabledFeatures } from './configuration-manager-client-enabled-features.ts';
import { deviceActionResult } from './device-action-result.ts';
import { deviceHealthAttestationState } from './device-health-attestation-state.ts';
import {
  deviceCategory,
  deviceCompliancePolicyState,
  deviceConfigurationState,
  deviceLogCollectionResponse,
  windowsProtectionState,
} from './device-navigation-targets.ts';
import {
  complianceState,
  deviceEnrollmentType,
  deviceManagementExchangeAccessState,
  deviceManagementExchangeAccessStateReason,
  deviceRegistrationState,
  managedDeviceOwnerType,
  managedDevicePartnerReportedHealthState,
  managementAgentType,
  managementState,
} from './managed-device-states.ts';

export const managedDevice = entityType('managedDevice', {
  description: 'A device of an organisation.',
  properties: {
    userId: string('The id of the user of the device.'),
    deviceName: string('The name of the device.'),
    managedDeviceOwnerType: of(managedDeviceOwnerType, 'Who owns the device.', { nullable: false }),
    managementState: of(managementState, 'The state of the management of the device.', { nullable: false }),
    enrolledDateTime: dateTimeOffset('When the device was enrolled.', { nullable: false }),
    lastSyncDateTime: dateTimeOffset('When the device was last in touch with its management.', { nullable: false }),
    operatingSystem: string('The operating system: Windows, iOS, macOS, Android, …'),
    complianceState: of(complianceState, 'How the device stands to its compliance policies.', { nullable: false }),
    jailBroken: string('Whether the device is jail broken or rooted.'),
    managementAgent: of(managementAgentType, 'What manages the device.', { nullable: false }),
    osVersion: string('The version of the operating system.'),
    easActivated: boolean('Whether Exchange ActiveSync is activated.', { nullable: false }),
    easDeviceId: string('The id of the device in Exchange ActiveSync.'),
    easActivationDateTime: dateTimeOffset('When Exchange ActiveSync was activated.', { nullable: false }),
    azureADRegistered: boolean('Whether the device is registered in Microsoft Entra ID.'),
    deviceEnrollmentType: of(deviceEnrollmentType, 'How the device was enrolled.', { nullable: false }),
    activationLockBypassCode: string('The code that lifts the activation lock.', {
      selectOnly: true,
      filterable: false,
    }),
    emailAddress: string('The mail address of the user of the device.'),
    azureADDeviceId: string('The id of the device in Microsoft Entra ID.'),
    deviceRegistrationState: of(deviceRegistrationState, 'The state of the registration.', { nullable: false }),
    deviceCategoryDisplayName: string('The display name of the category of the device.'),
    isSupervised: boolean('Whether the device is supervised.', { nullable: false }),
    exchangeLastSuccessfulSyncDateTime: dateTimeOffset('When the device was last in touch with Exchange.', {
      nullable: false,
    }),
    exchangeAccessState: of(deviceManagementExchangeAccessState, 'Whether the device may use Exchange.', {
      nullable: false,
    }),
    exchangeAccessStateReason: of(deviceManagementExchangeAccessStateReason, 'Why it may or may not.', {
      nullable: false,
    }),
    remoteAssistanceSessionUrl: string('Where a supporter joins the remote-assistance session of the device.', {
      readOnly: true,
      selectOnly: true,
      seenBy: assistManagedDevices,
    }),
    remoteAssistanceSessionErrorDetails: string('Why a remote-assistance session could not be opened.', {
      readOnly: true,
    }),
    isEncrypted: boolean('Whether the storage of the device is encrypted.', { nullable: false }),
    userPrincipalName: string('The user principal name of the user of the device.'),
    model: string('The model of the device.'),
    manufacturer: string('The manufacturer of the device.'),
    imei: string('The IMEI of the device.'),
    complianceGracePeriodExpirationDateTime: dateTimeOffset('Until when a device that does not comply is let off.', {
      nullable: false,
    }),
    serialNumber: string('The serial number of the device.'),
    phoneNumber: string('The phone number of the device.'),
    androidSecurityPatchLevel: string('The security patch level of an Android device.'),
    userDisplayName: string('The display name of the user of the device.'),
    configurationManagerClientEnabledFeatures: of(
      configurationManagerClientEnabledFeatures,
      'What Intune manages on a device that Configuration Manager manages as well.',
    ),
    wiFiMacAddress: string('The MAC address of the Wi-Fi adapter.'),
    deviceHealthAttestationState: of(deviceHealthAttestationState, 'What the device reported of its own start.'),
    subscriberCarrier: string('The mobile carrier.'),
    meid: string('The MEID of the device.'),
    totalStorageSpaceInBytes: int64('The storage of the device, in bytes.', { nullable: false }),
    freeStorageSpaceInBytes: int64('The free storage of the device, in bytes.', { nullable: false }),
    managedDeviceName: string('The name that an administrator sees the device under.'),
    partnerReportedThreatState: of(
      managedDevicePartnerReportedHealthState,
      'What a mobile threat defence partner reports of the device.',
      { nullable: false },
    ),
    requireUserEnrollmentApproval: boolean('Whether the enrolment waits for approval.'),
    managementCertificateExpirationDate: dateTimeOffset('When the management certificate of the device expires.', {
      nullable: false,
    }),
    iccid: string('The ICCID of the SIM card.', { selectOnly: true }),
    udid: string('The UDID of an iOS or macOS device.', { selectOnly: true }),
    notes: string('What administrators noted on the device.', { selectOnly: true, maxLength: 8192 }),
    ethernetMacAddress: string('The MAC address of the Ethernet adapter.', { selectOnly: true }),
    physicalMemoryInBytes: int64('The memory of the device, in bytes.', { nullable: false, selectOnly: true }),
    enrollmentProfileName: string('The enrolment profile of the device.'),
    deviceActionResults: collectionOf(deviceActionResult, 'What came of the actions on the device.', {
      readOnly: true,
    }),
  },
  navigation: [
    containsOne('deviceCategory', () => deviceCategory),
    contains('deviceCompliancePolicyStates', () => deviceCompliancePolicyState),
    contains('deviceConfigurationStates', () => deviceConfigurationState),
    contains('logCollectionRequests', () => deviceLogCollectionResponse),
    refersTo('users', () => user),
    containsOne('windowsProtectionState', () => windowsProtectionState),
  ],
});

/** What Graph gives of a person unasked. The directory is the identity provider's: in production only who calls is known. */
export const user = entityType('user', {
  description: 'A person of an organisation.',
  properties: {
    businessPhones: strings('The telephone numbers of the person.', { readOnly: true, nullable: false }),
    displayName: string('The name that the person is shown by.', known),
    givenName: string('The given name.', known),
    jobTitle: string('The job title.', known),
    mail: string('The mail address.', known),
    mobilePhone: string('The mobile telephone number.', known),
    officeLocation: string('Where the office of the person is.', known),
    preferredLanguage: string('The language that the person prefers.', known),
    surname: string('The family name.', known),
    userPrincipalName: string('The name that the person signs in with.', known),
  },
  navigation: [contains('managedDevices', (): EntityType => managedDevice)],
});
