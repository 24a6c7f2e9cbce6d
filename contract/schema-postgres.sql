CREATE TABLE schema_migrations (version BIGINT NOT NULL PRIMARY KEY, name TEXT COLLATE "C" NOT NULL, oldest_program BIGINT NOT NULL);

-- 1: connect and disconnect
CREATE TABLE tenants (
  tenant_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  "displayName" TEXT COLLATE "C",
  "subscriptionState" TEXT COLLATE "C" NOT NULL,
  "intuneAccountId" TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL
);
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON tenants USING (tenant_id = current_setting('assistd.tenant_id', true)) WITH CHECK (tenant_id = current_setting('assistd.tenant_id', true));
CREATE TABLE remote_assistance_partners (
  tenant_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  "displayName" TEXT COLLATE "C",
  "onboardingUrl" TEXT COLLATE "C",
  "onboardingStatus" TEXT COLLATE "C" NOT NULL,
  "lastConnectionDateTime" TEXT COLLATE "C" NOT NULL,
  "onboardingRequestExpiryDateTime" TEXT COLLATE "C" NOT NULL,
  connector TEXT COLLATE "C" NOT NULL,
  grant_id TEXT COLLATE "C",
  connected_at BIGINT,
  connected_by TEXT COLLATE "C",
  created_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
ALTER TABLE remote_assistance_partners ENABLE ROW LEVEL SECURITY;
ALTER TABLE remote_assistance_partners FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON remote_assistance_partners USING (tenant_id = current_setting('assistd.tenant_id', true)) WITH CHECK (tenant_id = current_setting('assistd.tenant_id', true));
CREATE TABLE onboardings (
  tenant_id TEXT COLLATE "C" NOT NULL,
  partner_id TEXT COLLATE "C" NOT NULL,
  state_hash TEXT COLLATE "C" NOT NULL,
  wrapped_key TEXT COLLATE "C" NOT NULL,
  sealed_verifier TEXT COLLATE "C" NOT NULL,
  expires_at BIGINT NOT NULL,
  requested_by TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, partner_id)
);
ALTER TABLE onboardings ENABLE ROW LEVEL SECURITY;
ALTER TABLE onboardings FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON onboardings USING (tenant_id = current_setting('assistd.tenant_id', true)) WITH CHECK (tenant_id = current_setting('assistd.tenant_id', true));
CREATE TABLE grants (
  tenant_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  partner_id TEXT COLLATE "C" NOT NULL,
  connector TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  wrapped_key TEXT COLLATE "C",
  key_id TEXT COLLATE "C",
  sealed_access TEXT COLLATE "C",
  sealed_refresh TEXT COLLATE "C",
  access_expires_at BIGINT,
  account TEXT COLLATE "C",
  obtained_at BIGINT NOT NULL,
  retired_at BIGINT,
  revision BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, id)
);
ALTER TABLE grants ENABLE ROW LEVEL SECURITY;
ALTER TABLE grants FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON grants USING (tenant_id = current_setting('assistd.tenant_id', true)) WITH CHECK (tenant_id = current_setting('assistd.tenant_id', true));
CREATE TABLE obligations (
  tenant_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  subject TEXT COLLATE "C" NOT NULL,
  status TEXT COLLATE "C" NOT NULL,
  attempts BIGINT NOT NULL DEFAULT 0,
  "createdDateTime" TEXT COLLATE "C" NOT NULL,
  "nextAttemptDateTime" TEXT COLLATE "C" NOT NULL,
  "lastFailure" TEXT COLLATE "C",
  "reportedDateTime" TEXT COLLATE "C",
  "completedDateTime" TEXT COLLATE "C",
  payload TEXT COLLATE "C" NOT NULL,
  progress TEXT COLLATE "C",
  due_at BIGINT NOT NULL,
  lease_owner TEXT COLLATE "C",
  failures BIGINT NOT NULL DEFAULT 0,
  revision BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, id)
);
ALTER TABLE obligations ENABLE ROW LEVEL SECURITY;
ALTER TABLE obligations FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON obligations USING (tenant_id = current_setting('assistd.tenant_id', true)) WITH CHECK (tenant_id = current_setting('assistd.tenant_id', true));
CREATE UNIQUE INDEX obligations_open ON obligations (tenant_id, kind, subject) WHERE status = 'due';
CREATE INDEX obligations_due ON obligations (tenant_id, due_at) WHERE status = 'due';
CREATE INDEX obligations_created ON obligations (tenant_id, "createdDateTime", id);
CREATE TABLE audit_events (
  tenant_id TEXT COLLATE "C" NOT NULL,
  sequence BIGINT NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  "displayName" TEXT COLLATE "C",
  "componentName" TEXT COLLATE "C",
  activity TEXT COLLATE "C",
  "activityDateTime" TEXT COLLATE "C" NOT NULL,
  "activityType" TEXT COLLATE "C",
  "activityOperationType" TEXT COLLATE "C",
  "activityResult" TEXT COLLATE "C",
  "correlationId" TEXT COLLATE "C" NOT NULL,
  category TEXT COLLATE "C",
  actor TEXT COLLATE "C" NOT NULL,
  resources TEXT COLLATE "C" NOT NULL,
  previous_hash TEXT COLLATE "C" NOT NULL,
  hash TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, sequence)
);
ALTER TABLE audit_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_events FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON audit_events USING (tenant_id = current_setting('assistd.tenant_id', true)) WITH CHECK (tenant_id = current_setting('assistd.tenant_id', true));
CREATE UNIQUE INDEX audit_events_id ON audit_events (tenant_id, id);
CREATE INDEX audit_events_time ON audit_events (tenant_id, "activityDateTime", id);
CREATE TABLE audit_heads (
  tenant_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  sequence BIGINT NOT NULL,
  hash TEXT COLLATE "C" NOT NULL,
  anchor_sequence BIGINT NOT NULL,
  anchor_hash TEXT COLLATE "C" NOT NULL
);
ALTER TABLE audit_heads ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_heads FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON audit_heads USING (tenant_id = current_setting('assistd.tenant_id', true)) WITH CHECK (tenant_id = current_setting('assistd.tenant_id', true));
CREATE POLICY every_tenant ON tenants FOR SELECT TO CURRENT_USER
  USING (current_setting('assistd.scope', true) = 'every tenant');
