import { AuditKeys } from '../core/audit-keys.ts';
import { Secret } from '../core/secret.ts';
import type { Settings } from '../settings/schema.ts';

/** The configured keys, else one that everybody knows: a trail of development proves nothing, and a snapshot verifies wherever it is restored. */
export function developmentAuditKeys(configured: Settings['auditKeys']): AuditKeys {
  return AuditKeys.of(configured.length > 0 ? configured : [{ id: 'development', key: new Secret(known) }]);
}

const known = Buffer.from('assistd development audit trails').toString('base64');
