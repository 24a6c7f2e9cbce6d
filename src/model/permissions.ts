import type { PermissionRow } from '../edm/permission-row.ts';
import type { VersionName } from '../edm/type.ts';

/** The published generation of permission tables that a service goes by. */
export type PermissionGeneration = 'documented' | 'current';

/**
 * The versions in which application tokens are accepted, by generation. `documented` follows the tables that this service was
 * specified from, where v1.0 says "Application: Not supported."; `current` follows what Graph accepts in 2026.
 */
export const applicationVersions: Readonly<Record<PermissionGeneration, readonly VersionName[]>> = {
  documented: ['beta', 'assist'],
  current: ['v1.0', 'beta', 'assist'],
};

/** Entra grants these to people alone: where a row has one, it is none of an application's. */
const ofPeople: ReadonlySet<string> = new Set(['User.Read', 'User.ReadWrite']);

/** What of a row an application can hold. */
export function ofApplications(accepted: readonly string[]): readonly string[] {
  return accepted.some((name) => ofPeople.has(name)) ? accepted.filter((name) => !ofPeople.has(name)) : accepted;
}

const names = new Set<string>();
/** Those of the generation `documented`. */
const documentedNames = new Set<string>();

/** Every permission that some operation asks for. */
export const permissionNames: ReadonlySet<string> = names;

function row(documented: readonly string[], added: readonly string[] = []): PermissionRow {
  for (const name of [...documented, ...added]) names.add(name);
  for (const name of documented) documentedNames.add(name);
  return { documented, current: [...documented, ...added] };
}

/** `remoteAssistancePartners`, `remoteAssistanceSettings` and `deviceManagement`: reading. */
export const readServiceConfig = row(
  ['DeviceManagementServiceConfig.Read.All', 'DeviceManagementServiceConfig.ReadWrite.All'],
  ['DeviceManagementConfiguration.Read.All', 'DeviceManagementConfiguration.ReadWrite.All'],
);

/** `remoteAssistancePartners` and `remoteAssistanceSettings`: writing, and every action. */
export const writeServiceConfig = row(
  ['DeviceManagementServiceConfig.ReadWrite.All'],
  ['DeviceManagementConfiguration.ReadWrite.All'],
);

const managedDevicesReadWrite = 'DeviceManagementManagedDevices.ReadWrite.All';

/** `managedDevices`: reading. */
export const readManagedDevices = row(
  ['DeviceManagementManagedDevices.Read.All', managedDevicesReadWrite],
  ['DeviceManagementConfiguration.Read.All', 'DeviceManagementConfiguration.ReadWrite.All'],
);

/** `managedDevices`: writing; and every operation on the devices of a detected application. */
export const writeManagedDevices = row([managedDevicesReadWrite]);

/** `requestRemoteAssistance`; {@link operateOnDevices} is for the other actions, and not accepted. */
export const assistManagedDevices = row([managedDevicesReadWrite], ['DeviceManagementConfiguration.ReadWrite.All']);

/** The link of the person at a device: whoever may ask for assistance on it, in Graph or here. */
export const giveSessionLinks = row(
  ['Assist.Operate.All', managedDevicesReadWrite],
  ['DeviceManagementConfiguration.ReadWrite.All'],
);

/** `auditEvents`: reading. Intune keeps its audit under the permissions of its applications. */
export const readAudit = row(['DeviceManagementApps.Read.All', 'DeviceManagementApps.ReadWrite.All']);

/** The `assist` version: reading. */
export const readAssist = row(['Assist.Read.All', 'Assist.Operate.All']);

/** Who began to connect, and whose account consented: for who confirms it, too. */
export const readConsent = row(
  ['Assist.Read.All', 'Assist.Operate.All', 'DeviceManagementServiceConfig.ReadWrite.All'],
  ['DeviceManagementConfiguration.ReadWrite.All'],
);

/** The `assist` version: changing something, and seeing what lets its holder into a device. */
export const operateAssist = row(['Assist.Operate.All']);

/** What is for everybody who may do something here, whatever it is. */
export const anyPermission: PermissionRow = {
  documented: readingFirst(documentedNames),
  current: readingFirst(names),
};

/** A row of what belongs to the directory, as Graph publishes it: its permissions are none of ours, and open nothing else here. */
function published(...accepted: readonly string[]): PermissionRow {
  return { documented: accepted, current: accepted };
}

const privilegedOperations = 'DeviceManagementManagedDevices.PrivilegedOperations.All';

/** The actions on devices that development rehearses. */
export const operateOnDevices = published(privilegedOperations);

/** `wipe`; pages of v1.0 differ, and the newer ones take the right to change devices as well. */
export const wipeDevices: PermissionRow = {
  documented: [privilegedOperations],
  current: [managedDevicesReadWrite, privilegedOperations],
};

/** Sessions of Remote Help; which permission they need is not established, so either opens them. */
export const helpRemotely = published(managedDevicesReadWrite, privilegedOperations);

const readDirectory = ['Directory.Read.All', 'Directory.ReadWrite.All'];

/** `/me` */
export const readYourself = published(
  ...['User.Read', 'User.ReadWrite', 'User.ReadBasic.All', 'User.Read.All', 'User.ReadWrite.All'],
  ...readDirectory,
);

/** `/users` */
export const readUsers = published('User.ReadBasic.All', 'User.Read.All', 'User.ReadWrite.All', ...readDirectory);

/** `/organization` */
export const readOrganization = published(
  ...['User.Read', 'Organization.Read.All', 'Organization.ReadWrite.All'],
  ...readDirectory,
);

/** `/subscribedSkus` */
export const readSubscribedSkus = published(
  ...['LicenseAssignment.Read.All', 'Organization.Read.All', 'Organization.ReadWrite.All'],
  ...readDirectory,
);

/** The permissions that open nothing but the directory, and what only development does. */
export const otherPermissionNames: ReadonlySet<string> = new Set(
  [readYourself, readUsers, readOrganization, readSubscribedSkus, operateOnDevices].flatMap(({ current }) => current),
);

/** Whether a name opens anything here. */
export function isPermission(name: string): boolean {
  return permissionNames.has(name) || otherPermissionNames.has(name);
}

function readingFirst(all: Iterable<string>): readonly string[] {
  const [reading, others] = [[...all].filter(reads), [...all].filter((name) => !reads(name))];
  return [...reading, ...others];
}

function reads(name: string): boolean {
  return name.endsWith('.Read.All');
}

/** The permissions whose holder may also do what this one to read is for. */
export function writing(name: string): readonly string[] {
  if (name === 'Assist.Read.All') return ['Assist.Operate.All'];
  return /\.Read(\.All)?$/.test(name) ? [name.replace(/\.Read(?=\.All$|$)/, '.ReadWrite')] : [];
}
