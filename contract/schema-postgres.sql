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
  failing_since BIGINT,
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
REVOKE ALL ON FUNCTION assistd_tenants(text, integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION assistd_due_tenants(bigint, text, integer) FROM PUBLIC;
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

-- 3: devices and sessions
CREATE TABLE managed_devices (
  tenant_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  "userId" TEXT COLLATE "C",
  "deviceName" TEXT COLLATE "C",
  "managedDeviceOwnerType" TEXT COLLATE "C" NOT NULL,
  "managementState" TEXT COLLATE "C" NOT NULL,
  "enrolledDateTime" TEXT COLLATE "C" NOT NULL,
  "lastSyncDateTime" TEXT COLLATE "C" NOT NULL,
  "operatingSystem" TEXT COLLATE "C",
  "complianceState" TEXT COLLATE "C" NOT NULL,
  "jailBroken" TEXT COLLATE "C",
  "managementAgent" TEXT COLLATE "C" NOT NULL,
  "osVersion" TEXT COLLATE "C",
  "easActivated" SMALLINT NOT NULL,
  "easDeviceId" TEXT COLLATE "C",
  "easActivationDateTime" TEXT COLLATE "C" NOT NULL,
  "azureADRegistered" SMALLINT,
  "deviceEnrollmentType" TEXT COLLATE "C" NOT NULL,
  "activationLockBypassCode" TEXT COLLATE "C",
  "emailAddress" TEXT COLLATE "C",
  "azureADDeviceId" TEXT COLLATE "C",
  "deviceRegistrationState" TEXT COLLATE "C" NOT NULL,
  "deviceCategoryDisplayName" TEXT COLLATE "C",
  "isSupervised" SMALLINT NOT NULL,
  "exchangeLastSuccessfulSyncDateTime" TEXT COLLATE "C" NOT NULL,
  "exchangeAccessState" TEXT COLLATE "C" NOT NULL,
  "exchangeAccessStateReason" TEXT COLLATE "C" NOT NULL,
  "remoteAssistanceSessionErrorDetails" TEXT COLLATE "C",
  "isEncrypted" SMALLINT NOT NULL,
  "userPrincipalName" TEXT COLLATE "C",
  "model" TEXT COLLATE "C",
  "manufacturer" TEXT COLLATE "C",
  "imei" TEXT COLLATE "C",
  "complianceGracePeriodExpirationDateTime" TEXT COLLATE "C" NOT NULL,
  "serialNumber" TEXT COLLATE "C",
  "phoneNumber" TEXT COLLATE "C",
  "androidSecurityPatchLevel" TEXT COLLATE "C",
  "userDisplayName" TEXT COLLATE "C",
  "configurationManagerClientEnabledFeatures" TEXT COLLATE "C",
  "wiFiMacAddress" TEXT COLLATE "C",
  "deviceHealthAttestationState" TEXT COLLATE "C",
  "subscriberCarrier" TEXT COLLATE "C",
  "meid" TEXT COLLATE "C",
  "totalStorageSpaceInBytes" BIGINT NOT NULL,
  "freeStorageSpaceInBytes" BIGINT NOT NULL,
  "managedDeviceName" TEXT COLLATE "C",
  "partnerReportedThreatState" TEXT COLLATE "C" NOT NULL,
  "requireUserEnrollmentApproval" SMALLINT,
  "managementCertificateExpirationDate" TEXT COLLATE "C" NOT NULL,
  "iccid" TEXT COLLATE "C",
  "udid" TEXT COLLATE "C",
  "notes" TEXT COLLATE "C",
  "ethernetMacAddress" TEXT COLLATE "C",
  "physicalMemoryInBytes" BIGINT NOT NULL,
  "enrollmentProfileName" TEXT COLLATE "C",
  "deviceActionResults" TEXT COLLATE "C" NOT NULL,
  upn_lower TEXT COLLATE "C",
  PRIMARY KEY (tenant_id, id)
);
ALTER TABLE managed_devices ENABLE ROW LEVEL SECURITY;
ALTER TABLE managed_devices FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON managed_devices USING (tenant_id = current_setting('assistd.tenant_id', true)) WITH CHECK (tenant_id = current_setting('assistd.tenant_id', true));
CREATE INDEX managed_devices_devicename ON managed_devices (tenant_id, "deviceName" NULLS FIRST, id);
CREATE INDEX managed_devices_serialnumber ON managed_devices (tenant_id, "serialNumber" NULLS FIRST, id);
CREATE INDEX managed_devices_userprincipalname ON managed_devices (tenant_id, "userPrincipalName" NULLS FIRST, id);
CREATE INDEX managed_devices_userid ON managed_devices (tenant_id, "userId" NULLS FIRST, id);
CREATE INDEX managed_devices_azureaddeviceid ON managed_devices (tenant_id, "azureADDeviceId" NULLS FIRST, id);
CREATE INDEX managed_devices_operatingsystem ON managed_devices (tenant_id, "operatingSystem" NULLS FIRST, id);
CREATE INDEX managed_devices_compliancestate ON managed_devices (tenant_id, "complianceState", id);
CREATE INDEX managed_devices_lastsyncdatetime ON managed_devices (tenant_id, "lastSyncDateTime", id);
CREATE INDEX managed_devices_enrolleddatetime ON managed_devices (tenant_id, "enrolledDateTime", id);
CREATE INDEX managed_devices_upn ON managed_devices (tenant_id, upn_lower, id);
CREATE TABLE managed_device_counts (
  tenant_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  devices BIGINT NOT NULL
);
ALTER TABLE managed_device_counts ENABLE ROW LEVEL SECURITY;
ALTER TABLE managed_device_counts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON managed_device_counts USING (tenant_id = current_setting('assistd.tenant_id', true)) WITH CHECK (tenant_id = current_setting('assistd.tenant_id', true));
CREATE TABLE sessions (
  tenant_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  status TEXT COLLATE "C" NOT NULL,
  "partnerId" TEXT COLLATE "C" NOT NULL,
  "partnerDisplayName" TEXT COLLATE "C",
  "deviceId" TEXT COLLATE "C" NOT NULL,
  "deviceName" TEXT COLLATE "C",
  "userPrincipalName" TEXT COLLATE "C",
  "requestedBy" TEXT COLLATE "C",
  "requestedDateTime" TEXT COLLATE "C" NOT NULL,
  "openedDateTime" TEXT COLLATE "C",
  "expirationDateTime" TEXT COLLATE "C" NOT NULL,
  "closedDateTime" TEXT COLLATE "C",
  "closeReason" TEXT COLLATE "C",
  "errorDetails" TEXT COLLATE "C",
  connections TEXT COLLATE "C" NOT NULL,
  grant_id TEXT COLLATE "C" NOT NULL,
  opening_until BIGINT,
  sealed_code TEXT COLLATE "C",
  sealed_supporter_link TEXT COLLATE "C",
  sealed_end_user_link TEXT COLLATE "C",
  PRIMARY KEY (tenant_id, id)
);
ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE sessions FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON sessions USING (tenant_id = current_setting('assistd.tenant_id', true)) WITH CHECK (tenant_id = current_setting('assistd.tenant_id', true));
CREATE UNIQUE INDEX sessions_live ON sessions (tenant_id, "deviceId") WHERE status IN ('requested', 'open');
CREATE INDEX sessions_grant ON sessions (tenant_id, grant_id, status);
CREATE INDEX sessions_requested ON sessions (tenant_id, "requestedDateTime", id);
CREATE INDEX sessions_device ON sessions (tenant_id, "deviceId", "requestedDateTime");
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (3, 'devices and sessions', 1);

-- 4: remote assistance settings, suspended tenants
CREATE TABLE remote_assistance_settings (
  tenant_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  "remoteAssistanceState" TEXT COLLATE "C" NOT NULL,
  "allowSessionsToUnenrolledDevices" SMALLINT NOT NULL,
  "blockChat" SMALLINT NOT NULL
);
ALTER TABLE remote_assistance_settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE remote_assistance_settings FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON remote_assistance_settings USING (tenant_id = current_setting('assistd.tenant_id', true)) WITH CHECK (tenant_id = current_setting('assistd.tenant_id', true));
ALTER TABLE tenants ADD COLUMN suspended_at BIGINT;
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (4, 'remote assistance settings, suspended tenants', 1);

-- 5: figures of open obligations
CREATE FUNCTION assistd_open_obligations()
  RETURNS TABLE (kind text, state text, "count" bigint, oldest text, failing_since bigint)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM set_config('assistd.scope', 'every tenant', true);
  RETURN QUERY SELECT s.kind::text, s.state, count(*), min(s.oldest)::text, min(s.failing_since) FROM (
    SELECT o.kind, o."createdDateTime" AS oldest, o.failing_since, CASE
      WHEN o.lease_owner IS NOT NULL THEN 'running'
      WHEN o."reportedDateTime" IS NOT NULL THEN 'reported'
      WHEN o.failures > 0 THEN 'failing'
      ELSE 'pending' END AS state
    FROM obligations o WHERE o.status = 'due') s
    GROUP BY s.kind, s.state;
  PERFORM set_config('assistd.scope', '', true);
END $$;
REVOKE ALL ON FUNCTION assistd_open_obligations() FROM PUBLIC;
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (5, 'figures of open obligations', 1);

-- 6: request windows
CREATE TABLE request_windows (
  tenant_id TEXT COLLATE "C" NOT NULL,
  budget TEXT COLLATE "C" NOT NULL,
  period BIGINT NOT NULL,
  earlier BIGINT NOT NULL,
  current BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, budget)
);
ALTER TABLE request_windows ENABLE ROW LEVEL SECURITY;
ALTER TABLE request_windows FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON request_windows USING (tenant_id = current_setting('assistd.tenant_id', true)) WITH CHECK (tenant_id = current_setting('assistd.tenant_id', true));
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (6, 'request windows', 1);

