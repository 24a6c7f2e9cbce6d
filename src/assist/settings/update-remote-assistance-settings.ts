import { activities } from '../../model/audit-activities.ts';
import { remoteAssistanceSettingsType } from '../../model/remote-assistance-settings.ts';
import { cellsOf } from '../../store/cells.ts';
import {
  lockRemoteAssistanceSettings,
  updateRemoteAssistanceSettings as writeSettings,
} from '../../store/table/remote-assistance-settings.ts';
import { audit } from '../audit/audit.ts';
import { changesOf } from '../audit/changes.ts';
import type { Handler } from '../call.ts';
import { defaultSettings, settingsId } from './remote-assistance-settings.ts';

export const updateRemoteAssistanceSettings: Handler<'remoteAssistanceSettings.update'> = ({ database }, call) =>
  database.write(call.caller.tenantId, async (tx) => {
    const id = settingsId(tx.tenantId);
    const before = await lockRemoteAssistanceSettings(tx, defaultSettings);
    const cells = cellsOf(remoteAssistanceSettingsType, call.body);
    const changes = changesOf(remoteAssistanceSettingsType, before, cells);
    if (changes.length > 0) {
      await writeSettings(tx, cells);
      const resource = { id, displayName: 'Remote Help' };
      await audit(tx, call, { activity: activities.settingsUpdated, resource, changes });
    }
    return { ...before, ...cells, id };
  });
