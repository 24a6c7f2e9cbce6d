import { cellText } from '../client/spreadsheet-cell.ts';
import { parsedJson } from '../core/json.ts';
import { primitives } from '../edm/primitive.ts';
import { managedDevice } from '../model/device/managed-device.ts';
import { type DateOrder, isLocalDate, localDate } from './local-date.ts';

/** How a cell of an export stands for a value of Graph. */
interface ColumnRule {
  readonly property: string;
  /** What one in the file is worth: Intune exports storage in MB. */
  readonly unit?: number;
  /** Words of the export that Graph has others for, in lower case. */
  readonly words?: Readonly<Record<string, string>>;
}

const megabyte = 1024 * 1024;

/**
 * The columns of Intune's report of all devices, by their names in lower case (Microsoft Graph, "Intune reports and properties
 * available using Graph API", `DevicesWithInventory`: "columns received"). What Graph's `managedDevice` has no property for is absent.
 */
const exported: Readonly<Record<string, string | ColumnRule>> = {
  'device id': 'id',
  'device name': 'deviceName',
  'enrollment date': 'enrolledDateTime',
  'last check-in': 'lastSyncDateTime',
  'microsoft entra device id': 'azureADDeviceId',
  'azure ad device id': 'azureADDeviceId',
  'os version': 'osVersion',
  'microsoft entra registered': 'azureADRegistered',
  'azure ad registered': 'azureADRegistered',
  'eas activation id': 'easDeviceId',
  'serial number': 'serialNumber',
  manufacturer: 'manufacturer',
  model: 'model',
  'eas activated': 'easActivated',
  imei: 'imei',
  'last eas sync time': 'exchangeLastSuccessfulSyncDateTime',
  'eas reason': 'exchangeAccessStateReason',
  'eas status': 'exchangeAccessState',
  'compliance grace period expiration': 'complianceGracePeriodExpirationDateTime',
  'security patch level': 'androidSecurityPatchLevel',
  'wi-fi mac': 'wiFiMacAddress',
  meid: 'meid',
  'subscriber carrier': 'subscriberCarrier',
  'total storage': { property: 'totalStorageSpaceInBytes', unit: megabyte },
  'free storage': { property: 'freeStorageSpaceInBytes', unit: megabyte },
  'management name': 'managedDeviceName',
  category: 'deviceCategoryDisplayName',
  userid: 'userId',
  'primary user upn': 'userPrincipalName',
  'primary user email address': 'emailAddress',
  'primary user display name': 'userDisplayName',
  compliance: { property: 'complianceState', words: { notevaluated: 'unknown', notcompliant: 'noncompliant' } },
  'managed by': {
    property: 'managementAgent',
    words: {
      intune: 'mdm',
      configmgr: 'configurationManagerClient',
      comanaged: 'configurationManagerClientMdm',
      mdmconfigmgr: 'configurationManagerClientMdm',
      mdmconfigmgragent: 'configurationManagerClientMdm',
      microsoftdefenderforendpoint: 'msSense',
      mde: 'msSense',
    },
  },
  ownership: { property: 'managedDeviceOwnerType', words: { corporate: 'company' } },
  'device state': 'managementState',
  'intune registered': 'deviceRegistrationState',
  supervised: 'isSupervised',
  encrypted: 'isEncrypted',
  os: 'operatingSystem',
  'phone number': 'phoneNumber',
  jailbroken: 'jailBroken',
  iccid: 'iccid',
  ethernetmac: 'ethernetMacAddress',
  'management certificate expiration date': 'managementCertificateExpirationDate',
};

const wireNames = new Map(['id', ...Object.keys(managedDevice.properties)].map((name) => [name.toLowerCase(), name]));

/** What a column of a CSV file holds: one of Intune's, or a property under Graph's own name; `undefined` for any other. */
export function columnRule(heading: string): ColumnRule | undefined {
  const name = heading.trim().toLowerCase();
  const rule = exported[name] ?? wireNames.get(name);
  return typeof rule === 'string' ? { property: rule } : rule;
}

/** What a cell can hold that is not what it stood for: what a spreadsheet made of a number or a date. */
export type Spoilt = 'rounded' | 'localDate';

/** Whether a spreadsheet rounded what the cell held (`3.57E+14` for an IMEI), or wrote a date that can be read in several ways. */
export function spoilt(rule: ColumnRule, cell: string, dates: DateOrder | undefined): Spoilt | undefined {
  const type = managedDevice.properties[rule.property as keyof typeof managedDevice.properties]?.type;
  if (type?.kind !== 'primitive') return undefined;
  if (type.name === 'Edm.String' && /^\s*\d([.,]\d+)?E\+\d+\s*$/i.test(cell)) return 'rounded';
  return type.name === 'Edm.DateTimeOffset' && dates === undefined && isLocalDate(cell.trim())
    ? 'localDate'
    : undefined;
}

/**
 * The value that a cell stands for, as JSON has it; `undefined` where an empty cell says nothing. What cannot be read is given on
 * as text, which the check of the record then refuses by name.
 */
export function cellValue(rule: ColumnRule, cell: string, dates: DateOrder | undefined): unknown {
  const restored = cellText(cell);
  const text = restored === cell ? cell.trim() : restored;
  if (rule.property === 'id') return text === '' ? undefined : text;
  const property = managedDevice.properties[rule.property as keyof typeof managedDevice.properties];
  if (text === '') return property?.nullable ? null : undefined;
  const type = property?.type;
  if (property?.collection || type?.kind === 'complex') {
    const value = parsedJson(text);
    return value === undefined ? text : value;
  }
  if (type?.kind === 'enum') {
    const plain = text.toLowerCase().replaceAll(/[^a-z]/g, '');
    const members = Object.keys(type.members);
    return rule.words?.[plain] ?? members.find((member) => member.toLowerCase() === plain) ?? text;
  }
  if (type?.kind !== 'primitive') return text;
  const { schema } = primitives[type.name];
  if (schema.type === 'boolean') return booleans.get(text.toLowerCase()) ?? text;
  // The export writes UTC with a space between date and time, and no zone.
  if (schema.format === 'date-time') {
    return (
      (dates && localDate(text, dates)) ?? text.replace(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)$/, '$1T$2Z')
    );
  }
  if (schema.type === 'string') return text;
  const number = Number(text) * (rule.unit ?? 1);
  if (!Number.isFinite(number)) return text;
  return schema.type === 'integer' ? Math.round(number) : number;
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['false', false],
  ['no', false],
]);
