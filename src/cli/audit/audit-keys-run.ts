import { AuditKeys } from '../../core/audit-keys.ts';
import { MasterKeys } from '../../core/seal.ts';
import type { Context } from '../context.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { inspectedSettings } from '../settings-options.ts';

/** @throws CommandFailure when the settings have no key, or one that is none */
export async function printAuditKeys(
  { environment, result }: Context,
  given: Readonly<Record<string, unknown>>,
  tenant: string | undefined,
): Promise<void> {
  const { settings, problems } = inspectedSettings('serve', given, environment);
  const wrong = problems.find(({ setting, source }) => /Keys\b/.test(setting) || source === 'file');
  if (wrong) throw new CommandFailure(exitCodes.usage, `${wrong.setting}: ${wrong.problem}`);
  const keys = AuditKeys.of(settings.auditKeys, MasterKeys.parse(settings.masterKeys));
  await result.print(
    keys.ids.map((id) => ({ id, key: keys.export(id, tenant?.toLowerCase()) })),
    [
      { title: 'Id', value: (each) => each.id },
      { title: 'Key', value: (each) => each.key },
    ],
  );
}
