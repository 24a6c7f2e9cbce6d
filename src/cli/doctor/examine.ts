import { ShownCertificates } from '../../core/shown-certificates.ts';
import { environmentName, flagName } from '../../settings/names.ts';
import { settingsSchema } from '../../settings/schema.ts';
import type { Context } from '../context.ts';
import { configFileOf, inspectedSettings } from '../settings-options.ts';
import { checkCertificates, checkOwnCertificate } from './check-certificates.ts';
import { checkConnectors } from './check-connectors.ts';
import { checkDatabase, checkDatabaseClock, checkDisk } from './check-database.ts';
import { checkFiles, checkHeadsFile } from './check-files.ts';
import { checkIssuers } from './check-issuers.ts';
import { checkOrigin } from './check-origin.ts';
import { checkTimeStamps } from './check-time-stamps.ts';
import { type Finding, fault, ok } from './finding.ts';

/** Looks at everything; what the settings leave undecided is left out. */
export async function examine(
  { environment, signal }: Pick<Context, 'environment' | 'signal'>,
  given: Readonly<Record<string, unknown>>,
): Promise<Finding[]> {
  const { settings, problems } = inspectedSettings('serve', given, environment);
  const options = { settings, signal };
  using shown = new ShownCertificates();
  const found = await Promise.all([
    checkDatabase(options),
    checkDatabaseClock(options),
    checkDisk(options),
    checkIssuers(options),
    checkConnectors(options),
    checkOrigin(options),
    checkTimeStamps(options),
  ]);
  const wrong = problems.map(({ setting, source, problem }) =>
    fault(`setting ${setting}`, `${problem} (from ${source})`, mendOf(setting)),
  );
  const settingFindings = wrong.length > 0 ? wrong : [ok('settings', 'complete')];
  const files = [...checkFiles(options, configFileOf('serve', given)), ...checkHeadsFile(options)];
  return [...settingFindings, ...files, ...found.flat(), ...checkOwnCertificate(options), ...checkCertificates(shown)];
}

function mendOf(setting: string): string {
  const [name = ''] = setting.split('.');
  return name in settingsSchema.shape
    ? `Set ${name} in the settings file, ${environmentName(name)} or ${flagName(name)}.`
    : 'Remove it, or correct its name; contract/settings.md has them all.';
}
