import { derivedId } from '../../core/id.ts';
import type { RemoteAssistanceSettings } from '../../store/table/remote-assistance-settings.ts';

/** What holds until it is changed. */
export const defaultSettings: RemoteAssistanceSettings = {
  remoteAssistanceState: 'disabled',
  allowSessionsToUnenrolledDevices: 0,
  blockChat: 0,
};

/** The settings of an organisation are one thing, so their id follows from it. */
export function settingsId(tenantId: string): string {
  return derivedId(tenantId, 'remoteAssistanceSettings');
}
