import { type Migration, tenantTable } from './migration.ts';

export const connectAndDisconnect: Migration = {
  version: 1,
  name: 'connect and disconnect',
  oldestProgram: 1,
  statements: (dialect) => [
    ...tenantTable(
      dialect,
      'tenants',
      `
  tenant_id TEXT NOT NULL PRIMARY KEY,
  "displayName" TEXT,
  "subscriptionState" TEXT NOT NULL,
  "intuneAccountId" TEXT NOT NULL,
  created_at BIGINT NOT NULL
`,
    ),
    ...tenantTable(
      dialect,
      'remote_assistance_partners',
      `
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  "displayName" TEXT,
  "onboardingUrl" TEXT,
  "onboardingStatus" TEXT NOT NULL,
  "lastConnectionDateTime" TEXT NOT NULL,
  "onboardingRequestExpiryDateTime" TEXT NOT NULL,
  connector TEXT NOT NULL,
  grant_id TEXT,
  connected_at BIGINT,
  connected_by TEXT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
`,
    ),
    ...tenantTable(
      dialect,
      'onboardings',
      `
  tenant_id TEXT NOT NULL,
  partner_id TEXT NOT NULL,
  state_hash TEXT NOT NULL,
  wrapped_key TEXT NOT NULL,
  sealed_verifier TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  requested_by TEXT NOT NULL,
  PRIMARY KEY (tenant_id, partner_id)
`,
    ),
    ...tenantTable(
      dialect,
      'grants',
      `
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  partner_id TEXT NOT NULL,
  connector TEXT NOT NULL,
  state TEXT NOT NULL,
  wrapped_key TEXT,
  key_id TEXT,
  sealed_access TEXT,
  sealed_refresh TEXT,
  access_expires_at BIGINT,
  account TEXT,
  obtained_at BIGINT NOT NULL,
  retired_at BIGINT,
  revision BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, id)
`,
    ),
    ...tenantTable(
      dialect,
      'obligations',
      `
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  status TEXT NOT NULL,
  attempts BIGINT NOT NULL DEFAULT 0,
  "createdDateTime" TEXT NOT NULL,
  "nextAttemptDateTime" TEXT NOT NULL,
  "lastFailure" TEXT,
  "reportedDateTime" TEXT,
  "completedDateTime" TEXT,
  payload TEXT NOT NULL,
  progress TEXT,
  due_at BIGINT NOT NULL,
  lease_owner TEXT,
  failures BIGINT NOT NULL DEFAULT 0,
  failing_since BIGINT,
  revision BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, id)
`,
    ),
    `CREATE UNIQUE INDEX obligations_open ON obligations (tenant_id, kind, subject) WHERE status = 'due'`,
    `CREATE INDEX obligations_due ON obligations (tenant_id, due_at) WHERE status = 'due'`,
    `CREATE INDEX obligations_created ON obligations (tenant_id, "createdDateTime", id)`,
    ...tenantTable(
      dialect,
      'audit_events',
      `
  tenant_id TEXT NOT NULL,
  sequence BIGINT NOT NULL,
  id TEXT NOT NULL,
  "displayName" TEXT,
  "componentName" TEXT,
  activity TEXT,
  "activityDateTime" TEXT NOT NULL,
  "activityType" TEXT,
  "activityOperationType" TEXT,
  "activityResult" TEXT,
  "correlationId" TEXT NOT NULL,
  category TEXT,
  actor TEXT NOT NULL,
  resources TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (tenant_id, sequence)
`,
    ),
    'CREATE UNIQUE INDEX audit_events_id ON audit_events (tenant_id, id)',
    'CREATE INDEX audit_events_time ON audit_events (tenant_id, "activityDateTime", id)',
    ...tenantTable(
      dialect,
      'audit_heads',
      `
  tenant_id TEXT NOT NULL PRIMARY KEY,
  sequence BIGINT NOT NULL,
  hash TEXT NOT NULL,
  anchor_sequence BIGINT NOT NULL,
  anchor_hash TEXT NOT NULL
`,
    ),
    ...(dialect === 'postgres' ? acrossTenants : []),
  ],
};

/**
 * The two things that the service asks of all tenants at once: who they are, and who has work due. Both are functions that run as
 * the owner of the tables and give out nothing else, so that the service's own role stays inside one tenant at a time. The scope
 * is set inside the functions only, and the policies that go by it hold for the owner alone.
 */
const acrossTenants = [
  `CREATE POLICY every_tenant ON tenants FOR SELECT TO CURRENT_USER
  USING (current_setting('assistd.scope', true) = 'every tenant')`,
  `CREATE POLICY every_tenant ON obligations FOR SELECT TO CURRENT_USER
  USING (current_setting('assistd.scope', true) = 'every tenant' AND status = 'due')`,
  `CREATE FUNCTION assistd_tenants(after_tenant text, at_most integer) RETURNS TABLE (tenant text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM set_config('assistd.scope', 'every tenant', true);
  RETURN QUERY SELECT t.tenant_id::text FROM tenants t
    WHERE t.tenant_id > after_tenant ORDER BY t.tenant_id LIMIT at_most;
  PERFORM set_config('assistd.scope', '', true);
END $$`,
  `CREATE FUNCTION assistd_due_tenants(due_until bigint, after_tenant text, at_most integer) RETURNS TABLE (tenant text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM set_config('assistd.scope', 'every tenant', true);
  RETURN QUERY SELECT o.tenant_id::text FROM obligations o
    WHERE o.status = 'due' AND o.due_at <= due_until AND o.tenant_id > after_tenant
    GROUP BY o.tenant_id ORDER BY o.tenant_id LIMIT at_most;
  PERFORM set_config('assistd.scope', '', true);
END $$`,
  'REVOKE ALL ON FUNCTION assistd_tenants(text, integer) FROM PUBLIC',
  'REVOKE ALL ON FUNCTION assistd_due_tenants(bigint, text, integer) FROM PUBLIC',
];