-- 7: indexes of sealed sessions and of states of obligations
CREATE INDEX sessions_sealed ON sessions (tenant_id, grant_id)
  WHERE (sealed_code IS NOT NULL OR sealed_supporter_link IS NOT NULL OR sealed_end_user_link IS NOT NULL OR opening_until IS NOT NULL);
CREATE INDEX obligations_state ON obligations (tenant_id, (CASE
    WHEN status = 'done' THEN 'completed'
    WHEN status = 'cancelled' THEN 'cancelled'
    WHEN lease_owner IS NOT NULL THEN 'running'
    WHEN "reportedDateTime" IS NOT NULL THEN 'reported'
    WHEN failures > 0 THEN 'failing'
    ELSE 'pending' END) COLLATE "C", "createdDateTime", id);
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (7, 'indexes of sealed sessions and of states of obligations', 1);

-- 10: what the database was made for
CREATE TABLE database_purpose (purpose TEXT COLLATE "C" NOT NULL PRIMARY KEY);
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (10, 'what the database was made for', 1);

-- 11: disconnects, severances, callers whose tokens are revoked
CREATE TABLE disconnects (
  tenant_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  "partnerId" TEXT COLLATE "C",
  "partnerDisplayName" TEXT COLLATE "C",
  reason TEXT COLLATE "C",
  ticket TEXT COLLATE "C",
  "requestedBy" TEXT COLLATE "C",
  "requestedDateTime" TEXT COLLATE "C" NOT NULL,
  "severanceId" TEXT COLLATE "C",
  actor TEXT COLLATE "C" NOT NULL,
  grants TEXT COLLATE "C" NOT NULL,
  sessions TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
ALTER TABLE disconnects ENABLE ROW LEVEL SECURITY;
ALTER TABLE disconnects FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON disconnects USING (tenant_id = current_setting('assistd.tenant_id', true)) WITH CHECK (tenant_id = current_setting('assistd.tenant_id', true));
CREATE INDEX disconnects_requested ON disconnects (tenant_id, "requestedDateTime", id);
CREATE TABLE severances (
  tenant_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  connector TEXT COLLATE "C" NOT NULL,
  reason TEXT COLLATE "C",
  ticket TEXT COLLATE "C",
  "requestedBy" TEXT COLLATE "C",
  "createdDateTime" TEXT COLLATE "C" NOT NULL,
  "walkedDateTime" TEXT COLLATE "C",
  "restoredBy" TEXT COLLATE "C",
  "restoredDateTime" TEXT COLLATE "C",
  actor TEXT COLLATE "C" NOT NULL,
  walked_to TEXT COLLATE "C" NOT NULL,
  leased_until BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
ALTER TABLE severances ENABLE ROW LEVEL SECURITY;
ALTER TABLE severances FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON severances USING (tenant_id = current_setting('assistd.tenant_id', true)) WITH CHECK (tenant_id = current_setting('assistd.tenant_id', true));
CREATE INDEX severances_created ON severances (tenant_id, "createdDateTime", id);
CREATE TABLE severed_connectors (
  tenant_id TEXT COLLATE "C" NOT NULL,
  connector TEXT COLLATE "C" NOT NULL,
  severance_id TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, connector)
);
ALTER TABLE severed_connectors ENABLE ROW LEVEL SECURITY;
ALTER TABLE severed_connectors FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON severed_connectors USING (tenant_id = current_setting('assistd.tenant_id', true)) WITH CHECK (tenant_id = current_setting('assistd.tenant_id', true));
CREATE TABLE revoked_callers (
  tenant_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  "revokedDateTime" TEXT COLLATE "C" NOT NULL,
  "revokedBy" TEXT COLLATE "C",
  reason TEXT COLLATE "C",
  ticket TEXT COLLATE "C",
  PRIMARY KEY (tenant_id, id)
);
ALTER TABLE revoked_callers ENABLE ROW LEVEL SECURITY;
ALTER TABLE revoked_callers FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON revoked_callers USING (tenant_id = current_setting('assistd.tenant_id', true)) WITH CHECK (tenant_id = current_setting('assistd.tenant_id', true));
ALTER TABLE grants ADD COLUMN severance_id TEXT COLLATE "C";
CREATE INDEX grants_severed ON grants (tenant_id, severance_id) WHERE severance_id IS NOT NULL;
ALTER TABLE sessions ADD COLUMN requester_subject TEXT COLLATE "C";
ALTER TABLE sessions ADD COLUMN requester_application TEXT COLLATE "C";
CREATE POLICY every_tenant ON severed_connectors FOR SELECT USING (true);
CREATE POLICY every_tenant ON grants FOR SELECT TO CURRENT_USER
  USING (current_setting('assistd.scope', true) = 'every tenant' AND severance_id IS NOT NULL);
CREATE FUNCTION assistd_severed_grants(severance text) RETURNS TABLE (state text, "count" bigint)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM set_config('assistd.scope', 'every tenant', true);
  RETURN QUERY SELECT s.state, count(*) FROM (
    SELECT CASE
      WHEN o.failures > 0 THEN 'failing'
      WHEN o.id IS NOT NULL THEN 'waiting'
      WHEN g.unconfirmed IS NOT NULL THEN 'unconfirmed'
      WHEN g.state = 'retired' THEN 'proven'
      ELSE 'unconfirmed' END AS state
    FROM grants g LEFT JOIN obligations o
      ON o.tenant_id = g.tenant_id AND o.kind = 'grant.retire' AND o.subject = g.id AND o.status = 'due'
    WHERE g.severance_id = severance) s
    GROUP BY s.state;
  PERFORM set_config('assistd.scope', '', true);
END $$;
REVOKE ALL ON FUNCTION assistd_severed_grants(text) FROM PUBLIC;
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (11, 'disconnects, severances, callers whose tokens are revoked', 1);

-- 12: refreshes without an answer, ends without a confirmation
ALTER TABLE grants ADD COLUMN refresh_asked_at BIGINT;
ALTER TABLE grants ADD COLUMN unconfirmed TEXT COLLATE "C";
ALTER TABLE obligations ADD COLUMN "unconfirmedReason" TEXT COLLATE "C";
CREATE TABLE repeated_requests (
  tenant_id TEXT COLLATE "C" NOT NULL,
  request_key TEXT COLLATE "C" NOT NULL,
  resource_id TEXT COLLATE "C" NOT NULL,
  made_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, request_key)
);
ALTER TABLE repeated_requests ENABLE ROW LEVEL SECURITY;
ALTER TABLE repeated_requests FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON repeated_requests USING (tenant_id = current_setting('assistd.tenant_id', true)) WITH CHECK (tenant_id = current_setting('assistd.tenant_id', true));
CREATE INDEX repeated_requests_made ON repeated_requests (tenant_id, made_at);
CREATE TABLE presented_codes (
  tenant_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  partner_id TEXT COLLATE "C" NOT NULL,
  connector TEXT COLLATE "C" NOT NULL,
  state_hash TEXT COLLATE "C" NOT NULL,
  wrapped_key TEXT COLLATE "C" NOT NULL,
  sealed_verifier TEXT COLLATE "C" NOT NULL,
  sealed_code TEXT COLLATE "C" NOT NULL,
  requested_by TEXT COLLATE "C" NOT NULL,
  confirmed_by TEXT COLLATE "C",
  presented_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
ALTER TABLE presented_codes ENABLE ROW LEVEL SECURITY;
ALTER TABLE presented_codes FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON presented_codes USING (tenant_id = current_setting('assistd.tenant_id', true)) WITH CHECK (tenant_id = current_setting('assistd.tenant_id', true));
ALTER TABLE sessions ADD COLUMN "unconfirmedUntil" TEXT COLLATE "C";
ALTER TABLE sessions ADD COLUMN "linkGivenTo" TEXT COLLATE "C" NOT NULL DEFAULT '[]';
ALTER TABLE sessions ADD COLUMN openings BIGINT NOT NULL DEFAULT 0;
ALTER TABLE obligations ADD COLUMN connector TEXT COLLATE "C";
ALTER TABLE obligations ADD COLUMN probe SMALLINT NOT NULL DEFAULT 0;
DROP INDEX obligations_state;
CREATE INDEX obligations_state ON obligations (tenant_id, (CASE
    WHEN status = 'done' AND "unconfirmedReason" IS NOT NULL THEN 'unconfirmed'
    WHEN status = 'done' THEN 'completed'
    WHEN status = 'cancelled' THEN 'cancelled'
    WHEN lease_owner IS NOT NULL THEN 'running'
    WHEN "reportedDateTime" IS NOT NULL THEN 'reported'
    WHEN failures > 0 THEN 'failing'
    ELSE 'pending' END) COLLATE "C", "createdDateTime", id);
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (12, 'refreshes without an answer, ends without a confirmation', 1);

-- 13: keys of receipts
CREATE TABLE receipt_keys (
  tenant_id TEXT COLLATE "C" NOT NULL,
  generation BIGINT NOT NULL,
  kid TEXT COLLATE "C" NOT NULL,
  public_jwk TEXT COLLATE "C" NOT NULL,
  key_id TEXT COLLATE "C",
  wrapped_key TEXT COLLATE "C",
  sealed_private TEXT COLLATE "C",
  created_at BIGINT NOT NULL,
  retired_at BIGINT,
  PRIMARY KEY (tenant_id, generation)
);
ALTER TABLE receipt_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE receipt_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON receipt_keys USING (tenant_id = current_setting('assistd.tenant_id', true)) WITH CHECK (tenant_id = current_setting('assistd.tenant_id', true));
CREATE INDEX obligations_retirements ON obligations (tenant_id, subject) WHERE kind = 'grant.retire';
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (13, 'keys of receipts', 1);

-- 14: keyed audit trails, functions that the service cannot turn
ALTER TABLE audit_events ADD COLUMN "hashKeyId" TEXT COLLATE "C";
ALTER TABLE audit_heads ADD COLUMN mac_key_id TEXT COLLATE "C";
ALTER TABLE audit_heads ADD COLUMN mac TEXT COLLATE "C";
CREATE FUNCTION assistd_least_audit_age() RETURNS interval LANGUAGE sql IMMUTABLE AS $$ SELECT interval '1 day' $$;
CREATE FUNCTION assistd_prune_audit_events(tenant_id text, last_sequence bigint, older_than text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER AS $$
#variable_conflict use_column
DECLARE
  before text := older_than;
BEGIN
  IF NOT EXISTS (SELECT FROM database_purpose WHERE purpose = 'development') THEN
    before := least(before COLLATE "C",
      to_char((now() - assistd_least_audit_age()) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"0000000Z"') COLLATE "C");
  END IF;
  PERFORM FROM audit_events e
    WHERE e.tenant_id = assistd_prune_audit_events.tenant_id AND e.sequence <= last_sequence AND e."activityDateTime" >= before;
  IF FOUND THEN
    RAISE EXCEPTION 'audit events that are not older than % are kept', before;
  END IF;
  DELETE FROM audit_events e WHERE e.tenant_id = assistd_prune_audit_events.tenant_id AND e.sequence <= last_sequence;
END $$;
REVOKE ALL ON FUNCTION assistd_prune_audit_events(text, bigint, text) FROM PUBLIC;
DO $$
DECLARE
  definer regprocedure;
BEGIN
  FOR definer IN SELECT p.oid FROM pg_catalog.pg_proc p WHERE p.pronamespace = current_schema()::regnamespace AND p.prosecdef
      AND pg_catalog.starts_with(p.proname, 'assistd_') LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, %I, pg_temp', definer, current_schema());
  END LOOP;
END $$;
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (14, 'keyed audit trails, functions that the service cannot turn', 14);

-- 15: who stands behind consents, and who was given links
ALTER TABLE onboardings ADD COLUMN requested_at BIGINT;
ALTER TABLE onboardings ADD COLUMN browser_hash TEXT COLLATE "C";
ALTER TABLE onboardings ADD COLUMN confirmed_by TEXT COLLATE "C";
ALTER TABLE grants ADD COLUMN requested_by TEXT COLLATE "C";
CREATE TABLE given_links (
  tenant_id TEXT COLLATE "C" NOT NULL,
  session_id TEXT COLLATE "C" NOT NULL,
  caller TEXT COLLATE "C" NOT NULL,
  link TEXT COLLATE "C" NOT NULL,
  given_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, session_id, caller, link)
);
ALTER TABLE given_links ENABLE ROW LEVEL SECURITY;
ALTER TABLE given_links FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON given_links USING (tenant_id = current_setting('assistd.tenant_id', true)) WITH CHECK (tenant_id = current_setting('assistd.tenant_id', true));
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (15, 'who stands behind consents, and who was given links', 1);

-- 23: when obligations were planned
ALTER TABLE obligations ADD COLUMN planned_at BIGINT NOT NULL DEFAULT 0;
DROP INDEX obligations_due;
CREATE INDEX obligations_due ON obligations (tenant_id, due_at, planned_at, kind) WHERE status = 'due';
CREATE FUNCTION assistd_due_tenants_of(
    kinds text[], others boolean, due_until bigint, planned_until bigint, after_tenant text, at_most integer, resting text[])
  RETURNS TABLE (tenant text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM set_config('assistd.scope', 'every tenant', true);
  RETURN QUERY SELECT o.tenant_id::text FROM obligations o
    WHERE o.status = 'due' AND (o.due_at <= due_until OR o.planned_at > planned_until)
      AND (o.kind = ANY (kinds)) <> others AND o.tenant_id > after_tenant
      AND (o.connector IS NULL OR o.probe = 1 OR NOT o.connector = ANY (resting))
    GROUP BY o.tenant_id ORDER BY o.tenant_id LIMIT at_most;
  PERFORM set_config('assistd.scope', '', true);
END $$;
REVOKE ALL ON FUNCTION assistd_due_tenants_of(text[], boolean, bigint, bigint, text, integer, text[]) FROM PUBLIC;
DO $$
DECLARE
  definer regprocedure;
BEGIN
  FOR definer IN SELECT p.oid FROM pg_catalog.pg_proc p WHERE p.pronamespace = current_schema()::regnamespace AND p.prosecdef
      AND pg_catalog.starts_with(p.proname, 'assistd_') LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, %I, pg_temp', definer, current_schema());
  END LOOP;
END $$;
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (23, 'when obligations were planned', 1);

-- 30: grants that only their connector reads
ALTER TABLE grants NO FORCE ROW LEVEL SECURITY;
ALTER TABLE grants ADD COLUMN sealed_grant TEXT COLLATE "C";
ALTER TABLE grants ADD COLUMN renew_at BIGINT;
UPDATE grants SET
    sealed_grant = '{"accessToken":"' || sealed_access || CASE
      WHEN sealed_refresh IS NULL THEN '"}'
      ELSE '","refreshToken":"' || sealed_refresh || '"}' END,
    renew_at = CASE WHEN sealed_refresh IS NULL THEN NULL ELSE access_expires_at - 60000 END
  WHERE sealed_access IS NOT NULL;
ALTER TABLE grants DROP COLUMN sealed_access;
ALTER TABLE grants DROP COLUMN sealed_refresh;
ALTER TABLE grants DROP COLUMN access_expires_at;
ALTER TABLE grants FORCE ROW LEVEL SECURITY;
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (30, 'grants that only their connector reads', 30);

-- 31: devices of partners, narrowed grants
ALTER TABLE grants ADD COLUMN narrowed TEXT COLLATE "C";
ALTER TABLE sessions ADD COLUMN consent_answer TEXT COLLATE "C";
CREATE TABLE partner_devices (
  tenant_id TEXT COLLATE "C" NOT NULL,
  partner_id TEXT COLLATE "C" NOT NULL,
  partner_device_id TEXT COLLATE "C" NOT NULL,
  device_id TEXT COLLATE "C" NOT NULL,
  said TEXT COLLATE "C",
  listed_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, partner_id, partner_device_id)
);
ALTER TABLE partner_devices ENABLE ROW LEVEL SECURITY;
ALTER TABLE partner_devices FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON partner_devices USING (tenant_id = current_setting('assistd.tenant_id', true)) WITH CHECK (tenant_id = current_setting('assistd.tenant_id', true));
CREATE INDEX partner_devices_device ON partner_devices (tenant_id, device_id);
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (31, 'devices of partners, narrowed grants', 30);

-- 35: device texts
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (35, 'device texts', 35);

-- 36: an index of comanaged devices
CREATE INDEX managed_devices_comanaged ON managed_devices (tenant_id, id)
  WHERE "managementAgent" IN ('configurationManagerClientMdm', 'configurationManagerClientMdmEas');
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (36, 'an index of comanaged devices', 1);

-- 40: users of devices by their ids in any case
ALTER TABLE managed_devices ADD COLUMN user_key TEXT COLLATE "C";
ALTER TABLE managed_devices NO FORCE ROW LEVEL SECURITY;
UPDATE managed_devices SET user_key = CASE WHEN "userId" ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN lower("userId") ELSE "userId" END WHERE "userId" IS NOT NULL;
ALTER TABLE managed_devices FORCE ROW LEVEL SECURITY;
CREATE INDEX managed_devices_user_id ON managed_devices (tenant_id, user_key, id);
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (40, 'users of devices by their ids in any case', 1);

-- 56: device texts on PostgreSQL
CREATE TABLE managed_device_texts (
  tenant_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  "deviceName" TEXT COLLATE "C",
  "serialNumber" TEXT COLLATE "C",
  "userPrincipalName" TEXT COLLATE "C",
  "userDisplayName" TEXT COLLATE "C",
  PRIMARY KEY (tenant_id, id)
);
ALTER TABLE managed_device_texts ENABLE ROW LEVEL SECURITY;
ALTER TABLE managed_device_texts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON managed_device_texts USING (tenant_id = current_setting('assistd.tenant_id', true)) WITH CHECK (tenant_id = current_setting('assistd.tenant_id', true));
CREATE FUNCTION assistd_trigrams(tenant_id text, texts text[]) RETURNS tsvector
  LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 100000 AS $$
  SELECT array_to_tsvector(ARRAY[right(tenant_id, 12) || '0'] || ARRAY(
    SELECT right(tenant_id, 12) || number || substr(folded, at, 3)
    FROM unnest(texts) WITH ORDINALITY AS each(value, number),
      lower(CASE WHEN octet_length(value) = char_length(value) THEN value ELSE concat_ws(chr(10), value,
        lower(value COLLATE "und-x-icu"), upper(value COLLATE "und-x-icu")) END COLLATE "C") AS folded,
      generate_series(1, char_length(folded) - 2) AS at))
$$;
ALTER TABLE managed_devices NO FORCE ROW LEVEL SECURITY;
ALTER TABLE managed_device_texts NO FORCE ROW LEVEL SECURITY;
INSERT INTO managed_device_texts (tenant_id, id, "deviceName", "serialNumber", "userPrincipalName", "userDisplayName") SELECT tenant_id, id, "deviceName", "serialNumber", "userPrincipalName", "userDisplayName" FROM managed_devices;
ALTER TABLE managed_devices FORCE ROW LEVEL SECURITY;
ALTER TABLE managed_device_texts FORCE ROW LEVEL SECURITY;
CREATE INDEX managed_device_texts_trigrams ON managed_device_texts USING gin (assistd_trigrams(tenant_id, ARRAY["deviceName", "serialNumber", "userPrincipalName", "userDisplayName"])) WITH (gin_pending_list_limit = 256);
CREATE POLICY wanted ON managed_device_texts AS RESTRICTIVE FOR SELECT
  USING (assistd_trigrams(tenant_id, ARRAY["deviceName", "serialNumber", "userPrincipalName", "userDisplayName"]) @@ current_setting('assistd.wanted_texts', true)::tsquery);
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (56, 'device texts on PostgreSQL', 56);

-- 58: when the person at a device answered
ALTER TABLE sessions ADD COLUMN consent_answered_at BIGINT;
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (58, 'when the person at a device answered', 1);

-- 63: audit events are pruned from the anchor on
CREATE OR REPLACE FUNCTION assistd_prune_audit_events(tenant_id text, last_sequence bigint, older_than text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER AS $$
#variable_conflict use_column
DECLARE
  before text := older_than;
  gone bigint := coalesce((SELECT h.anchor_sequence FROM audit_heads h WHERE h.tenant_id = assistd_prune_audit_events.tenant_id), 0);
BEGIN
  IF NOT EXISTS (SELECT FROM database_purpose WHERE purpose = 'development') THEN
    before := least(before COLLATE "C",
      to_char((now() - assistd_least_audit_age()) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"0000000Z"') COLLATE "C");
  END IF;
  PERFORM FROM audit_events e
    WHERE e.tenant_id = assistd_prune_audit_events.tenant_id AND e.sequence > gone AND e.sequence <= last_sequence
      AND e."activityDateTime" >= before;
  IF FOUND THEN
    RAISE EXCEPTION 'audit events that are not older than % are kept', before;
  END IF;
  DELETE FROM audit_events e
    WHERE e.tenant_id = assistd_prune_audit_events.tenant_id AND e.sequence > gone AND e.sequence <= last_sequence;
END $$;
DO $$
DECLARE
  definer regprocedure;
BEGIN
  FOR definer IN SELECT p.oid FROM pg_catalog.pg_proc p WHERE p.pronamespace = current_schema()::regnamespace AND p.prosecdef
      AND pg_catalog.starts_with(p.proname, 'assistd_') LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, %I, pg_temp', definer, current_schema());
  END LOOP;
END $$;
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (63, 'audit events are pruned from the anchor on', 1);

-- 64: the index of device texts is written in small parts
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (64, 'the index of device texts is written in small parts', 1);

-- 65: partial indexes of the users of devices
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (65, 'partial indexes of the users of devices', 1);

-- 66: indexes of what is due, of all tenants
CREATE INDEX IF NOT EXISTS obligations_due_at ON obligations (due_at) WHERE status = 'due';
CREATE INDEX IF NOT EXISTS obligations_planned_at ON obligations (planned_at) WHERE status = 'due';
CREATE OR REPLACE FUNCTION assistd_due_tenants_of(
    kinds text[], others boolean, due_until bigint, planned_until bigint, after_tenant text, at_most integer, resting text[])
  RETURNS TABLE (tenant text)
  LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  few CONSTANT integer := 1000;
  seen bigint;
  found text[];
BEGIN
  PERFORM set_config('assistd.scope', 'every tenant', true);
  SELECT count(*), array_agg(DISTINCT o.tenant_id) FILTER (
      WHERE (o.kind = ANY (kinds)) <> others AND (o.connector IS NULL OR o.probe = 1 OR NOT o.connector = ANY (resting)))
    INTO seen, found
    FROM (
      (SELECT d.tenant_id, d.kind, d.connector, d.probe FROM obligations d
        WHERE d.status = 'due' AND d.due_at <= due_until ORDER BY d.due_at LIMIT few + 1)
      UNION ALL
      (SELECT p.tenant_id, p.kind, p.connector, p.probe FROM obligations p
        WHERE p.status = 'due' AND p.planned_at > planned_until ORDER BY p.planned_at LIMIT few + 1)
    ) o;
  IF seen <= few THEN
    RETURN QUERY SELECT t FROM unnest(found) t
      WHERE t COLLATE "C" > after_tenant COLLATE "C" ORDER BY t COLLATE "C" LIMIT at_most;
  ELSE
    RETURN QUERY SELECT o.tenant_id::text FROM obligations o
      WHERE o.status = 'due' AND (o.due_at <= due_until OR o.planned_at > planned_until)
        AND (o.kind = ANY (kinds)) <> others AND o.tenant_id > after_tenant
        AND (o.connector IS NULL OR o.probe = 1 OR NOT o.connector = ANY (resting))
      GROUP BY o.tenant_id ORDER BY o.tenant_id LIMIT at_most;
  END IF;
  PERFORM set_config('assistd.scope', '', true);
END $$;
DO $$
DECLARE
  definer regprocedure;
BEGIN
  FOR definer IN SELECT p.oid FROM pg_catalog.pg_proc p WHERE p.pronamespace = current_schema()::regnamespace AND p.prosecdef
      AND pg_catalog.starts_with(p.proname, 'assistd_') LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, %I, pg_temp', definer, current_schema());
  END LOOP;
END $$;
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (66, 'indexes of what is due, of all tenants', 1);

-- 67: the index of device texts is merged in small parts
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (67, 'the index of device texts is merged in small parts', 1);

-- 68: keys of devices in the index of texts
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (68, 'keys of devices in the index of texts', 1);

-- 69: grants of a partner
CREATE INDEX IF NOT EXISTS grants_of_partner ON grants (tenant_id, partner_id, obtained_at, id);
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (69, 'grants of a partner', 1);

-- 73: actors of the audit trail once
CREATE TABLE audit_actors (
  tenant_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  actor TEXT COLLATE "C" NOT NULL,
  used TEXT COLLATE "C" NOT NULL,
  is_kept SMALLINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
ALTER TABLE audit_actors ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_actors FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON audit_actors USING (tenant_id = current_setting('assistd.tenant_id', true)) WITH CHECK (tenant_id = current_setting('assistd.tenant_id', true));
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (73, 'actors of the audit trail once', 1);

-- 74: the index of device texts keeps texts that are gone for longer
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (74, 'the index of device texts keeps texts that are gone for longer', 1);

-- 75: severances that met a grant before
ALTER TABLE grants ADD COLUMN severed_before TEXT COLLATE "C";
CREATE OR REPLACE FUNCTION assistd_severed_grants(severance text) RETURNS TABLE (state text, "count" bigint)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM set_config('assistd.scope', 'every tenant', true);
  RETURN QUERY SELECT s.state, count(*) FROM (
    SELECT CASE
      WHEN o.failures > 0 THEN 'failing'
      WHEN o.id IS NOT NULL THEN 'waiting'
      WHEN g.unconfirmed IS NOT NULL THEN 'unconfirmed'
      WHEN g.state = 'retired' THEN 'proven'
      ELSE 'unconfirmed' END AS state
    FROM grants g LEFT JOIN obligations o
      ON o.tenant_id = g.tenant_id AND o.kind = 'grant.retire' AND o.subject = g.id AND o.status = 'due'
    WHERE g.severance_id IS NOT NULL AND (g.severance_id = severance OR strpos(g.severed_before, severance) > 0)) s
    GROUP BY s.state;
  PERFORM set_config('assistd.scope', '', true);
END $$;
DO $$
DECLARE
  definer regprocedure;
BEGIN
  FOR definer IN SELECT p.oid FROM pg_catalog.pg_proc p WHERE p.pronamespace = current_schema()::regnamespace AND p.prosecdef
      AND pg_catalog.starts_with(p.proname, 'assistd_') LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, %I, pg_temp', definer, current_schema());
  END LOOP;
END $$;
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (75, 'severances that met a grant before', 1);

-- 76: grants of a database that was restored
CREATE TABLE database_place (place TEXT COLLATE "C" NOT NULL PRIMARY KEY);
CREATE FUNCTION assistd_place() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  cluster text := '';
BEGIN
  BEGIN
    SELECT system_identifier INTO cluster FROM pg_control_system();
  EXCEPTION WHEN insufficient_privilege OR undefined_function OR feature_not_supported THEN
    NULL;
  END;
  RETURN cluster || '/' || (SELECT oid FROM pg_database WHERE datname = current_database());
END $$;
INSERT INTO database_place SELECT assistd_place();
CREATE FUNCTION assistd_restored() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  restored text;
BEGIN
  FOR restored IN SELECT tenant FROM assistd_tenants('', 2147483647) LOOP
    PERFORM set_config('assistd.tenant_id', restored, true);
    UPDATE grants SET renew_at = 0, refresh_asked_at = coalesce(refresh_asked_at, 0)
      WHERE tenant_id = restored AND sealed_grant IS NOT NULL AND renew_at IS NOT NULL;
  END LOOP;
  PERFORM set_config('assistd.tenant_id', '', true);
END $$;
CREATE FUNCTION assistd_notice_restore() RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF (SELECT place FROM database_place) = assistd_place() THEN
    RETURN false;
  END IF;
  LOCK TABLE database_place IN SHARE ROW EXCLUSIVE MODE;
  IF (SELECT place FROM database_place) = assistd_place() THEN
    RETURN false;
  END IF;
  DELETE FROM database_place;
  INSERT INTO database_place SELECT assistd_place();
  PERFORM assistd_restored();
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION assistd_place() FROM PUBLIC;
REVOKE ALL ON FUNCTION assistd_restored() FROM PUBLIC;
REVOKE ALL ON FUNCTION assistd_notice_restore() FROM PUBLIC;
DO $$
DECLARE
  definer regprocedure;
BEGIN
  FOR definer IN SELECT p.oid FROM pg_catalog.pg_proc p WHERE p.pronamespace = current_schema()::regnamespace AND p.prosecdef
      AND pg_catalog.starts_with(p.proname, 'assistd_') LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, %I, pg_temp', definer, current_schema());
  END LOOP;
END $$;
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (76, 'grants of a database that was restored', 1);

-- 77: what presented codes are bound to
ALTER TABLE presented_codes ADD COLUMN client_id TEXT COLLATE "C";
ALTER TABLE presented_codes ADD COLUMN redirect_uri TEXT COLLATE "C";
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (77, 'what presented codes are bound to', 1);

-- 78: renewals of the first release that nobody saw the end of
ALTER TABLE grants NO FORCE ROW LEVEL SECURITY;
UPDATE grants SET
    renew_at = 0,
    refresh_asked_at = CASE WHEN refresh_until > 60000 THEN refresh_until - 60000 ELSE 0 END
  WHERE refresh_until IS NOT NULL AND refresh_asked_at IS NULL AND sealed_grant IS NOT NULL AND renew_at IS NOT NULL;
ALTER TABLE grants FORCE ROW LEVEL SECURITY;
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (78, 'renewals of the first release that nobody saw the end of', 1);
