import { activities } from '../../model/audit-activities.ts';
import {
  lockRemoteAssistanceSettings,
  type RemoteAssistanceSettings,
  updateRemoteAssistanceSettings as writeSettings,
} from '../../store/table/remote-assistance-settings.ts';
import { audit } from '../audit/audit.ts';
import type { Handler } from '../call.ts';
import { defaultSettings, settingsId } from './remote-assistance-settings.ts';

export const updateRemoteAssistanceSettings: Handler<'remoteAssistanceSettings.update'> = ({ database }, call) =>
  database.write(call.caller.tenantId, async (tx) => {
    const id = settingsId(tx.tenantId);
    const before = await lockRemoteAssistanceSettings(tx, defaultSettings);
    const after = { ...before, ...stored(call.body) };
    const changes = properties
      .filter(([property]) => before[property] !== after[property])
      .map(([property, name]) => ({ name, from: shown(before[property]), to: shown(after[property]) }));
    if (changes.length > 0) {
      await writeSettings(tx, after);
      const resource = { id, displayName: 'Remote Help' };
      await audit(tx, call, { activity: activities.settingsUpdated, resource, changes });
    }
    return { ...after, id };
  });

const properties: readonly (readonly [keyof RemoteAssistanceSettings, string])[] = [
  ['remoteAssistanceState', 'RemoteAssistanceState'],
  ['allowSessionsToUnenrolledDevices', 'AllowSessionsToUnenrolledDevices'],
  ['blockChat', 'BlockChat'],
];

/** The members of a body as columns hold them. */
function stored(body: Readonly<Record<string, unknown>>): Partial<RemoteAssistanceSettings> {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, typeof value === 'boolean' ? Number(value) : value]),
  );
}

function shown(value: string | number): string | boolean {
  return typeof value === 'number' ? value === 1 : value;
}