CREATE POLICY every_tenant ON obligations FOR SELECT TO CURRENT_USER
  USING (current_setting('assistd.scope', true) = 'every tenant' AND status = 'due');
CREATE FUNCTION assistd_tenants(after_tenant text, at_most integer) RETURNS TABLE (tenant text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM set_config('assistd.scope', 'every tenant', true);
  RETURN QUERY SELECT t.tenant_id::text FROM tenants t
    WHERE t.tenant_id > after_tenant ORDER BY t.tenant_id LIMIT at_most;
  PERFORM set_config('assistd.scope', '', true);
END $$;
CREATE FUNCTION assistd_due_tenants(due_until bigint, after_tenant text, at_most integer) RETURNS TABLE (tenant text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM set_config('assistd.scope', 'every tenant', true);
  RETURN QUERY SELECT o.tenant_id::text FROM obligations o
    WHERE o.status = 'due' AND o.due_at <= due_until AND o.tenant_id > after_tenant
    GROUP BY o.tenant_id ORDER BY o.tenant_id LIMIT at_most;
  PERFORM set_config('assistd.scope', '', true);
END $$;
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (1, 'connect and disconnect', 1);

-- 2: provided partners
CREATE TABLE provided_partners (
  tenant_id TEXT COLLATE "C" NOT NULL,
  connector TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, connector)
);
ALTER TABLE provided_partners ENABLE ROW LEVEL SECURITY;
ALTER TABLE provided_partners FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON provided_partners USING (tenant_id = current_setting('assistd.tenant_id', true)) WITH CHECK (tenant_id = current_setting('assistd.tenant_id', true));
ALTER TABLE grants ADD COLUMN refresh_until BIGINT;
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (2, 'provided partners', 1);
