import { findRemoteAssistanceSettings } from '../../store/table/remote-assistance-settings.ts';
import type { Handler } from '../call.ts';
import { defaultSettings, settingsId } from './remote-assistance-settings.ts';

export const getRemoteAssistanceSettings: Handler<'remoteAssistanceSettings.get'> = async (
  { database },
  { caller },
) => {
  const settings = await database.read(caller.tenantId, findRemoteAssistanceSettings);
  return { ...(settings ?? defaultSettings), id: settingsId(caller.tenantId) };
};
