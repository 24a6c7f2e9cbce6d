import { type Migration, tenantTable } from './migration.ts';

/**
 * The keys that receipts are signed with are the service's own and not an organisation's: their rows stand under a `tenant_id` that no
 * organisation has (`table/receipt-keys.ts`). The index is for what a receipt tells: the retirements of a disconnect's grants.
 */
export const receiptKeys: Migration = {
  version: 13,
  name: 'keys of receipts',
  oldestProgram: 1,
  statements: (dialect) => [
    ...tenantTable(
      dialect,
      'receipt_keys',
      `
  tenant_id TEXT NOT NULL,
  generation BIGINT NOT NULL,
  kid TEXT NOT NULL,
  public_jwk TEXT NOT NULL,
  key_id TEXT,
  wrapped_key TEXT,
  sealed_private TEXT,
  created_at BIGINT NOT NULL,
  retired_at BIGINT,
  PRIMARY KEY (tenant_id, generation)
`,
    ),
    `CREATE INDEX obligations_retirements ON obligations (tenant_id, subject) WHERE kind = 'grant.retire'`,
  ],
};
