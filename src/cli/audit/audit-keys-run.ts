import { AuditKeys } from '../../core/audit-keys.ts';
import { MasterKeys } from '../../core/seal.ts';
import type { Context } from '../context.ts';
import { ownSettings } from '../settings-options.ts';

/** @throws SettingsInvalid when the settings have no key, or one that is none */
export async function printAuditKeys(
  { environment, result }: Context,
  given: Readonly<Record<string, unknown>>,
  tenant: string | undefined,
): Promise<void> {
  const { auditKeys, masterKeys } = ownSettings(['auditKeys', 'masterKeys'], given, environment);
  const keys = AuditKeys.of(auditKeys, MasterKeys.parse(masterKeys));
  await result.print(
    keys.ids.map((id) => ({ id, key: keys.export(id, tenant?.toLowerCase()) })),
    [
      { title: 'Id', value: (each) => each.id },
      { title: 'Key', value: (each) => each.key },
    ],
  );
}
