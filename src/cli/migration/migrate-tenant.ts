import type { Json } from '../../client/graph.ts';
import { GraphFailure } from '../../client/graph-failure.ts';
import { type Partner, partnersPath, settingsPath } from '../../client/resources.ts';
import type { EntityType } from '../../edm/type.ts';
import { remoteAssistanceSettingsType } from '../../model/remote-assistance-settings.ts';
import { reasonOf } from '../failure-words.ts';
import { differences } from '../inventory/differences.ts';
import { collect } from '../listing.ts';
import { migrateDevices } from './migrate-devices.ts';
import type { Migration, Step } from './migration.ts';

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
  const [theirs, ours] = await Promise.all([from, to].map((graph) => collect(graph.list<Partner>(partnersPath))));
  const present = new Set(ours?.map(({ displayName }) => displayName?.toLowerCase()));
  const steps: Step[] = [];
  for (const { displayName, onboardingStatus } of theirs ?? []) {
    const name = displayName ?? '';
    const note =
      onboardingStatus === 'onboarded' ? `connected there; connect it here: assistd partners connect "${name}"` : '';
    const step = { what: 'partner', name, note } as const;
    if (present.has(name.toLowerCase())) steps.push({ ...step, action: 'same' });
    else
      steps.push(await attempt(migration, { ...step, action: 'create' }, () => to.post(partnersPath, { displayName })));
  }
  return steps;
}

async function migrateSettings(migration: Migration): Promise<Step[]> {
  const { from, to } = migration;
  const step = { what: 'settings', name: 'remoteAssistanceSettings' } as const;
  try {
    const [theirs, ours] = await Promise.all([from.get(settingsPath), to.get(settingsPath)]);
    const changes = differences(writable(remoteAssistanceSettingsType, theirs), ours);
    if (!changes) return [{ ...step, action: 'same', note: '' }];
    const change = { ...step, action: 'change', note: Object.keys(changes).join(', ') } as const;
    return [await attempt(migration, change, () => to.patch(settingsPath, changes))];
  } catch (error) {
    // Organisations without Remote Help have none.
    if (error instanceof GraphFailure && (error.kind === 'refused' || error.kind === 'notFound')) {
      return [{ ...step, action: 'skipped', note: reasonOf(error) }];
    }
    throw error;
  }
}

/** One refusal does not keep the others from being copied. */
async function attempt({ apply }: Migration, step: Step, work: () => Promise<unknown>): Promise<Step> {
  if (!apply) return step;
  try {
    await work();
    return step;
  } catch (error) {
    if (!(error instanceof GraphFailure) || error.kind === 'signedOut' || error.kind === 'forbidden') throw error;
    return { ...step, action: 'failed', note: reasonOf(error) };
  }
}

/** What a client may set and a list gives; newer properties of Microsoft's are left out. */
function writable(type: EntityType, given: Readonly<Json>): Json {
  const names = Object.entries(type.properties).filter(([, property]) => !property.readOnly && !property.selectOnly);
  return Object.fromEntries(names.flatMap(([name]) => (given[name] === undefined ? [] : [[name, given[name]]])));
}
