import type { EntityType } from '../../edm/type.ts';
import { managedDevice } from '../../model/managed-device.ts';
import { remoteAssistanceSettingsType } from '../../model/remote-assistance-settings.ts';
import { type Device, devicesPath } from './devices.ts';
import { collect, type Graph, type Json, segment } from './graph.ts';
import { GraphFailure } from './graph-failure.ts';
import { type Partner, partnersPath } from './partners.ts';

/** What is done with one thing, or would be. */
export interface Step {
  readonly what: 'partner' | 'settings' | 'device';
  readonly name: string;
  readonly action: 'create' | 'change' | 'same' | 'failed' | 'skipped';
  readonly note: string;
}

export interface Migration {
  readonly from: Graph;
  readonly to: Graph;
  readonly parts: { readonly partners: boolean; readonly settings: boolean; readonly devices: boolean };
  /** Without it, steps are only told. */
  readonly apply: boolean;
  readonly say: (text: string) => void;
}

/** Compares two organisations, and makes the second one hold what the first does. */
export async function migrateTenant(migration: Migration): Promise<Step[]> {
  const { parts } = migration;
  return [
    ...(parts.partners ? await migratePartners(migration) : []),
    ...(parts.settings ? await migrateSettings(migration) : []),
    ...(parts.devices ? await migrateDevices(migration) : []),
  ];
}

async function migratePartners(migration: Migration): Promise<Step[]> {
  const { from, to } = migration;
  const [theirs, ours] = await Promise.all(
    [from, to].map((graph) => collect(graph.service.list<Partner>(partnersPath))),
  );
  const present = new Set(ours?.map(({ displayName }) => displayName?.toLowerCase()));
  const steps: Step[] = [];
  for (const { displayName, onboardingStatus } of theirs ?? []) {
    const name = displayName ?? '';
    const note =
      onboardingStatus === 'onboarded' ? `connected there; connect it here: assistd partners connect "${name}"` : '';
    const step = { what: 'partner', name, note } as const;
    if (present.has(name.toLowerCase())) steps.push({ ...step, action: 'same' });
    else
      steps.push(
        await attempt(migration, { ...step, action: 'create' }, () => to.service.post(partnersPath, { displayName })),
      );
  }
  return steps;
}

const settingsPath = 'deviceManagement/remoteAssistanceSettings';

async function migrateSettings(migration: Migration): Promise<Step[]> {
  const { from, to } = migration;
  const step = { what: 'settings', name: 'remoteAssistanceSettings' } as const;
  try {
    const [theirs, ours] = await Promise.all([from.beta.get(settingsPath), to.beta.get(settingsPath)]);
    const changes = differences(writable(remoteAssistanceSettingsType, theirs), ours);
    if (!changes) return [{ ...step, action: 'same', note: '' }];
    const change = { ...step, action: 'change', note: Object.keys(changes).join(', ') } as const;
    return [await attempt(migration, change, () => to.beta.patch(settingsPath, changes))];
  } catch (error) {
    // Organisations without Remote Help have none.
    if (error instanceof GraphFailure && [400, 404].includes(error.status)) {
      return [{ ...step, action: 'skipped', note: error.message }];
    }
    throw error;
  }
}

const atOnce = 8;

async function migrateDevices(migration: Migration): Promise<Step[]> {
  const { from, to, say } = migration;
  say('reading the devices');
  const present = new Map<string, Device>();
  for await (const device of to.service.list<Device>(devicesPath)) present.set(keyOf(device), device);
  const steps: Step[] = [];
  let under: Promise<Step>[] = [];
  const settle = async () => {
    steps.push(...(await Promise.all(under)));
    under = [];
    say(`${steps.length} devices`);
  };
  for await (const device of from.service.list<Device>(devicesPath)) {
    under.push(migrateDevice(migration, device, present.get(keyOf(device))));
    if (under.length >= atOnce) await settle();
  }
  await settle();
  return steps;
}

async function migrateDevice(migration: Migration, theirs: Device, ours: Device | undefined): Promise<Step> {
  const { to } = migration;
  const step = { what: 'device', name: theirs.deviceName ?? theirs.id, note: '' } as const;
  const wanted = writable(managedDevice, theirs);
  if (!ours) return attempt(migration, { ...step, action: 'create' }, () => to.service.post(devicesPath, wanted));
  const changes = differences(wanted, ours);
  if (!changes) return { ...step, action: 'same' };
  const change = { ...step, action: 'change', note: Object.keys(changes).join(', ') } as const;
  return attempt(migration, change, () => to.service.patch(`${devicesPath}/${segment(ours.id)}`, changes));
}

/** One refusal does not keep the others from being copied. */
async function attempt({ apply }: Migration, step: Step, work: () => Promise<unknown>): Promise<Step> {
  if (!apply) return step;
  try {
    await work();
    return step;
  } catch (error) {
    if (!(error instanceof GraphFailure) || error.status === 401 || error.status === 403) throw error;
    return { ...step, action: 'failed', note: error.message };
  }
}

/** What makes a device the same one in both places. */
function keyOf({ serialNumber, azureADDeviceId, deviceName }: Device): string {
  if (serialNumber) return `serial ${serialNumber.toLowerCase()}`;
  if (azureADDeviceId) return `entra ${azureADDeviceId.toLowerCase()}`;
  return `name ${deviceName?.toLowerCase()}`;
}

/** What a client may set and a list gives; newer properties of Microsoft's are left out. */
function writable(type: EntityType, given: Readonly<Json>): Json {
  const names = Object.entries(type.properties).filter(([, property]) => !property.readOnly && !property.selectOnly);
  return Object.fromEntries(names.flatMap(([name]) => (given[name] === undefined ? [] : [[name, given[name]]])));
}

function differences(wanted: Json, present: Readonly<Json>): Json | undefined {
  const changes = Object.entries(wanted).filter(([name, value]) => comparable(value) !== comparable(present[name]));
  return changes.length === 0 ? undefined : Object.fromEntries(changes);
}

/** A date is the same however many digits of its second are written. */
function comparable(value: unknown): string {
  const isDate = typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value);
  return isDate ? String(Date.parse(value)) : JSON.stringify(value ?? null);
}
